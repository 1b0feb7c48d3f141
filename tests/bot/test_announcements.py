"""What happens to a family without a text of theirs: told once, to every guardian, where they last spoke."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from booking.closures import Closing, close_sessions
from booking.domain import Author, AuthorKind
from booking.households import households_by_phone
from booking.journal import open_act
from booking.patterns import Pattern
from booking.rules.calendar import Weekday
from booking.standing import Wish, make_standing
from booking.tables import Family, Guardian, Session
from bot.jobs import Worker
from channels.purpose import Purpose
from tests.bot.conftest import CLAIRE, KARIM, child
from tests.bot.phone import Phone, Phones
from tests.conftest import At

TUESDAY = date(2026, 12, 1)
SOPHIE = "+33639980004"


@pytest.fixture
async def sophie(phones: Phones) -> Phone:
    """The mother of Jules, who took the last place."""
    async with phones.database.writing() as db:
        db.add(
            Family(
                number="F9",
                missing=[],
                guardians=[Guardian(name="Sophie Petit", phone=SOPHIE, language="fr")],
                children=[child("Jules", "cantine")],
            )
        )
        for session in await db.scalars(select(Session).where(Session.service == "cantine", Session.date == TUESDAY)):
            session.capacity = 1
    return phones.phone(SOPHIE)


async def told(phones: Phones, phone: Phone) -> list[str]:
    """What a phone hears when the bot speaks by itself."""
    before = len(await phone.heard())
    await Worker(phones.app).tell()
    return [message.text for message in (await phone.heard())[before:]]


async def test_a_freed_place_is_offered_and_yes_takes_it(phones: Phones, sophie: Phone) -> None:
    claire = phones.phone(CLAIRE)
    await sophie.says("cantine mardi 1er pour Jules")
    assert "liste d'attente ?" in await claire.says("cantine mardi 1er pour Léo")
    assert "rang 1" in await claire.says("oui")
    await sophie.says("annule mardi 1er")
    (offer,) = await told(phones, claire)
    assert offer.startswith("Une place s'est libérée : cantine pour Léo, mardi 1er décembre. Elle est gardée pour vous")
    assert "cantine pour Léo, mardi 1er décembre" in await claire.says("oui")
    assert (await claire.says("c'est bon pour mardi 1er ?")).startswith("Oui, mardi 1er décembre")


async def test_what_was_told_is_never_told_again(phones: Phones, sophie: Phone) -> None:
    claire = phones.phone(CLAIRE)
    await sophie.says("cantine mardi 1er pour Jules")
    await claire.says("cantine mardi 1er pour Léo")
    await claire.says("oui")
    await sophie.says("annule mardi 1er")
    assert len(await told(phones, claire)) == 1
    assert await told(phones, claire) == []


async def test_after_a_stop_nothing_is_said_unasked_until_reprise(phones: Phones, sophie: Phone) -> None:
    claire = phones.phone(CLAIRE)
    await sophie.says("cantine mardi 1er pour Jules")
    for words in ("cantine mardi 1er pour Léo", "oui", "STOP"):
        assert await claire.says(words)
    await sophie.says("annule mardi 1er")
    assert await told(phones, claire) == []
    assert "mardi 1er décembre" in await claire.says("mes réservations")
    assert "de nouveau" in await claire.says("REPRISE")


async def test_a_no_leaves_the_place_to_the_next(phones: Phones, sophie: Phone) -> None:
    claire, karim = phones.phone(CLAIRE), phones.phone(KARIM)
    await sophie.says("cantine mardi 1er pour Jules")
    for words in ("cantine mardi 1er pour Léo", "oui"):
        await claire.says(words)
    for words in ("cantine mardi 1er pour Emma", "oui"):
        await karim.says(words)
    await sophie.says("annule mardi 1er")
    offer = (await told(phones, claire))[-1]
    first = "Léo" if "Léo" in offer else "Emma"
    await claire.says("non")
    (second,) = await told(phones, claire)
    assert ("Emma" if first == "Léo" else "Léo") in second


async def test_an_offer_that_nobody_answers_goes_on(phones: Phones, sophie: Phone) -> None:
    claire = phones.phone(CLAIRE)
    await sophie.says("cantine mardi 1er pour Jules")
    for words in ("cantine mardi 1er pour Léo", "oui"):
        await claire.says(words)
    await sophie.says("annule mardi 1er")
    await told(phones, claire)
    phones.later(phones.clock.now() + timedelta(hours=5))
    await Worker(phones.app).settle_offers()
    (over,) = await told(phones, claire)
    assert "faute de réponse" in over


async def test_two_parents_who_want_the_same_day_are_both_told(phones: Phones, at: At) -> None:
    claire, karim = phones.phone(CLAIRE), phones.phone(KARIM)
    await claire.says("bonjour")
    async with phones.database.writing() as db:
        (household,) = await households_by_phone(db, CLAIRE)
        author = Author(
            AuthorKind.GUARDIAN,
            household.name,
            "portal",
            "tous les mardis",
            at("2026-11-23 09:00"),
            family_id=household.family_id,
            guardian_id=household.guardian_id,
        )
        every_tuesday = Pattern(frozenset({Weekday.TUESDAY}), TUESDAY, date(2026, 12, 18))
        wish = Wish(household.child("Léo").id, "cantine", every_tuesday)
        await make_standing(db, phones.app.town, wish, act=await open_act(db, author, now=author.arrived))
    await karim.says("cantine mardi 1er pour Léo")
    await Worker(phones.app).tell()
    for phone in (claire, karim):
        assert "Vous avez demandé tous les deux cantine pour Léo, mardi 1er décembre" in (await phone.heard())[-1].text


async def test_a_closure_of_saturday_night_is_told_on_monday_morning(phones: Phones, at: At) -> None:
    claire = phones.phone(CLAIRE)
    await claire.says("cantine mardi 1er pour Léo")
    phones.later(at("2026-11-28 22:00"))
    now = phones.clock.now()
    async with phones.database.writing() as db:
        staff = Author(AuthorKind.STAFF, "Mairie", "desk", "fermeture", now)
        closing = Closing(TUESDAY, TUESDAY, "grève")
        await close_sessions(db, phones.app.town, closing, act=await open_act(db, staff, now=now))
    await Worker(phones.app).tell()
    message = (await claire.heard())[-1]
    assert (message.purpose, message.due_at) == (Purpose.NEWS, at("2026-11-30 08:00"))
    assert message.guardian_id is not None


async def test_a_closure_says_what_stays_open_and_to_which_child_where_that_differs(phones: Phones) -> None:
    claire = phones.phone(CLAIRE)
    await claire.says("cantine mardi 1er pour Léo et Emma")
    await _close(phones, "cantine")
    message = (await claire.heard())[-1].text
    assert message.splitlines()[-1] == "Reste ouvert pour Léo : garderie du matin et garderie du soir."
    assert "Fermé mardi 1er décembre" in message


async def test_where_one_child_is_concerned_it_is_not_named_once_more(phones: Phones) -> None:
    claire = phones.phone(CLAIRE)
    await claire.says("cantine mardi 1er pour Léo")
    await _close(phones, "cantine", "garderie-matin")
    assert (await claire.heard())[-1].text.splitlines()[-1] == "Reste ouvert : garderie du soir."


async def test_where_nothing_stays_open_nothing_is_said_of_it(phones: Phones) -> None:
    claire = phones.phone(CLAIRE)
    await claire.says("cantine mardi 1er pour Léo")
    await _close(phones)
    message = (await claire.heard())[-1].text
    assert "Fermé mardi 1er décembre" in message
    assert "Reste ouvert" not in message


async def _close(phones: Phones, *services: str) -> None:
    """Staff close these services on Tuesday, or all; and families are told."""
    now = phones.clock.now()
    async with phones.database.writing() as db:
        staff = Author(AuthorKind.STAFF, "Mairie", "desk", "fermeture", now)
        closing = Closing(TUESDAY, TUESDAY, "grève", services=frozenset(services))
        await close_sessions(db, phones.app.town, closing, act=await open_act(db, staff, now=now))
    await Worker(phones.app).tell()
