"""Places at the desk: how full each session is, who waits and why, and a capacity changed once."""

from datetime import date

import pytest
from sqlalchemy import select

from booking.domain import Author, AuthorKind, Consent, Entry, Place
from booking.journal import open_act
from booking.outcomes import Waiting
from booking.reservations import book
from booking.tables import ActRow, Child, JournalLine, Reservation, Session
from channels.desk.roles import Role
from tests.channels.desk.office import Office

MONDAY = date(2026, 11, 30)


async def session_at(office: Office, site: str = "les-oliviers") -> Session:
    async with office.database.reading() as db:
        there = select(Session).where(Session.service == "cantine", Session.site == site, Session.date == MONDAY)
        return (await db.scalars(there)).one()


async def fill(office: Office, places: int, waiting: int) -> list[str]:
    """So many children of the school booked in a session of as many places, and others who wait; their names."""
    now, session = office.clock.now(), await session_at(office)
    async with office.database.writing() as db:
        (await db.get_one(Session, session.id)).capacity = places
        children = (await db.scalars(select(Child).where(Child.school == session.site).order_by(Child.id))).all()
        names = []
        for child in children:
            author = Author(AuthorKind.GUARDIAN, "Parent", "sms", "cantine lundi", now, child.family_id)
            act = await open_act(db, author, now=now)
            place = Place(child.id, "cantine", MONDAY)
            outcome = await book(db, office.town, place, act=act, consent=Consent(wait=True))
            names += [f"{child.first_name} {child.last_name}"] if isinstance(outcome, Waiting) else []
            if len(names) == waiting:
                return names
    raise AssertionError(f"only {len(names)} wait")


async def test_a_week_shows_each_session_with_what_is_taken_and_who_waits(office: Office) -> None:
    await fill(office, 2, 2)
    async with office.clerk() as clerk:
        page = await clerk.open(f"/guichet/places?jour={MONDAY}&service=cantine")
        assert "2/2 places prises, lundi 30 novembre complet 2 en attente" in page.words
        assert "0/30 places prises, lundi 30 novembre" in page.words


async def test_the_list_says_each_ones_rank_and_the_facts_that_make_it(office: Office) -> None:
    names = await fill(office, 2, 3)
    session = await session_at(office)
    async with office.clerk() as clerk:
        page = await clerk.open(f"/guichet/places/{session.id}")
        assert all(name in page.words for name in names)
        rows = page.words.split("Liste d'attente")[1]
        assert rows.index("1.") < rows.index("2.") < rows.index("3.")
        assert "les deux parents travaillent" in rows or "un parent ne travaille pas" in rows
        assert "demandé lun. 23 nov. 2026, 09:00" in rows
        assert not any("Changer" in label for form in page.forms for label, _, _ in form.buttons)  # the counter looks


async def test_a_lower_capacity_leaves_everybody_in_place_and_a_higher_one_offers_to_who_waits(office: Office) -> None:
    await fill(office, 2, 2)
    session = await session_at(office)
    async with office.clerk(Role.MANAGER) as clerk:
        await clerk.open(f"/guichet/places/{session.id}")
        page = await clerk.press("Changer", places="1")
        assert "1 place (avant : 2). 1 enfant de plus que de places : qui a réservé garde sa place." in page.words
        page = await clerk.press("Changer", places="3")
        assert "1 enfant de la liste d'attente servis" in page.words
        assert "Propositions en cours 1" in page.words
        assert "réponse attendue avant lun. 23 nov. 2026, 12:00" in page.words
    async with office.database.reading() as db:
        line = JournalLine.act_id == ActRow.id
        changes = select(ActRow.author_name).join(JournalLine, line).where(JournalLine.entry == Entry.CAPACITY)
        assert (await db.scalars(changes)).all() == ["Claire Duval", "Claire Duval"]


async def test_of_two_who_change_a_capacity_the_second_is_told(office: Office) -> None:
    session = await session_at(office)
    async with office.clerk(Role.MANAGER) as claire, office.clerk(Role.MANAGER, "Karim Ziani") as karim:
        for clerk in (claire, karim):
            await clerk.open(f"/guichet/places/{session.id}")
        assert "20 places (avant : 18)" in (await claire.press("Changer", places="20")).words
        assert (
            "Quelqu'un vient de changer ce nombre : il y a 20 places"
            in (await karim.press("Changer", places="12")).words
        )
    assert (await session_at(office)).capacity == 20


@pytest.mark.parametrize("places", ["", "-1", "10000", "1e3", "<b>9</b>", "٣", "9" * 5000])
async def test_a_number_that_is_none_changes_nothing_and_says_so(office: Office, places: str) -> None:
    session = await session_at(office)
    async with office.clerk(Role.MANAGER) as clerk:
        await clerk.open(f"/guichet/places/{session.id}")
        page = await clerk.press("Changer", places=places)
        assert clerk.answer.status_code == 422
        assert "n'est pas un numéro" in page.words or "c'est trop" in page.words
        assert "<b>9" not in clerk.answer.text
    assert (await session_at(office)).capacity == 18


@pytest.mark.parametrize("path", ["/places/999999", "/places/abc", "/places?service=nulle", "/places?site=../etc"])
async def test_what_does_not_exist_is_said_to_be_none(office: Office, path: str) -> None:
    async with office.clerk() as clerk:
        await clerk.open(f"/guichet{path}")
        assert clerk.answer.status_code == 404


async def test_nobody_is_booked_by_looking(office: Office) -> None:
    async with office.clerk() as clerk:
        await clerk.open("/guichet/places")
    async with office.database.reading() as db:
        assert (await db.scalars(select(Reservation.id))).all() == []
