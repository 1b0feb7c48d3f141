"""At the desk an administrator hands a family what is kept of it, and erases it; both are in the journal."""

from sqlalchemy import select

from booking.domain import Entry
from booking.tables import Child, Family, JournalLine
from channels.desk.roles import Role
from tests.channels.desk.office import Office


async def family_and_number(office: Office) -> tuple[int, str]:
    async with office.database.reading() as db:
        found = select(Family.id, Family.number).join(Child).where(Child.first_name == "Raphaël").limit(1)
        number, name = (await db.execute(found)).one()
    return number, name


async def entries(office: Office) -> set[Entry]:
    async with office.database.reading() as db:
        return set((await db.scalars(select(JournalLine.entry))).all())


async def test_what_is_kept_of_a_family_is_a_file_to_hand_over(office: Office) -> None:
    family, number = await family_and_number(office)
    async with office.clerk(Role.ADMINISTRATOR) as clerk:
        await clerk.open(f"/guichet/familles/{family}/donnees")
        await clerk.press("Une page à lire")
        assert "Raphaël" in clerk.answer.text
        assert number in clerk.answer.text
    assert Entry.EXPORTED in await entries(office)


async def test_nothing_is_erased_unless_the_number_is_typed(office: Office) -> None:
    family, number = await family_and_number(office)
    async with office.clerk(Role.ADMINISTRATOR) as clerk:
        await clerk.open(f"/guichet/familles/{family}/donnees")
        page = await clerk.press("Effacer le dossier", number="F9999")
        assert "Rien n'a été effacé" in page.words
        assert Entry.ERASED not in await entries(office)
        page = await clerk.press("Effacer le dossier", number=number)
        assert f"Dossier {number} : effacé." in page.words
        assert "sauvegardes" in page.words
    assert Entry.ERASED in await entries(office)
