"""What somebody at the town hall typed, as each channel carries it."""

from html import escape

from channels.transport import Channel
from messages.wording.segments import affordable


def as_sent(text: str, channel: Channel) -> str:
    """The text in its final form: a text message in cheap letters, Telegram's without a mark-up of our own."""
    if channel.costs_segments:
        return affordable(text)
    return escape(text, quote=False) if channel is Channel.TELEGRAM else text
