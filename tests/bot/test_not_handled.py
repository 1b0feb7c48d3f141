"""A text with which something goes wrong on our side: kept, told once, tried again, then left to a person."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from booking.database import Database
from booking.errors import DatabaseUrlError
from booking.sessions import open_sessions
from booking.tables import Guardian
from booking.town import Town
from bot.conversation import Conversations
from bot.failures import described, places_of
from bot.listening import Listener
from bot.pending import PendingQuestion
from bot.town_words import town_words
from channels.inbox import PAUSES, Inbox
from channels.tables import ForStaff, Handling, InboxMessage, OutboxMessage
from channels.transport import Channel, Incoming
from messages.understanding.meaning import Request
from messages.wording.catalogue import Catalogue
from tests.bot.conftest import CLAIRE, KARIM, families
from tests.conftest import At


class FaultyEar(Listener):
    """Understands, except what has the word "bug" in it, as long as it is out of order."""

    def __init__(self, town: Town) -> None:
        super().__init__(town_words(town))
        self.out_of_order = True

    def __call__(
        self, text: str, today: date, children: tuple[str, ...], pending: PendingQuestion | None
    ) -> tuple[Request, ...]:
        if self.out_of_order and "bug" in text:
            raise KeyError(f"a fault that quotes {children}")
        return super().__call__(text, today, children, pending)


class FaultyBot:
    """A town whose bot fails with some texts."""

    def __init__(self, town: Town, database: Database, now: datetime) -> None:
        self.database = database
        self.now = now
        self.ear = FaultyEar(town)
        conversations = Conversations(database, town, self.ear, Catalogue(), lambda: self.now, lambda: None)
        self.inbox = Inbox(database, conversations.answer, lambda: self.now)
        self._sent = 0

    async def hears(self, words: str, sender: str = CLAIRE) -> None:
        self._sent += 1
        await self.inbox.receive(Incoming(Channel.SMS, f"SM{self._sent}", sender, words, self.now))
        await self.inbox.settle()

    async def later(self, pause: timedelta) -> None:
        self.now += pause
        await self.inbox.sweep()
        await self.inbox.settle()

    async def said(self, to: str = CLAIRE) -> Sequence[str]:
        async with self.database.reading() as db:
            mine = select(OutboxMessage.text).where(OutboxMessage.to == to).order_by(OutboxMessage.id)
            return (await db.scalars(mine)).all()

    async def kept(self) -> Sequence[InboxMessage]:
        async with self.database.reading() as db:
            return (await db.scalars(select(InboxMessage).order_by(InboxMessage.id))).all()


@pytest.fixture
async def bot(database: Database, town: Town, at: At) -> FaultyBot:
    nine = at("2026-11-23 09:00")
    async with database.writing() as db:
        db.add_all(families())
        await open_sessions(db, town, date(2026, 11, 23), date(2026, 12, 4), now=nine)
        await db.flush()
        await db.execute(update(Guardian).where(Guardian.phone == KARIM).values(language="en"))
    return FaultyBot(town, database, nine)


async def test_the_parent_is_told_once_and_answered_when_it_works_again(bot: FaultyBot) -> None:
    await bot.hears("cantine lundi pour Léo (bug)")
    await bot.later(PAUSES[0])
    assert ["C'est notre faute" in each for each in await bot.said()] == [True]
    bot.ear.out_of_order = False
    await bot.later(PAUSES[1])
    assert "Réservé : cantine pour Léo, lundi 30 novembre" in (await bot.said())[1]


async def test_it_is_told_in_the_parents_language(bot: FaultyBot) -> None:
    await bot.hears("lunch on Monday (bug)", KARIM)
    assert "Something went wrong on our side" in (await bot.said(KARIM))[0]


async def test_what_came_after_it_waits_its_turn_and_is_not_lost(bot: FaultyBot) -> None:
    await bot.hears("cantine lundi pour Léo (bug)")
    await bot.hears("annule lundi")
    assert len(await bot.said()) == 1
    bot.ear.out_of_order = False
    await bot.later(PAUSES[0])
    assert [words.partition(" ")[0] for words in (await bot.said())[1:]] == ["Réservé", "Annulé"]


async def test_others_are_answered_meanwhile(bot: FaultyBot) -> None:
    await bot.hears("bug")
    await bot.hears("bonjour", KARIM)
    assert len(await bot.said(KARIM)) == 1


async def test_after_the_last_try_staff_see_it_with_its_fault_and_nobodys_data(bot: FaultyBot) -> None:
    await bot.hears("bug")
    for pause in PAUSES:
        await bot.later(pause)
    (message,) = await bot.kept()
    assert (message.state, message.for_staff) == (Handling.FAILED, ForStaff.NOT_HANDLED)
    assert message.error is not None
    assert message.error.startswith("KeyError (bot/answering.py")
    assert "Léo" not in message.error
    assert len(await bot.said()) == 1, "told once"


async def test_a_text_that_is_left_to_staff_holds_up_nothing_any_more(bot: FaultyBot) -> None:
    await bot.hears("bug")
    await bot.hears("bonjour")
    for pause in PAUSES:
        await bot.later(pause)
    assert len(await bot.said()) == 2
    assert [message.state for message in await bot.kept()] == [Handling.FAILED, Handling.HANDLED]


async def test_a_database_that_is_away_is_no_fault_of_the_text(bot: FaultyBot, town: Town, tmp_path: Path) -> None:
    away = Database(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}")
    conversations = Conversations(away, town, bot.ear, Catalogue(), lambda: bot.now, lambda: None)
    assert await conversations.answer(Channel.SMS, CLAIRE) is False
    await away.close()


def test_a_fault_is_described_by_its_class_and_its_place_in_our_code() -> None:
    with pytest.raises(DatabaseUrlError) as raised:
        Database("nonsense")
    assert described(raised.value).startswith("DatabaseUrlError (booking/database.py:")
    assert described(raised.value).endswith(", address)")
    assert "nonsense" not in "".join(places_of(raised.value))
