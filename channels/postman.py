"""The postman: has a carrier for each channel, and looks after what the carriers leave behind."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import Database
from channels import outbox
from channels.carrier import Carrier, LastLook, Lookup, Ping
from channels.errors import Failure
from channels.giving_up import give_up
from channels.keeping_together import KeptTogether
from channels.other_way import OtherWay
from channels.terms import NO_LIMIT, Terms
from channels.transport import Channel, Receipt, Transport


class Postman:
    """Delivers the outbox for the channels whose transports it was given.

    `lookups` are the providers that can be asked what they have, `terms` what each channel may send.
    """

    def __init__(
        self,
        database: Database,
        transports: Mapping[Channel, Transport],
        now: Callable[[], datetime],
        lookups: Mapping[Channel, Lookup] | None = None,
        terms: Mapping[Channel, Terms] | None = None,
        *,
        pings: Mapping[Channel, Ping] | None = None,
        last_look: LastLook | None = None,
        other_way: OtherWay | None = None,
    ) -> None:
        self._database = database
        self._now = now
        self._other_way = other_way
        self._receipts = KeptTogether(database, self._note_receipts)
        self.terms = terms or {}
        self._carriers = {
            channel: Carrier(
                database,
                transport,
                self.terms.get(channel, NO_LIMIT),
                now,
                lookup=(lookups or {}).get(channel),
                ping=(pings or {}).get(channel),
                last_look=last_look,
                other_way=other_way,
            )
            for channel, transport in transports.items()
        }

    @property
    def channels(self) -> Sequence[Channel]:
        """The channels that this postman delivers."""
        return list(self._carriers)

    def ring(self) -> None:
        """Something new is in the outbox: look at once."""
        for carrier in self._carriers.values():
            carrier.ring()

    async def run(self) -> None:
        """Deliver until cancelled; then all carriers have noted what they had in hand."""
        async with asyncio.TaskGroup() as carriers:
            for carrier in self._carriers.values():
                carriers.create_task(carrier.run())

    async def round(self) -> int:
        """Send all that can be sent now, once; how many messages were taken in hand."""
        return sum([await carrier.round() for carrier in self._carriers.values()])

    async def recover(self) -> int:
        """Settle what a dead sender had in hand, and what a provider has not answered; how many messages that was."""
        settled = 0
        for carrier in self._carriers.values():
            while some := await carrier.recover():
                settled += some
        return settled

    async def tidy(self) -> None:
        """Give up what is of no use any more, and bring receipts that came early to their messages."""
        now = self._now()
        async with self._database.writing() as db:
            await outbox.expire(db, now=now)
            await outbox.bring_forward(db, now=now)
            await outbox.forget_strays(db, now=now)
            for channel in self._carriers:
                for message in await outbox.match_early(db, channel):
                    await give_up(db, message, message.failure or Failure.UNKNOWN, other_way=self._other_way, now=now)

    async def note_receipt(self, receipt: Receipt) -> None:
        """Take note of what a provider says of a message, after the fact; what comes at once shares a transaction."""
        if outbox.tells_something(receipt) and await self._receipts.keep(receipt):
            self.ring()

    async def _note_receipts(self, db: AsyncSession, receipts: Sequence[Receipt]) -> Sequence[bool]:
        return [await self._is_undelivered(db, receipt) for receipt in receipts]

    async def _is_undelivered(self, db: AsyncSession, receipt: Receipt) -> bool:
        """Note one receipt, and what follows from it; whether its message could not be delivered."""
        message = await outbox.note_receipt(db, receipt)
        if message is not None:
            failure = message.failure or Failure.UNKNOWN
            await give_up(db, message, failure, other_way=self._other_way, now=self._now())
        return message is not None
