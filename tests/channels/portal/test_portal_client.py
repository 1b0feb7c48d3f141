"""All that a portal needs, with the API alone."""

from datetime import date

from httpx import AsyncClient

from booking.closures import Closing, close_sessions
from booking.journal import open_system_act
from booking.places import lock_sessions
from booking.tables import Session
from tests.bot.conftest import CLAIRE, KARIM, NADIA
from tests.channels.portal.conftest import PortalTown
from tests.channels.portal.portal_client import Portal

MONDAY, TUESDAY, THURSDAY = date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 3)


async def test_a_parent_books_moves_and_gives_back(api: AsyncClient) -> None:
    portal = Portal(api)
    await portal.enter(CLAIRE)
    before = (await portal.places("cantine", MONDAY))["jean-moulin"]
    said = await portal.book("Léo", "cantine", MONDAY)
    assert (said.outcome, said.sentence) == ("booked", "Réservé : cantine pour Léo, lundi 30 novembre.")
    assert (await portal.places("cantine", MONDAY))["jean-moulin"] == before - 1
    assert (await portal.book("Léo", "cantine", MONDAY)).outcome == "already-booked"
    moved = await portal.move(said.reservations[0], TUESDAY)
    assert moved.outcome == "moved"
    assert await portal.booked() == [("2026-12-01", "cantine", "confirmed")]
    assert (await portal.cancel(moved.reservations[0])).outcome == "cancelled"
    again = await portal.cancel(moved.reservations[0])
    assert (again.outcome, again.why) == ("nothing-to-cancel", "file")
    assert await portal.booked() == []
    assert await portal.proof(moved.reservations[0]) == [
        ("booked", "api", "portail"),
        ("cancelled", "api", "portail"),
        ("refused", "api", "portail"),
    ]


async def test_many_days_at_once_have_a_result_each(api: AsyncClient) -> None:
    portal = Portal(api)
    await portal.enter(CLAIRE)
    days = [THURSDAY, date(2026, 12, 2), MONDAY]
    assert await portal.book_many("Emma", "cantine", days) == ["booked", "no-session", "booked"]
    assert await portal.head_counts(MONDAY) == {"cantine": 1}


async def test_every_refusal_says_why(api: AsyncClient, portal_town: PortalTown) -> None:
    claire, nadia = Portal(api), Portal(api)
    await claire.enter(CLAIRE)
    await nadia.enter(NADIA)
    async with portal_town.database.writing() as db:
        act = await open_system_act(db, "test", now=portal_town.phones.clock.now())
        closing = Closing(THURSDAY, THURSDAY, "grève", services=frozenset({"cantine"}))
        await close_sessions(db, portal_town.town, closing, act=act)
        for locked in await lock_sessions(db, "cantine", "jean-moulin", TUESDAY):
            session = await db.get_one(Session, locked.id)
            session.booked = session.capacity
    refused = [
        await claire.book("Léo", "cantine", TUESDAY),
        await claire.book("Léo", "cantine", date(2026, 11, 23)),
        await claire.book("Léo", "cantine", THURSDAY),
        await claire.book("Emma", "garderie-soir", MONDAY),
        await nadia.book("Inès", "cantine", MONDAY),
    ]
    assert [(said.outcome, said.why, said.agree_to) for said in refused] == [
        ("full", "full", "wait"),
        ("too-late", "too-late", None),
        ("closed", "closed", None),
        ("not-enrolled", "file", None),
        ("file-incomplete", "file", None),
    ]
    assert "assurance scolaire" in refused[-1].sentence
    assert await claire.closures() == ["grève"]
    waiting = await claire.book("Léo", "cantine", TUESDAY, wait=True)
    assert waiting.outcome == "waiting"


async def test_what_costs_more_is_done_only_once_it_was_agreed_to(api: AsyncClient) -> None:
    portal = Portal(api)
    await portal.enter(CLAIRE)
    tomorrow = date(2026, 11, 24)
    asked = await portal.book("Léo", "cantine", tomorrow)
    assert (asked.outcome, asked.why, asked.agree_to) == ("late-possible", "too-late", "late")
    assert "50 %" in asked.sentence
    assert (await portal.book("Léo", "cantine", tomorrow, late=True)).outcome == "booked"


async def test_a_place_that_came_free_is_offered_and_taken(api: AsyncClient, portal_town: PortalTown) -> None:
    claire = Portal(api)
    await claire.enter(CLAIRE)
    booked = await claire.book("Emma", "cantine", TUESDAY)
    async with portal_town.database.writing() as db:
        for locked in await lock_sessions(db, "cantine", "jean-moulin", TUESDAY):
            session = await db.get_one(Session, locked.id)
            session.capacity = session.booked
    assert (await claire.book("Léo", "cantine", TUESDAY, wait=True)).outcome == "waiting"
    await claire.cancel(booked.reservations[0])
    [offer] = await claire.offers()
    assert (await claire.take(offer)).outcome == "booked"
    assert ("2026-12-01", "cantine", "confirmed") in await claire.booked()


async def test_every_monday_is_made_and_ended(api: AsyncClient) -> None:
    portal = Portal(api)
    await portal.enter(KARIM)
    number = await portal.every([1], "Léo", "cantine", MONDAY, date(2026, 12, 18))
    assert [day for day, _, _ in await portal.booked()] == ["2026-11-30", "2026-12-07", "2026-12-14"]
    await portal.end(number, date(2026, 12, 7))
    assert [day for day, _, _ in await portal.booked()] == ["2026-11-30"]


async def test_until_when_one_may_book_is_there_with_the_places(api: AsyncClient) -> None:
    portal = Portal(api)
    assert await portal.closes_at("cantine", MONDAY) == "2026-11-27T09:00:00+01:00"
