"""The postman: takes messages from the outbox to their transport, and writes down what became of them.

No transaction is open while a provider is called: claimed, committed, sent, then noted.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import Database
from channels import outbox
from channels.errors import Failure, SendError
from channels.tables import OutboxMessage
from channels.transport import Channel, Outgoing, Transport

Lookup: TypeAlias = Callable[[Outgoing, datetime], Awaitable[Sequence[str]]]
"""Asks a provider for the ids of the messages with these very words that went to this address since an instant."""

LastLook: TypeAlias = Callable[[AsyncSession, Sequence[OutboxMessage], datetime], Awaitable[Sequence[OutboxMessage]]]
"""Gives back those of the messages just taken that may leave: what is not true any more, it has put aside."""

log = structlog.get_logger(__name__)

AT_ONCE = 50  # messages in the hands of providers at the same time
IDLE = 0.1  # seconds between two looks at the outbox when nobody rings: what other processes queued waits this long


class Postman:
    """Delivers the outbox for the channels whose transports it was given."""

    def __init__(
        self,
        database: Database,
        transports: Mapping[Channel, Transport],
        now: Callable[[], datetime],
        lookups: Mapping[Channel, Lookup] | None = None,
        last_look: LastLook | None = None,
    ) -> None:
        self._database = database
        self._transports = transports
        self._now = now
        self._lookups = lookups or {}
        self._last_look = last_look
        self._bell = asyncio.Event()

    @property
    def channels(self) -> Sequence[Channel]:
        """The channels that this postman delivers."""
        return list(self._transports)

    def ring(self) -> None:
        """Something new is in the outbox: look at once."""
        self._bell.set()

    async def run(self) -> None:
        """Deliver until cancelled."""
        while True:
            self._bell.clear()
            if await self.round() == 0:
                await self._wait_for_bell()

    async def round(self) -> int:
        """Send all that can be sent now, once; how many messages were taken in hand."""
        now = self._now()
        channels = list(self._transports)
        async with self._database.writing() as db:
            await outbox.expire(db, now=now)
            rows = await outbox.claim(db, channels, now=now, limit=AT_ONCE)
            if self._last_look is not None:
                rows = await self._last_look(db, rows, now)
        await self._deliver(rows)
        return len(rows)

    async def recover(self) -> int:
        """Settle what a dead sender had in hand: sent, if the provider says so; otherwise sent again."""
        now = self._now()
        async with self._database.writing() as db:
            rows = await outbox.in_doubt(db, list(self._transports), now=now)
        for row in rows:
            try:
                found = await self._look_for(row)
            except SendError:
                continue  # the provider does not answer: the lease has been renewed, so it is asked again later
            async with self._database.writing() as db:
                if found is None:
                    await outbox.put_back(db, row.id, now=now)
                else:
                    await outbox.mark_sent(db, {row.id: found}, now=now)
        return len(rows)

    async def _deliver(self, rows: Sequence[OutboxMessage]) -> None:
        if not rows:
            return
        results = await asyncio.gather(*(self._send(row) for row in rows))
        async with self._database.writing() as db:
            sent = {row.id: got for row, got in zip(rows, results, strict=True) if isinstance(got, str)}
            await outbox.mark_sent(db, sent, now=self._now())
            for row, result in zip(rows, results, strict=True):
                # what is in doubt stays leased, until `recover` settles it
                if isinstance(result, SendError) and result.failure is not Failure.IN_DOUBT:
                    await outbox.mark_failed(db, row, result, now=self._now())

    async def _send(self, row: OutboxMessage) -> str | SendError:
        try:
            return await self._transports[row.channel].send(outbox.outgoing(row, now=self._now()))
        except SendError as error:
            log.warning("not sent", message=row.id, channel=row.channel, failure=error.failure, alarm=error.alarm)
            return await self._settle(row, error) if error.failure is Failure.IN_DOUBT else error

    async def _settle(self, row: OutboxMessage, error: SendError) -> str | SendError:
        """A call without an answer: ask the provider what it has, before anything is sent a second time."""
        try:
            found = await self._look_for(row)
        except SendError:
            return error
        return found or SendError(Failure.NETWORK, error.detail)

    async def _look_for(self, row: OutboxMessage) -> str | None:
        """The provider's id of a message that it has although it never said so; none where it cannot be asked."""
        lookup = self._lookups.get(row.channel)
        if lookup is None:
            return None
        there = await lookup(outbox.outgoing(row, now=self._now()), row.queued_at)
        async with self._database.reading() as db:
            known = await outbox.known_ids(db, row.channel, row.to)
        return next((provider_id for provider_id in there if provider_id not in known), None)

    async def _wait_for_bell(self) -> None:
        try:
            async with asyncio.timeout(IDLE):
                await self._bell.wait()
        except TimeoutError:
            return
