"""How Twilio writes an address: a number alone for a text, with a word before it for WhatsApp."""

from channels.transport import Channel

WHATSAPP = "whatsapp:"


def written(channel: Channel, number: str) -> str:
    """The number (E.164) as Twilio wants it on that channel."""
    return f"{WHATSAPP}{number}" if channel is Channel.WHATSAPP else number


def read(address: str) -> tuple[Channel, str]:
    """The channel that an address of Twilio's belongs to, and the number alone."""
    if address.startswith(WHATSAPP):
        return Channel.WHATSAPP, address.removeprefix(WHATSAPP)
    return Channel.SMS, address
