"""Loops: two machines never talk for ever."""

from datetime import timedelta

from sqlalchemy import select

from bot.loops import MESSAGES_AT_MOST, SAME_AT_MOST
from channels.tables import ForStaff, InboxMessage
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
