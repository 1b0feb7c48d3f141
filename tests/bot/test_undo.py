"""ANNULE takes back the last act, whole, and nothing else; what it replaced comes back."""

from datetime import date

import pytest
from sqlalchemy import select

from booking.domain import State
from booking.sessions import open_sessions
from booking.tables import Child, Reservation, Session, StandingBooking
from booking.town import Part, Town
from bot.jobs import Worker
from tests.bot.conftest import CLAIRE, KARIM, NADIA
from tests.bot.phone import Phone, Phones
from tests.conftest import At

TUESDAY, WEDNESDAY = date(2026, 12, 1), date(2026, 12, 2)


@pytest.fixture
def claire(phones: Phones) -> Phone:
    return phones.phone(CLAIRE)


async def live(phones: Phones) -> list[tuple[str, date, Part, State, bool | None]]:
    """What is booked: child, day, part, state, meal."""
    async with phones.database.reading() as db:
        mine = (
            select(Child.first_name, Session.date, Session.part, Reservation.state, Reservation.meal)
            .join(Session, Session.id == Reservation.session_id)
            .join(Child, Child.id == Reservation.child_id)
            .where(Reservation.state != State.CANCELLED)
            .order_by(Session.date, Session.part)
        )
        return [(name, day, part, state, meal) for name, day, part, state, meal in await db.execute(mine)]


async def set_places(phones: Phones, day: date, places: int) -> None:
    async with phones.database.writing() as db:
        for session in await db.scalars(select(Session).where(Session.service == "cantine", Session.date == day)):
            session.capacity = places


async def test_a_cancelled_half_day_comes_back_with_its_meal(claire: Phone, phones: Phones) -> None:
    await claire.says("centre mercredi 2 décembre matin avec repas pour Léo")
    before = await live(phones)
    assert before == [("Léo", WEDNESDAY, Part.MORNING, State.CONFIRMED, True)]
    await claire.says("annule le centre mercredi 2 décembre")
    assert await live(phones) == []
    assert "Réservé : centre de loisirs (matin, avec repas) pour Léo" in await claire.says("annule")
    assert await live(phones) == before


async def test_a_cancelled_whole_day_comes_back_whole(claire: Phone, phones: Phones) -> None:
    await claire.says("centre mercredi 2 décembre pour Léo, avec repas")
    before = await live(phones)
    assert [part for _, _, part, _, _ in before] == [Part.AFTERNOON, Part.MORNING]
    await claire.says("annule le centre mercredi 2 décembre")
    await claire.says("annule")
    assert await live(phones) == before


async def test_a_move_is_taken_back_on_both_sides(claire: Phone, phones: Phones) -> None:
    await claire.says("cantine mardi 1er pour Léo")
    await claire.says("déplace la cantine de mardi 1er à jeudi 3")
    heard = await claire.says("annule")
    assert "Réservé : cantine pour Léo, mardi 1er décembre" in heard
    assert "Annulé : cantine pour Léo, jeudi 3 décembre" in heard
    assert [day for _, day, *_ in await live(phones)] == [TUESDAY]


async def test_a_place_on_the_waiting_list_comes_back_with_its_rank(claire: Phone, phones: Phones) -> None:
    karim = phones.phone(KARIM)
    await set_places(phones, TUESDAY, 0)
    for phone, name in ((claire, "Léo"), (karim, "Emma")):
        await phone.says(f"cantine mardi 1er pour {name}")
        await phone.says("oui")
    await claire.says("annule la cantine de Léo mardi 1er")
    assert "rang 1" in await claire.says("annule")


async def test_an_offer_declined_by_mistake_comes_back_while_the_place_is_free(claire: Phone, phones: Phones) -> None:
    await set_places(phones, TUESDAY, 0)
    await claire.says("cantine mardi 1er pour Léo")
    await claire.says("oui")
    await set_places(phones, TUESDAY, 1)
    await Worker(phones.app).settle_offers()
    await Worker(phones.app).tell()
    await claire.says("non")
    assert await live(phones) == []
    assert "Une place est gardée pour vous" in await claire.says("annule")
    assert [state for *_, state, _ in await live(phones)] == [State.OFFERED]


async def test_an_absence_is_taken_back(claire: Phone, phones: Phones, at: At) -> None:
    await claire.says("cantine jeudi pour Emma")
    phones.later(at("2026-11-26 08:30"))
    assert "Absence notée" in await claire.says("Emma est malade")
    assert "Réservé : cantine pour Emma, jeudi 26 novembre" in await claire.says("annule")
    assert "absence" not in await claire.says("c'est bon pour aujourd'hui ?")


async def test_days_taken_out_of_a_pattern_are_meant_again(claire: Phone, phones: Phones, town: Town) -> None:
    await claire.says("cantine tous les mardis pour Emma")
    await claire.says("oui")
    before = await live(phones)
    await claire.says("annule la cantine d'Emma tous les mardis de décembre")
    await claire.says("oui")
    await claire.says("annule")
    assert await live(phones) == before
    async with phones.database.writing() as db:
        assert {tuple(each) for each in await db.scalars(select(StandingBooking.exceptions))} == {()}
        await open_sessions(db, town, date(2027, 1, 16), date(2027, 1, 31), now=phones.clock.now())
    assert len(await live(phones)) == len(before) + 2


async def test_what_the_other_parent_booked_meanwhile_stays(claire: Phone, phones: Phones) -> None:
    karim = phones.phone(KARIM)
    await claire.says("cantine mardi 1er pour Léo")
    await karim.says("annule la cantine de Léo mardi 1er")
    await karim.says("cantine mardi 1er pour Léo")
    await claire.says("annule")
    assert [day for _, day, *_ in await live(phones)] == [TUESDAY]


async def test_what_is_late_by_now_is_asked_about(claire: Phone, phones: Phones, at: At) -> None:
    await claire.says("cantine jeudi pour Emma")
    phones.later(at("2026-11-24 08:50"))
    await claire.says("annule la cantine de jeudi pour Emma")
    phones.later(at("2026-11-24 09:10"))
    question = await claire.says("annule")
    assert "majoré de 50 %" in question
    assert await live(phones) == []
    assert "Réservé : cantine pour Emma, jeudi 26 novembre" in await claire.says("oui")


async def test_annule_is_not_promised_where_it_would_be_refused(claire: Phone) -> None:
    await claire.says("cantine demain pour Emma")
    heard = await claire.says("oui")
    assert "ANNULE" not in heard
    assert heard.endswith("Cette réservation ne s'annule plus.")


async def test_a_reference_gives_back_what_it_stands_for_and_not_the_last_act(claire: Phone, phones: Phones) -> None:
    booked = await claire.says("cantine jeudi pour Léo")
    await claire.says("cantine vendredi pour Léo")
    assert "Annulé : cantine pour Léo, jeudi" in await claire.says(f"annule {quoted(booked)}")
    assert [day for _, day, _, _, _ in await live(phones)] == [date(2026, 11, 27)]


async def test_a_reference_of_another_family_does_and_tells_nothing(claire: Phone, phones: Phones) -> None:
    reference, nadia = quoted(await claire.says("cantine jeudi pour Léo")), phones.phone(NADIA)
    before = await live(phones)
    for text in (f"annule {reference}", f"preuve {reference}", reference):
        assert reference not in await nadia.says(text)
    assert await live(phones) == before


def quoted(reply: str) -> str:
    """The reference in a reply."""
    return reply.split("Réf. ")[1][:6]
