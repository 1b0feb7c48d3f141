"""Keeping what arrives at the same moment in one transaction: under load one commit serves many texts."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import Database, is_away
from channels.transport import Incoming

PATIENCE = 3.0  # seconds for the database: then nobody waits for this transaction any more, and a new one may do better
MOST = 100  # messages in one transaction


Keep: TypeAlias = Callable[[AsyncSession, Incoming], Awaitable[int | None]]
"""Writes a message down in a transaction; its number, or none where it is there already."""


@dataclass(frozen=True, slots=True)
class _Arrival:
    incoming: Incoming
    kept: asyncio.Future[int | None]


class KeptTogether:
    """Whoever comes while a transaction is under way shares the next one; the first does not wait for company."""

    def __init__(self, database: Database, keep: Keep) -> None:
        self._database = database
        self._keep = keep
        self._waiting: list[_Arrival] = []
        self._work: asyncio.Task[None] | None = None

    async def keep(self, incoming: Incoming) -> int | None:
        """Write a message down, committed when this returns; its number, or none where it is there already.

        Raises what the database raises, for this message: another one's fault is no hindrance.
        """
        arrival = _Arrival(incoming, asyncio.get_running_loop().create_future())
        self._waiting.append(arrival)
        if self._work is None:
            self._work = asyncio.create_task(self._keep_those_waiting(), context=Context())  # of no one text
        return await arrival.kept

    async def _keep_those_waiting(self) -> None:
        try:
            while self._waiting:
                together, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._keep_all([each for each in together if not each.kept.done()])
        finally:
            self._work = None

    async def _keep_all(self, together: Sequence[_Arrival]) -> None:
        try:
            async with asyncio.timeout(PATIENCE), self._database.writing() as db:
                numbers = [await self._keep(db, each.incoming) for each in together]
        except Exception as error:  # noqa: BLE001 - whatever it is, those who wait for it must hear of it
            await self._tell_apart(together, error)
            return
        for each, number in zip(together, numbers, strict=True):
            if not each.kept.done():
                each.kept.set_result(number)

    async def _tell_apart(self, together: Sequence[_Arrival], error: Exception) -> None:
        """Find out whose fault it was, by keeping each alone; where the database is away it was nobody's."""
        if len(together) > 1 and not is_away(error):
            for each in together:
                await self._keep_all([each])
            return
        for each in together:
            if not each.kept.done():
                each.kept.set_exception(error)
