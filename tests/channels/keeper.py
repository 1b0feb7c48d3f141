"""What stands behind a webhook in these tests: keeps each message once, and can be away, as a database can."""

import asyncio

from channels.transport import Incoming, Receipt


class Keeper:
    """The messages that came in, by the provider's id; the receipts in their order; every delivery counted."""

    def __init__(self) -> None:
        self.kept: dict[str, Incoming] = {}
        self.receipts: list[Receipt] = []
        self.deliveries = 0
        self.away = False
        self._news = asyncio.Condition()

    async def receive(self, incoming: Incoming) -> None:
        async with self._news:
            self.deliveries += 1
            self._news.notify_all()
            self._be_there(incoming.text)
            self.kept.setdefault(incoming.provider_id, incoming)

    async def note(self, receipt: Receipt) -> None:
        self._be_there(receipt.provider_id)
        self.receipts.append(receipt)

    async def has(self, count: int) -> None:
        """Wait until so many messages are kept."""
        async with asyncio.timeout(5), self._news:
            await self._news.wait_for(lambda: len(self.kept) >= count)

    async def was_asked(self, times: int) -> None:
        """Wait until so many deliveries were tried."""
        async with asyncio.timeout(5), self._news:
            await self._news.wait_for(lambda: self.deliveries >= times)

    def only(self) -> Incoming:
        """The one message that was kept."""
        (incoming,) = self.kept.values()
        return incoming

    @property
    def texts(self) -> list[str]:
        """The words of all messages."""
        return [incoming.text for incoming in self.kept.values()]

    def _be_there(self, words: str) -> None:
        if self.away:
            raise ConnectionRefusedError(f"cannot keep {words!r}")
