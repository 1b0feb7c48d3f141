"""Which child has which diet is seen by those who need it, and by nobody else."""

from datetime import date

import pytest
from sqlalchemy import select

from booking.tables import Child
from channels.desk.roles import Role
from tests.channels.desk.office import Office

DIET = "sans arachide"
READER, COUNTER, MESSENGER, MANAGER, ADMINISTRATOR = Role
ON_A_FILE = {COUNTER, MANAGER, ADMINISTRATOR}
CARERS = ON_A_FILE | {READER}
SEEN = {"/guichet/familles/{family}": ON_A_FILE, "/guichet/appel?jour=2026-11-30&service=cantine&site={school}": CARERS}
NUMBERS_ONLY = ("/guichet?jour=2026-11-30", "/guichet/effectifs.csv?jour=2026-11-30")


async def family_with_a_diet(office: Office) -> tuple[int, str]:
    """Raphaël's family; he has a diet that nobody else has, and eats on Monday."""
    async with office.database.writing() as db:
        child = (await db.scalars(select(Child).where(Child.first_name == "Raphaël").order_by(Child.id).limit(1))).one()
        child.diet = DIET
        family, school = child.family_id, child.school or ""
    async with office.clerk(name="Sylvie Duval") as clerk:
        await clerk.open(f"/guichet/familles/{family}?semaine={date(2026, 11, 30)}")
        await clerk.press("Réserver : cantine pour Raphaël, lundi 30 novembre")
    return family, school


@pytest.mark.parametrize("role", Role)
async def test_a_diet_beside_a_name_is_seen_by_whom_the_table_says(office: Office, role: Role) -> None:
    family, school = await family_with_a_diet(office)
    async with office.clerk(role) as clerk:
        for path, roles in SEEN.items():
            await clerk.open(path.format(family=family, school=school))
            assert (DIET in clerk.answer.text) == (role in roles), f"{role}: {path}"
        for path in NUMBERS_ONLY:
            await clerk.open(path)
            assert DIET in clerk.answer.text, "the kitchens count diets"
            assert "Raphaël" not in clerk.answer.text, f"{path} names nobody"
