"""The roll-call, from a phone in the playground without a script: saved class by class, by name and hour."""

from datetime import date

import pytest
from sqlalchemy import select

from booking.domain import Entry
from booking.tables import ActRow, Child, JournalLine, Reservation, RollCall, Session
from bot.habits import take_up_habits
from channels.desk.roles import Role
from tests.channels.desk.office import Office

TODAY = date(2026, 11, 23)
PATH = "/guichet/appel?service=cantine&site=jean-moulin"
BUTTON = "Enregistrer l'appel, CP"


@pytest.fixture
async def places(office: Office) -> list[int]:
    """Who is expected in the CP of Jean-Moulin today: the numbers of their reservations."""
    async with office.database.writing() as db:
        await take_up_habits(db, office.town, now=office.clock.now())
        expected = (
            select(Reservation.id)
            .join(Session, Session.id == Reservation.session_id)
            .join(Child, Child.id == Reservation.child_id)
            .where(Session.date == TODAY, Session.service == "cantine", Session.site == "jean-moulin")
            .where(Child.class_name == "CP", Reservation.state == "confirmed")
            .order_by(Reservation.id)
        )
        return list(await db.scalars(expected))


async def calls(office: Office) -> dict[int, tuple[bool, str]]:
    async with office.database.reading() as db:
        return {row.reservation_id: (row.is_there, row.by) for row in await db.scalars(select(RollCall))}


async def test_who_is_there_and_who_is_not_is_saved_with_a_name_and_an_hour(office: Office, places: list[int]) -> None:
    there, absent = places[:2]
    async with office.clerk(Role.READER, "Anne Roy") as clerk:
        await clerk.open(PATH)
        page = await clerk.press(BUTTON, **{f"place-{there}": "la", f"place-{absent}": "absent"})
        assert "1 présent, 1 absent. 2 réponses à l'appel enregistrées." in page.words
        assert page.words.count("Anne Roy, 09:00") == 2
        assert f'name="place-{there}" value="la" autocomplete="off" checked' in page.text
    assert await calls(office) == {there: (True, "Anne Roy"), absent: (False, "Anne Roy")}
    async with office.database.reading() as db:
        lines = (await db.scalars(select(JournalLine).where(JournalLine.entry == Entry.CALLED))).all()
    assert [(line.date, line.details["there"]) for line in lines] == [(TODAY, "yes"), (TODAY, "no")]


async def test_a_child_who_comes_late_is_there_in_the_end_and_both_answers_stay_in_the_journal(
    office: Office, places: list[int]
) -> None:
    late = places[0]
    async with office.clerk(Role.READER, "Anne Roy") as anne, office.clerk(Role.READER, "Luc Petit") as luc:
        await anne.open(PATH)
        await anne.press(BUTTON, **{f"place-{late}": "absent"})
        await luc.open(PATH)
        await luc.press(BUTTON, **{f"place-{late}": "la"})
        page = await luc.press(BUTTON)
        assert "Rien n'a changé depuis." in page.words
    assert await calls(office) == {late: (True, "Luc Petit")}
    async with office.database.reading() as db:
        who = await db.scalars(
            select(ActRow.author_name)
            .join(JournalLine, JournalLine.act_id == ActRow.id)
            .where(JournalLine.entry == Entry.CALLED)
            .order_by(ActRow.id)
        )
        assert list(who) == ["Anne Roy", "Luc Petit"]


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [("place-0", "la", 200), ("place-999999", "la", 200), ("place-1x", "la", 422), ("place-1", "peut-être", 422),
     ("place-99999999999999", "la", 422)],
    ids=["no reservation", "a number of nothing", "no number", "an answer that is none", "a huge number"],
)  # fmt: skip
async def test_what_no_box_says_is_not_saved(
    office: Office, places: list[int], name: str, value: str, status: int
) -> None:
    assert places
    async with office.clerk(Role.READER) as clerk:
        await clerk.open(PATH)
        await clerk.press(BUTTON, **{name: value})
        assert clerk.answer.status_code == status
    assert await calls(office) == {}
