"""A carrier: takes the messages of one channel to its provider, and writes down what became of them.

No transaction is open while a provider is called: claimed, committed, sent, then noted.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import DATABASE_FAILURES, Database
from booking.trace import traced
from channels import outbox
from channels.errors import OF_THE_PROVIDER, Failure, SendError
from channels.giving_up import give_up
from channels.other_way import OtherWay
from channels.outbox.allowances import close, give_back, lock_allowance, reopen
from channels.outbox.sending import AFTER_A_DOUBT
from channels.tables import Allowance, OutboxMessage
from channels.terms import Terms
from channels.transport import Outgoing, Transport

Lookup: TypeAlias = Callable[[Outgoing, datetime], Awaitable[Sequence[str]]]
"""Asks a provider for the ids of the messages with these very words that went to this address since an instant."""

Ping: TypeAlias = Callable[[], Awaitable[None]]
"""Asks a provider whether it is there, by a call that does nothing; raises `SendError` where it is not."""

LastLook: TypeAlias = Callable[[AsyncSession, Sequence[OutboxMessage], datetime], Awaitable[Sequence[OutboxMessage]]]
"""Gives back those of the messages just taken that may leave: what is not true any more, it has put aside."""

log = structlog.get_logger(__name__)

AT_ONCE = 60  # messages in the hands of the provider at the same time
FOR_REPLIES = 10  # of these: a broadcast to a slow provider leaves room for a reply
IDLE = 0.1  # seconds between two looks at the outbox when nobody rings: what other processes queued waits this long
TOGETHER = 0.05  # seconds in which messages gather for one transaction, once the first has left
DATABASE_AWAY = 1  # seconds before the database is tried again
TO_FINISH = 20  # seconds that a provider's answer is waited for when we are told to stop
Fate: TypeAlias = tuple[OutboxMessage, str | SendError]


class Carrier:
    """Delivers the outbox of one channel."""

    def __init__(
        self,
        database: Database,
        transport: Transport,
        terms: Terms,
        now: Callable[[], datetime],
        *,
        lookup: Lookup | None = None,
        ping: Ping | None = None,
        last_look: LastLook | None = None,
        other_way: OtherWay | None = None,
    ) -> None:
        self._database = database
        self._transport = transport
        self._terms = terms
        self._now = now
        self._lookup = lookup
        self._ping = ping
        self._last_look = last_look
        self._other_way = other_way
        self._bell = asyncio.Event()
        self._in_hand: set[asyncio.Task[None]] = set()
        self._fates: list[Fate] = []

    def ring(self) -> None:
        """Something new is in the outbox, or back from the provider: look at once."""
        self._bell.set()

    async def run(self) -> None:
        """Deliver until cancelled; what is then with the provider is waited for and noted."""
        try:
            while True:
                if await self._to_its_end(self._persist()) and not self._terms.one_by_one:
                    await asyncio.sleep(TOGETHER)
                await self._wait_for_bell()
        finally:
            await asyncio.shield(self._finish())

    async def _to_its_end(self, exchange: Coroutine[None, None, int]) -> int:
        """Finish it although we are cancelled: what was taken and not handed over would be in doubt for no reason."""
        begun = asyncio.create_task(exchange)
        try:
            return await asyncio.shield(begun)
        except asyncio.CancelledError:
            await asyncio.wait([begun], timeout=TO_FINISH)
            raise

    async def round(self) -> int:
        """Send what can be sent now, and note what became of it; how many messages were taken in hand."""
        taken = await self._exchange()
        await self._settle()
        return taken

    async def recover(self) -> int:
        """Settle what nobody knows the fate of; how many messages that was.

        Sent, if the provider says so; otherwise sent again. Where no provider can be asked it may come twice.
        """
        now = self._now()
        async with self._database.writing() as db:
            rows = await outbox.in_doubt(db, self._transport.channel, now=now)
        found = await asyncio.gather(*(self._look_for(row) for row in rows))
        if rows:
            async with self._database.writing() as db:
                allowance = await lock_allowance(db, self._transport.channel, now=now)
                for row, fate in zip(rows, found, strict=True):
                    with traced(row.trace):
                        await self._clear_up(db, allowance, row, fate, now)
        return len(rows)

    async def _persist(self) -> int:
        try:
            return await self._exchange()
        except DATABASE_FAILURES as error:  # what came back from the provider is noted once it is there again
            log.warning("outbox.database_away", cause=type(error).__name__)
            await asyncio.sleep(DATABASE_AWAY)
            return 0

    async def _exchange(self) -> int:
        """Note what came back, and take what is next; how many messages were taken."""
        if not self._fates and not (await self._is_something_due() and await self._is_provider_there()):
            return 0
        fates, now = [*self._fates], self._now()
        async with self._database.writing() as db:
            allowance = await lock_allowance(db, self._transport.channel, now=now)
            await self._note(db, allowance, fates, now)
            rows = await self._take(db, allowance, now)
        del self._fates[: len(fates)]
        for row in rows:
            self._hand_over(row)
        return len(rows)

    async def _take(self, db: AsyncSession, allowance: Allowance, now: datetime) -> Sequence[OutboxMessage]:
        room = self._room()
        rows = await outbox.claim(
            db, allowance, self._terms, now=now, limit=room, broadcasts=max(room - FOR_REPLIES, min(room, 1))
        )
        if self._last_look is None:
            return rows
        leaving = await self._last_look(db, rows, now)
        for row in rows:
            if row not in leaving:
                give_back(allowance, row)
        return leaving

    def _room(self) -> int:
        """How many more messages may be in the provider's hands; one at all where it cannot be asked what it has."""
        return (1 if self._terms.one_by_one else AT_ONCE) - len(self._in_hand)

    async def _is_something_due(self) -> bool:
        async with self._database.reading() as db:
            return await outbox.is_due(db, self._transport.channel, now=self._now())

    async def _is_provider_there(self) -> bool:
        """Whether a provider that was away may be tried with a message: first by a call that cannot be in doubt."""
        if self._ping is None:
            return True
        now = self._now()
        async with self._database.reading() as db:
            allowance = await db.get(Allowance, self._transport.channel)
        if allowance is None or allowance.failures == 0 or allowance.closed_until > now:
            return True
        try:
            await self._ping()
        except SendError as error:
            async with self._database.writing() as db:
                allowance = await lock_allowance(db, self._transport.channel, now=now)
                close(allowance, replace(error, failure=Failure.NETWORK), now=now)
            return False
        return True

    def _hand_over(self, row: OutboxMessage) -> None:
        task = asyncio.create_task(self._send(row))
        self._in_hand.add(task)
        task.add_done_callback(self._come_back)

    def _come_back(self, task: asyncio.Task[None]) -> None:
        self._in_hand.discard(task)
        self.ring()

    async def _send(self, row: OutboxMessage) -> None:
        with traced(row.trace):
            self._fates.append((row, await self._fate_of(row)))

    async def _fate_of(self, row: OutboxMessage) -> str | SendError:
        try:
            provider_id = await self._transport.send(outbox.outgoing(row, now=self._now()))
        except SendError as error:
            log.warning("message.not_sent", message=row.id, failure=error.failure, alarm=error.alarm)
            return error
        except Exception as error:
            # the edge of a message: a fault of ours with one of them must not hold up all others
            log.exception("message.not_sent", message=row.id, alarm=True)
            return SendError(Failure.OUR_BUG, type(error).__name__)
        log.info("message.sent", channel=row.channel, message=row.id)
        return provider_id

    async def _settle(self) -> None:
        """Wait for all that is with the provider, and note it."""
        await asyncio.gather(*self._in_hand)
        fates, now = [*self._fates], self._now()
        if fates:
            async with self._database.writing() as db:
                await self._note(db, await lock_allowance(db, self._transport.channel, now=now), fates, now)
            del self._fates[: len(fates)]

    async def _finish(self) -> None:
        with suppress(TimeoutError):  # what is not noted then is in doubt, and cleared up by whoever works next
            async with asyncio.timeout(TO_FINISH):
                await self._settle()

    async def _note(self, db: AsyncSession, allowance: Allowance, fates: Sequence[Fate], now: datetime) -> None:
        sent = {row.id: fate for row, fate in fates if isinstance(fate, str)}
        if sent:
            reopen(allowance)
            await outbox.mark_sent(db, sent, now=now)
        for row, fate in fates:
            if isinstance(fate, SendError):
                await self._note_failure(db, allowance, row, fate, now)

    async def _note_failure(
        self, db: AsyncSession, allowance: Allowance, row: OutboxMessage, error: SendError, now: datetime
    ) -> None:
        if error.failure in OF_THE_PROVIDER:
            close(allowance, error, now=now)
        if error.failure is not Failure.IN_DOUBT:
            if await outbox.note_failure(db, row, error, allowance, now=now):
                await give_up(db, row, error.failure, other_way=self._other_way, now=now)
        elif self._lookup is not None:
            await outbox.keep_in_doubt(db, row, error, now=now)
        else:
            await self._try_once_more(db, row, error.detail, now + AFTER_A_DOUBT, now)

    async def _try_once_more(
        self, db: AsyncSession, row: OutboxMessage, detail: str, due_at: datetime, now: datetime
    ) -> None:
        if await outbox.try_once_more(db, row, detail, due_at=due_at):
            await give_up(db, row, Failure.IN_DOUBT, other_way=self._other_way, now=now)

    async def _look_for(self, row: OutboxMessage) -> str | SendError | None:
        """The provider's id of a message that it has although it never said so; none where it has not."""
        if self._lookup is None:
            return None
        try:
            there = await self._lookup(outbox.outgoing(row, now=self._now()), row.queued_at)
        except SendError as error:
            return error
        async with self._database.reading() as db:
            known = await outbox.known_ids(db, row.channel, row.to)
        return next((provider_id for provider_id in there if provider_id not in known), None)

    async def _clear_up(
        self, db: AsyncSession, allowance: Allowance, row: OutboxMessage, found: str | SendError | None, now: datetime
    ) -> None:
        match found:
            case str():
                log.info("message.found_at_the_provider", channel=row.channel, message=row.id)
                await outbox.mark_sent(db, {row.id: found}, now=now)
            case SendError():  # the provider cannot be asked now either
                await self._note_failure(db, allowance, row, replace(found, failure=Failure.IN_DOUBT), now)
            case None if self._lookup is not None:
                await outbox.put_back(db, row.id, now=now)
                give_back(allowance, row)
            case None:
                await self._try_once_more(db, row, "the sender died", now, now)

    async def _wait_for_bell(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(IDLE):
                await self._bell.wait()
        self._bell.clear()
