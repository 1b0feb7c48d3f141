"""Sending to the simulator: there is nowhere to send to, the page reads what has been said from the outbox."""

from uuid import uuid4

from channels.transport import Channel, Outgoing, Style


class SimulatorTransport:
    """The provider that a phone on a page has: none."""

    channel = Channel.SIMULATOR
    style = Style.PLAIN

    async def send(self, message: Outgoing) -> str:  # noqa: ARG002 - the page shows it once it is marked as sent
        """Give the message an id. Never fails."""
        return uuid4().hex
