"""Loops: two machines never talk for ever."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.loops import MESSAGES_AT_MOST, SAME_AT_MOST
from channels.tables import ForStaff, Handling, InboxMessage
from channels.transport import Channel, Kind
from tests.bot.conftest import CLAIRE
from tests.bot.phone import Phones

AUTOMATIC = "Je suis absente jusqu'au 30 novembre."


async def test_a_machine_that_always_says_the_same_is_told_once_and_then_left_alone(phones: Phones) -> None:
    claire = phones.phone(CLAIRE)
    for _ in range(SAME_AT_MOST):
        assert await claire.says(AUTOMATIC)
    assert "Trop de messages" in await claire.says(AUTOMATIC)
    assert await claire.says(AUTOMATIC) == ""
    async with phones.database.reading() as db:
        left = await db.scalars(select(InboxMessage.for_staff).where(InboxMessage.for_staff == ForStaff.LOOP))
        assert len(left.all()) == 1


async def test_a_machine_with_many_words_is_told_once_and_then_left_alone(phones: Phones) -> None:
    claire = phones.phone(CLAIRE)
    for number in range(MESSAGES_AT_MOST):
        await claire.texts(f"message automatique {number}")
    await claire.hears()
    assert "Trop de messages" in await claire.says("message automatique, encore")
    assert await claire.says("et encore un") == ""


async def test_whoever_pauses_is_answered_again(phones: Phones) -> None:
    claire = phones.phone(CLAIRE)
    for _ in range(SAME_AT_MOST + 2):
        await claire.says(AUTOMATIC)
    phones.later(phones.clock.now() + timedelta(minutes=11))
    assert "Réservé" in await claire.says("cantine lundi pour Léo")


@pytest.mark.parametrize(
    ("number", "apart"),
    [
        pytest.param(240, timedelta(seconds=14), id="so many within an hour"),
        pytest.param(480, timedelta(seconds=179), id="so many within a day"),
    ],
)
async def test_a_flood_of_texts_costs_the_town_no_more(phones: Phones, number: int, apart: timedelta) -> None:
    claire, now = phones.phone(CLAIRE), phones.clock.now()
    async with phones.database.writing() as db:
        db.add_all(
            InboxMessage(
                channel=Channel.SIMULATOR,
                provider_id=f"flood {each}",
                sender=CLAIRE,
                kind=Kind.TEXT,
                text=f"texte {each}",
                received_at=now - each * apart,
                next_try_at=now,
                state=Handling.HANDLED,
            )
            for each in range(number, 1, -1)
        )
    assert "Trop de messages" not in await claire.says("mes réservations")
    assert "Trop de messages" in await claire.says("cantine lundi pour Léo")
    assert await claire.says("cantine mardi pour Léo") == ""
