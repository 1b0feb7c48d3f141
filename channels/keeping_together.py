"""Keeping what arrives at the same moment in one transaction: under load one commit serves many."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import Database, is_away

PATIENCE = 3.0  # seconds for the database: then nobody waits for this transaction any more, and a new one may do better
MOST = 100  # of them in one transaction


Item = TypeVar("Item")
Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class _Arrival(Generic[Item, Kept]):
    item: Item
    kept: asyncio.Future[Kept]


class KeptTogether(Generic[Item, Kept]):
    """Whoever comes while a transaction is under way shares the next one; the first does not wait for company.

    `keep_all` writes down what came together, and says of each what came of it.
    """

    def __init__(
        self, database: Database, keep_all: Callable[[AsyncSession, Sequence[Item]], Awaitable[Sequence[Kept]]]
    ) -> None:
        self._database = database
        self._write = keep_all
        self._waiting: list[_Arrival[Item, Kept]] = []
        self._work: asyncio.Task[None] | None = None

    async def keep(self, item: Item) -> Kept:
        """Write it down, committed when this returns; what came of it.

        Raises what the database raises, for this one: another one's fault is no hindrance.
        """
        arrival: _Arrival[Item, Kept] = _Arrival(item, asyncio.get_running_loop().create_future())
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

    async def _keep_all(self, together: Sequence[_Arrival[Item, Kept]]) -> None:
        try:
            async with asyncio.timeout(PATIENCE), self._database.writing() as db:
                outcomes = await self._write(db, [each.item for each in together])
        except Exception as error:  # noqa: BLE001 - whatever it is, those who wait for it must hear of it
            await self._tell_apart(together, error)
            return
        for each, outcome in zip(together, outcomes, strict=True):
            if not each.kept.done():
                each.kept.set_result(outcome)

    async def _tell_apart(self, together: Sequence[_Arrival[Item, Kept]], error: Exception) -> None:
        """Find out whose fault it was, by keeping each alone; where the database is away it was nobody's."""
        if len(together) > 1 and not is_away(error):
            for each in together:
                await self._keep_all([each])
            return
        for each in together:
            if not each.kept.done():
                each.kept.set_exception(error)
