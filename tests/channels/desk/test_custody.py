"""The weeks of two homes: written on the file by staff, kept in the journal, heeded by what reminds."""

from datetime import date

import pytest
from sqlalchemy import select

from booking.custody import Custody, custody_of
from booking.domain import Entry
from booking.patterns import Weeks, falls_in
from booking.tables import Child, Guardian, JournalLine
from channels.desk.roles import Role
from tests.channels.desk.office import Clerk, Office

NAME = "Enregistrer les semaines de {}"


async def guardian_of(office: Office) -> Guardian:
    async with office.database.reading() as db:
        of_raphael = select(Guardian).join(Child, Child.family_id == Guardian.family_id)
        found = await db.scalars(of_raphael.where(Child.first_name == "Raphaël").order_by(Guardian.id))
        return found.all()[0]


async def open_file(office: Office, clerk: Clerk) -> str:
    guardian = await guardian_of(office)
    await clerk.open(f"/guichet/familles/{guardian.family_id}")
    return NAME.format(guardian.name)


async def test_every_other_week_is_counted_from_a_day_and_the_journal_says_who_wrote_it(office: Office) -> None:
    async with office.clerk(name="Claire Duval") as clerk:
        button = await open_file(office, clerk)
        page = await clerk.press(button, weeks="alternate", anchor="2026-12-28")
        assert "une semaine sur deux, à partir de celle du 28/12/2026. Les rappels suivent." in page.words
        guardian = await guardian_of(office)
        page = await clerk.open(f"/guichet/familles/{guardian.family_id}/journal")
        assert "semaines de garde changées" in page.words
        assert f"{guardian.name} : une semaine sur deux (comptées depuis le 2026-12-28)" in page.words
    assert custody_of(guardian) == Custody(Weeks.ALTERNATE, date(2026, 12, 28))
    weeks = [falls_in(day, guardian.weeks, guardian.anchor) for day in (date(2026, 12, 28), date(2027, 1, 4))]
    assert weeks == [True, False], "2026-W53 and 2027-W01 are both odd, and of two parents each has one"


async def test_even_weeks_need_no_day_and_the_whole_year_can_come_back(office: Office) -> None:
    async with office.clerk() as clerk:
        button = await open_file(office, clerk)
        await clerk.press(button, weeks="even", anchor="2026-12-28")
        assert custody_of(await guardian_of(office)) == Custody(Weeks.EVEN)
        await clerk.press(button, weeks="all")
        assert custody_of(await guardian_of(office)) == Custody()


async def test_the_second_of_two_is_told(office: Office) -> None:
    async with office.clerk(name="Claire Duval") as claire, office.clerk(name="Karim Benali") as karim:
        button = await open_file(office, claire)
        await open_file(office, karim)
        await claire.press(button, weeks="even")
        page = await karim.press(button, weeks="odd")
        assert "Quelqu'un vient de changer les semaines" in page.words
    assert (await guardian_of(office)).weeks is Weeks.EVEN
    async with office.database.reading() as db:
        lines = (await db.scalars(select(JournalLine).where(JournalLine.entry == Entry.WEEKS))).all()
    assert [line.details["weeks"] for line in lines] == ["even"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"weeks": "alternate", "anchor": ""}, "Écrivez un jour d'une de ces semaines"),
        ({"weeks": "alternate", "anchor": "28/12/2026"}, "n'est pas une date"),
        ({"weeks": "sometimes"}, "n'est pas un choix possible"),
    ],
    ids=["no day to count from", "a day written otherwise", "weeks that are none"],
)
async def test_what_makes_no_sense_is_said_and_changes_nothing(
    office: Office, typed: dict[str, str], said: str
) -> None:
    async with office.clerk(Role.COUNTER) as clerk:
        button = await open_file(office, clerk)
        page = await clerk.press(button, **typed)
        assert clerk.answer.status_code == 422
        assert said in page.words
    assert custody_of(await guardian_of(office)) == Custody()
