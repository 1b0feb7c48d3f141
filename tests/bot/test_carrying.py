"""A question that goes another way is asked there: the answer will come from there."""

from sqlalchemy import select

from booking.tables import Guardian
from bot.pending import NO, YES, Asking, PendingQuestion
from bot.threads import ask_in_thread, carry_question, lock_thread
from channels.transport import Channel
from messages.understanding.meaning import Intent, Request
from tests.bot.conftest import CLAIRE
from tests.bot.phone import Phones
from tests.conftest import At

CHAT = "5000000001"


async def test_what_was_asked_by_telegram_can_be_answered_by_text(phones: Phones, at: At) -> None:
    now = at("2026-11-23 09:00")
    question = PendingQuestion(1, Asking.OFFER, Request(Intent.BOOK, services=("cantine",)), (YES, NO), now)
    async with phones.database.writing() as db:
        claire = (await db.scalars(select(Guardian).where(Guardian.phone == CLAIRE))).one()
        await ask_in_thread(db, Channel.TELEGRAM, CHAT, claire.id, question, now=now)
        await carry_question(db, (Channel.TELEGRAM, CHAT), (Channel.SMS, CLAIRE))
        there = await lock_thread(db, Channel.SMS, CLAIRE, now=now)
    assert (there.guardian_id, there.pending) == (claire.id, question)


async def test_where_nothing_was_asked_nothing_is(phones: Phones, at: At) -> None:
    async with phones.database.writing() as db:
        await carry_question(db, (Channel.TELEGRAM, CHAT), (Channel.SMS, CLAIRE))
        there = await lock_thread(db, Channel.SMS, CLAIRE, now=at("2026-11-23 09:00"))
    assert there.pending is None
