"""All that reaches us, made safe before its provider is told that we have it: in the database, or in the spool.

While anything waits in the spool, all that comes goes there too, so that no text overtakes an earlier one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from pathlib import Path
from weakref import WeakValueDictionary

import structlog

from booking.database import is_away
from booking.trace import traced
from channels.errors import KeepError
from channels.keeping import kept
from channels.spool import Item, Spool
from channels.transport import Incoming, KeepReceipt, Receipt, Receive

log = structlog.get_logger(__name__)

PATIENCE = 3.0  # seconds for the database: Twilio waits 15 in all, and tries again only if told to
LOOK_AGAIN = 1.0  # seconds between two looks at the spool, or at a database that is away
A_ROUND = 1000  # files read at once
AT_ONCE = 4  # persons whose texts are worked off side by side: the rest of the pool answers them


class Arrivals:
    """Hands messages to `receive` and receipts to `note`, which keep them in the database; spools what they cannot."""

    def __init__(self, receive: Receive, note: KeepReceipt, spool: Spool) -> None:
        self.spool = spool
        self._receive = receive
        self._note = note
        self._bell = asyncio.Event()
        self._turns: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()

    async def receive(self, incoming: Incoming) -> None:
        """Make a message safe; returns when it is. Raises KeepError or OSError where not even the spool takes it."""
        with traced(incoming.trace):
            await self._make_safe(incoming)

    async def note(self, receipt: Receipt) -> None:
        """Make a receipt safe, in the same way."""
        await self._make_safe(receipt)

    async def run(self) -> None:
        """Work the spool off, whenever there is something in it, until cancelled."""
        while True:
            self._bell.clear()
            try:
                if self.spool.is_empty():
                    await self._wait_for_bell()
                elif not await self.work_off():
                    await asyncio.sleep(LOOK_AGAIN)
            except OSError as error:  # of the disk: a person must look, and meanwhile it may come right
                log.error("spool.unusable", cause=type(error).__name__, alarm=True)  # noqa: TRY400 - no traceback
                await asyncio.sleep(LOOK_AGAIN)

    async def work_off(self) -> int:
        """Hand on what waits, in order for each person, until the database is away again; how many were handed on."""
        with self.spool.alone() as alone:
            if not alone:
                return 0
            done = await _Round(self.spool, self._keep_soon).run()
        if done:
            log.info("spool.worked_off", number=done, left=self.spool.size())
        return done

    async def _make_safe(self, item: Item) -> None:
        async with self._turn_of(_whose(item)):
            if self.spool.is_empty():
                if await self._is_kept(item):
                    return
                log.error("spool.in_use", folder=str(self.spool.folder), alarm=True)
            await self.spool.put(item)
            log.info("spool.took", channel=item.channel)
        self._bell.set()

    async def _is_kept(self, item: Item) -> bool:
        try:
            await kept(self._keep_soon(item))
        except KeepError:
            return False
        return True

    async def _keep_soon(self, item: Item) -> None:
        async with asyncio.timeout(PATIENCE):
            await self._keep(item)

    def _keep(self, item: Item) -> Awaitable[None]:
        return self._receive(item) if isinstance(item, Incoming) else self._note(item)

    def _turn_of(self, person: Hashable) -> asyncio.Lock:
        """Held while something of one person is made safe: two texts at once stay in the order in which they came."""
        return self._turns.setdefault(person, asyncio.Lock())

    async def _wait_for_bell(self) -> None:
        try:
            async with asyncio.timeout(LOOK_AGAIN):
                await self._bell.wait()
        except TimeoutError:
            return


class _Round:
    """One go at the oldest files. A database that is away ends it; a text that it refuses holds up its sender alone."""

    def __init__(self, spool: Spool, keep: Callable[[Item], Awaitable[None]]) -> None:
        self._spool = spool
        self._keep = keep
        self._room = asyncio.Semaphore(AT_ONCE)
        self._is_away = False
        self._done = 0

    async def run(self) -> int:
        waiting = await asyncio.to_thread(self._by_person)
        await asyncio.gather(*(self._work_off(items) for items in waiting.values()))
        return self._done

    def _by_person(self) -> Mapping[Hashable, Sequence[tuple[Path, Item]]]:
        found: dict[Hashable, list[tuple[Path, Item]]] = {}
        for file in self._spool.oldest(A_ROUND):
            item = self._spool.read(file)
            if item is not None:
                found.setdefault(_whose(item), []).append((file, item))
        return found

    async def _work_off(self, items: Sequence[tuple[Path, Item]]) -> None:
        async with self._room:
            for file, item in items:
                if self._is_away or not await self._is_handed_on(item):
                    return
                self._spool.remove(file)
                self._done += 1

    async def _is_handed_on(self, item: Item) -> bool:
        try:
            await kept(self._keep(item))
        except KeepError as error:
            self._is_away = self._is_away or is_away(error.__cause__)
            return False
        return True


def _whose(item: Item) -> Hashable:
    return (item.channel, item.sender if isinstance(item, Incoming) else item.provider_id)
