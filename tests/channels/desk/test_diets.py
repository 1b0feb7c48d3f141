"""Which child has which diet is seen by those who need it, and by nobody else: on every page, for every role."""

import io
import re
from datetime import date

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from booking.tables import Child
from channels.desk.actions import Action
from channels.desk.roles import Right, Role, may
from channels.desk.router import ACTIONS
from tests.channels.desk.office import Office

DIET, NAME = "sans arachide", "Raphaël"
OBSERVER, READER, COUNTER, MESSENGER, MANAGER, ADMINISTRATOR = Role
ON_A_FILE = {COUNTER, MANAGER, ADMINISTRATOR}
BESIDE_A_NAME = {"/familles/{family}": ON_A_FILE, "/appel": ON_A_FILE | {READER}}
NUMBERS_ONLY = {"", "/effectifs.csv", "/effectifs.xlsx", "/effectifs/versions"}  # the kitchens count diets
PAGES = [action for action in ACTIONS if action.method == "GET"]


async def family_with_a_diet(office: Office) -> tuple[int, str]:
    """Raphaël's family; he has a diet that nobody else has, and eats on Monday, of which the counts are frozen."""
    async with office.database.writing() as db:
        child = (await db.scalars(select(Child).where(Child.first_name == NAME).order_by(Child.id).limit(1))).one()
        child.diet = DIET
        family, school = child.family_id, child.school or ""
    async with office.clerk(MANAGER, "Sylvie Duval") as clerk:
        await clerk.open(f"/guichet/familles/{family}?semaine={date(2026, 11, 30)}")
        await clerk.press(f"Réserver : cantine pour {NAME}, lundi 30 novembre")
        await clerk.open("/guichet?jour=2026-11-30&service=cantine")
        await clerk.press("Arrêter la version 1 : cantine")
    return family, school


def seen_by(role: Role) -> set[str]:
    """The pages on which a diet stands before somebody of this role."""
    return NUMBERS_ONLY | {path for path, roles in BESIDE_A_NAME.items() if role in roles}


def shown(action: Action, content: bytes) -> str:
    """What a page or a file says."""
    if not action.path.endswith(".xlsx"):
        return content.decode()
    rows = load_workbook(io.BytesIO(content)).worksheets[0].values
    return " ".join(str(value) for row in rows for value in row)


@pytest.mark.parametrize("role", Role)
async def test_a_diet_is_seen_by_whom_the_table_says_and_beside_a_name_by_those_who_need_it(
    office: Office, role: Role
) -> None:
    family, school = await family_with_a_diet(office)
    seen = set()
    async with office.clerk(role) as clerk:
        for action in PAGES:
            path = re.sub(r"{\w+}", "1", action.path.replace("{family}", str(family)))
            await clerk.open(f"/guichet{path}?jour=2026-11-30&service=cantine&site={school}&q={NAME}")
            words = shown(action, clerk.answer.content)
            if DIET in words:
                seen.add(action.path)
                assert (NAME in words) is (action.path not in NUMBERS_ONLY), action.path
    assert seen == seen_by(role)


def test_those_who_see_it_are_those_who_have_the_right() -> None:
    assert {role for role in Role if may(role, Right.DIETS)} == set.union(*BESIDE_A_NAME.values())
