"""What every channel speaks: a message on its way in, a message on its way out, and who carries it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from booking.trace import trace_of
from channels.errors import Failure


class Channel(StrEnum):
    """The ways by which words travel. The value is what is stored, logged and counted."""

    SMS = "sms"
    WHATSAPP = "whatsapp"
    TELEGRAM = "telegram"
    SIMULATOR = "simulator"

    @property
    def costs_segments(self) -> bool:
        """Whether the provider counts and bills a message by its segments."""
        return self is Channel.SMS


class Style(StrEnum):
    """How a message may look: a text message in bare characters, or one with bold words and buttons."""

    PLAIN = "plain"
    RICH = "rich"


class Kind(StrEnum):
    """What came in."""

    TEXT = "text"
    BUTTON = "button"  # a choice pressed; `text` holds the button's data, as `Button.data` sent it
    START = "start"  # the first contact of a chat; `text` holds the code of a deep link, or nothing
    CONTACT = "contact"  # a person's own card; `phone` holds the number
    OTHERS_CONTACT = "others_contact"  # a card that is not the sender's own, or was forwarded: never to be trusted
    EDITED = "edited"  # a text changed after it was sent
    MEDIA = "media"  # a picture, a voice note, a place, a reaction: nothing we read
    BLOCKED = "blocked"  # the person shut us out
    UNBLOCKED = "unblocked"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message that reached us.

    `provider_id` is the provider's own id of this message, `sender` the address to answer (a phone number in
    E.164, or a chat id), `received_at` the instant (aware) at which it reached us, by which it is judged.
    """

    channel: Channel
    provider_id: str
    sender: str
    text: str
    received_at: datetime
    kind: Kind = Kind.TEXT
    phone: str | None = None
    to: str | None = None
    pressed: str | None = None  # BUTTON: the provider's id of the press, to be acknowledged
    message: str | None = None  # BUTTON: the provider's id of the message whose button was pressed

    @property
    def trace(self) -> str:
        """The trace of all that it causes; the same when it is delivered again."""
        return trace_of(self.channel, self.provider_id)


@dataclass(frozen=True, slots=True)
class Button:
    """A choice under a message: what it says, and what comes back when it is pressed (at most 64 bytes)."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to send: the final words, to one address on one channel.

    `buttons` are rows; a channel without buttons has the choices in its text. `ask_contact` is the label of the
    button by which a person shares their own number.
    """

    channel: Channel
    to: str
    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    ask_contact: str | None = None
    valid_for: int | None = field(default=None)  # seconds; better no message than one after its use


Receive = Callable[[Incoming], Awaitable[None]]
"""Keeps a message, once and for all; returns when it is safe on disk. Raises nothing for a second delivery."""


class Delivery(StrEnum):
    """How far a message that we handed over has come. Receipts arrive twice and in any order: compare by `beyond`."""

    UNKNOWN = "unknown"  # a word of the provider that we do not know
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"  # with the operator; some networks never say more
    FAILED = "failed"
    DELIVERED = "delivered"
    READ = "read"

    def beyond(self, known: "Delivery") -> bool:
        """Whether this is news after `known`: a message only moves forward, and failed or delivered is the end."""
        return _PROGRESS[self] > _PROGRESS[known]


_PROGRESS = {
    Delivery.UNKNOWN: 0,
    Delivery.QUEUED: 1,
    Delivery.SENDING: 2,
    Delivery.SENT: 3,
    Delivery.FAILED: 4,
    Delivery.DELIVERED: 4,
    Delivery.READ: 5,
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a provider says, afterwards, of a message that it took.

    `provider_id` is what `Transport.send` gave, `at` the instant (aware) at which the receipt reached us. With a
    failure, `failure` says why in our words and `code` in the provider's; an unknown code is `Failure.UNKNOWN`.
    """

    channel: Channel
    provider_id: str
    status: Delivery
    at: datetime
    failure: Failure | None = None
    code: str | None = None


KeepReceipt = Callable[[Receipt], Awaitable[None]]
"""Takes note of a receipt; returns when it is safe on disk. Raises nothing for a second one, or an unknown message."""


class Transport(Protocol):
    """One provider, and only that."""

    channel: Channel
    style: Style

    async def send(self, message: Outgoing) -> str:
        """Hand one message to the provider; give its id. Raises `SendError` with what to do about it."""
        ...
