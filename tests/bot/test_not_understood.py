"""A parent whom the bot does not understand, who is angry, or who wants a person: nobody loops."""

import pytest
from sqlalchemy import select

from booking.tables import Session
from channels.tables import ForStaff, InboxMessage
from tests.bot.conftest import CLAIRE
from tests.bot.phone import Phone, Phones
from tests.conftest import At


@pytest.fixture
def claire(phones: Phones) -> Phone:
    return phones.phone(CLAIRE)


async def for_staff(phones: Phones) -> list[ForStaff | None]:
    async with phones.database.reading() as db:
        reasons = select(InboxMessage.for_staff).where(InboxMessage.for_staff.is_not(None))
        return list(await db.scalars(reasons.order_by(InboxMessage.id)))


async def test_the_first_time_an_example_fits_the_family_and_what_is_open(claire: Phone) -> None:
    example = "jeudi Léo"  # asked on Monday after the deadline for Tuesday; Wednesday has no canteen
    heard = await claire.says("blabla")
    assert f"cantine {example}" in heard
    assert "Réservé : cantine pour Léo, jeudi 26 novembre." in await claire.says(heard.split(": ")[1])


async def test_the_example_skips_a_day_that_is_closed_or_full(claire: Phone, phones: Phones, at: At) -> None:
    async with phones.database.writing() as db:
        sessions = await db.scalars(select(Session).where(Session.date < at("2026-12-03 00:00").date()))
        for number, session in enumerate(sessions):
            session.closed = "grève" if number % 2 else None
            session.capacity = 0
    assert "cantine jeudi 3 décembre Léo" in await claire.says("blabla")


async def test_the_second_time_a_person_takes_over_and_says_when(claire: Phone, phones: Phones) -> None:
    await claire.says("blabla")
    heard = await claire.says("blabla encore")
    assert "le service scolaire vous répond aujourd'hui" in heard
    assert "04 65 71 20 26" in heard
    assert await for_staff(phones) == [ForStaff.NOT_UNDERSTOOD]


async def test_nobody_loops(claire: Phone, phones: Phones) -> None:
    heard = [await claire.says(f"blabla {number}") for number in range(5)]
    assert heard[2:] == ["C'est transmis aussi : le service scolaire vous répond aujourd'hui."] * 3
    assert await for_staff(phones) == [ForStaff.NOT_UNDERSTOOD] * 4


async def test_what_is_understood_in_between_starts_anew(claire: Phone, phones: Phones) -> None:
    await claire.says("blabla")
    await claire.says("mes réservations")
    assert "Écrivez par exemple" in await claire.says("blabla")
    assert await for_staff(phones) == []


@pytest.mark.parametrize("words", ["vous êtes nuls ça marche jamais", "c'est quoi ce bordel", "inadmissible !!!"])
async def test_angry_words_get_calm_ones_and_a_person(claire: Phone, phones: Phones, words: str) -> None:
    heard = await claire.says(words)
    assert heard.startswith("Je suis désolé. Votre message est transmis : le service scolaire vous répond aujourd'hui.")
    assert await for_staff(phones) == [ForStaff.ANGRY]


async def test_a_request_in_angry_words_is_done_all_the_same(claire: Phone) -> None:
    await claire.says("cantine jeudi Léo")
    assert "Annulé : cantine pour Léo" in await claire.says("annule jeudi, vous êtes nuls")


@pytest.mark.parametrize(
    ("now", "when"),
    [
        pytest.param("2026-11-23 09:00", "aujourd'hui", id="the office is open"),
        pytest.param("2026-11-23 07:00", "aujourd'hui", id="before it opens"),
        pytest.param("2026-11-23 12:45", "aujourd'hui", id="over lunch"),
        pytest.param("2026-11-23 16:45", "à partir du mardi 24 novembre, 8 h 30", id="just before it closes"),
        pytest.param("2026-11-27 18:00", "à partir du lundi 30 novembre, 8 h 30", id="on a Friday evening"),
        pytest.param("2026-12-24 17:30", "à partir du lundi 28 décembre, 8 h 30", id="before a public holiday"),
    ],
)
async def test_who_wants_a_person_is_told_when_to_expect_an_answer(
    claire: Phone, phones: Phones, at: At, now: str, when: str
) -> None:
    phones.later(at(now))
    assert f"le service scolaire vous répond {when}." in await claire.says("je veux parler à quelqu'un")
    assert await for_staff(phones) == [ForStaff.ASKED]
