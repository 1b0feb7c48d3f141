"""A town hall for tests of the simulator: the demonstration town on a SQLite file, the real inbox, outbox and postman.

Only the conversation is a plain one: it repeats what it was told.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import date, datetime

from fastapi import FastAPI
from sqlalchemy import Select, event, select
from sqlalchemy.engine.interfaces import DBAPICursor

from booking.database import Database
from booking.domain import AuthorKind, State
from booking.tables import ActRow, Child, Reservation, Session
from booking.town import Part, Town
from bot.clock import Clock
from channels import outbox
from channels.inbox import Inbox, mark_handled, oldest_waiting
from channels.postman import Postman
from channels.purpose import Purpose
from channels.simulator import SimulatorTransport, router
from channels.tables import InboxMessage
from channels.transport import Channel, Outgoing

BENOIT = "+33639980006"  # guardian of Inès and Gabriel, both at Jean-Moulin
DELPHINE = "+33639980001"
STRANGER = "+33639989999"
BETWEEN_ROUNDS = 0.05  # seconds


class TownHall:
    """The town with its page; `app` answers HTTP. With `answering` off, texts wait."""

    def __init__(self, database: Database, town: Town, starts_at: datetime) -> None:
        self.database = database
        self.town = town
        self.clock = Clock(town.zone, starts_at=starts_at)
        self.answering = True
        self.inbox = Inbox(database, self._answer, self.clock.now)
        self.postman = Postman(database, {Channel.SIMULATOR: SimulatorTransport()}, self.clock.now)
        self._one_round_at_a_time = asyncio.Lock()
        self.app = FastAPI()
        self.app.include_router(router(self.inbox.receive, database, town, self.clock))

    async def settle(self) -> None:
        """Wait until all that came in is answered, and the answers have left."""
        await self.inbox.settle()
        while await self._deliver():
            continue

    async def say(self, words: str, to: str = BENOIT) -> None:
        """Tell somebody something unasked."""
        async with self.database.writing() as db:
            message = Outgoing(Channel.SIMULATOR, to, words)
            await outbox.queue(db, message, now=self.clock.now(), purpose=Purpose.NOTICE)

    async def received(self) -> Sequence[InboxMessage]:
        """All that ever came in."""
        async with self.database.reading() as db:
            return (await db.scalars(select(InboxMessage).order_by(InboxMessage.id))).all()

    async def reserve(
        self,
        child: str,
        service: str,
        day: date,
        *,
        state: State = State.CONFIRMED,
        parts: Sequence[Part] = (Part.DAY,),
    ) -> None:
        """Put a child of Benoît's into the sessions of a day, by one act."""
        async with self.database.writing() as db:
            now = self.clock.now()
            act = ActRow(author=AuthorKind.STAFF, author_name="M", channel="desk", words="", arrived=now, at=now)
            db.add(act)
            await db.flush()
            child_id = (await db.scalars(select(Child.id).where(Child.first_name == child))).one()
            for session in await db.scalars(self._sessions(service, day).where(Session.part.in_(parts))):
                db.add(Reservation(child_id=child_id, session_id=session.id, state=state, act_id=act.id, made_at=now))

    async def set_sessions(self, service: str, day: date, *, booked: int = 0, closed: str | None = None) -> None:
        """Fill or close the sessions of a day at all sites."""
        async with self.database.writing() as db:
            for session in await db.scalars(self._sessions(service, day)):
                session.booked, session.closed = booked, closed

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """While this lasts, answers leave by themselves; then what was begun is finished."""
        closing = asyncio.Event()
        delivering = asyncio.create_task(self._deliver_until(closing))
        try:
            yield
        finally:
            closing.set()
            await delivering
            await self.settle()

    async def _deliver_until(self, closing: asyncio.Event) -> None:
        while not closing.is_set():
            await self._deliver()
            with suppress(TimeoutError):
                await asyncio.wait_for(closing.wait(), BETWEEN_ROUNDS)

    async def _deliver(self) -> int:
        """One round at a time: of two at once, the second finds all in the other's hands and takes it for done."""
        async with self._one_round_at_a_time:
            return await self.postman.round()

    def _sessions(self, service: str, day: date) -> Select[Session]:
        return select(Session).where(Session.service == service, Session.date == day)

    async def _answer(self, channel: Channel, sender: str) -> bool:
        if not self.answering:
            return False
        now = self.clock.now()
        async with self.database.writing() as db:
            message = await oldest_waiting(db, channel, sender, now=now)
            if message is None:
                return False
            await outbox.queue(db, Outgoing(channel, sender, f"Reçu : {message.text}"), now=now, answers=message.id)
            await mark_handled(db, message.id, now=now)
        return True


class Queries:
    """The queries that a database was asked, by kind."""

    def __init__(self, database: Database) -> None:
        self.asked: list[str] = []
        event.listen(database.engine.sync_engine, "before_cursor_execute", self._note)

    def _note(self, _connection: object, _cursor: DBAPICursor, statement: str, *_: object) -> None:
        if statement.startswith("SELECT"):
            self.asked.append(statement)
