"""From an update of Telegram to what we keep. Pure. https://core.telegram.org/bots/api#update"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from channels.errors import ChannelError
from channels.storable import storable
from channels.telegram.contacts import is_own_card, phone_number
from channels.transport import Channel, Incoming, Kind

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
KEPT_BY_TELEGRAM = timedelta(hours=24)  # an update that we do not take is offered for so long
LARGEST_ID = 2**63
COMMAND = re.compile(r"/(?P<name>[a-z0-9_]{1,32})(?:@\w+)?(?:\s+(?P<rest>.*))?", re.IGNORECASE | re.DOTALL)
# fmt: off
MEDIA = frozenset((
    "animation", "audio", "checklist", "dice", "document", "game", "location", "paid_media", "photo", "poll",
    "sticker", "story", "venue", "video", "video_note", "voice",
))
# fmt: on
MEMBERSHIP = {"kicked": Kind.BLOCKED, "member": Kind.UNBLOCKED}

Json = Mapping[str, object]


class UpdateError(ChannelError, ValueError):
    """Not an update as Telegram documents it. Says which part is wrong, and quotes nothing."""


def incoming(update: Json, now: datetime, *, moved_clock: bool = False) -> Incoming | None:
    """What a person did, in our words; None for what does not concern us: groups, channels, other kinds of update.

    `now` is the instant (aware) at which the update reached us. If Telegram took the message before, within the day
    for which it keeps one while we are away, that instant counts: our outage makes no parent late. A `moved_clock`
    (a demonstration) cannot be compared with Telegram's: then `now` counts. Raises `UpdateError`.
    """
    update_id = str(_integer(update, "update_id"))
    kind = next((kind for kind in READERS if kind in update), None)
    if kind is None:
        return None
    event = _object(update, kind)
    chat = _chat(event)
    if chat.get("type", "private") != "private":
        return None
    received_at = now if moved_clock else _taken(event, now)
    blank = Incoming(Channel.TELEGRAM, update_id, str(_integer(chat, "id")), text="", received_at=received_at)
    return READERS[kind](event, blank)


def _message(message: Json, blank: Incoming) -> Incoming | None:
    if "contact" in message:
        return _contact(message, _object(message, "contact"), blank)
    words = _words(message)
    if words is not None:
        return _text(words, blank)
    return replace(blank, kind=Kind.MEDIA) if MEDIA & message.keys() else None


def _text(words: str, blank: Incoming) -> Incoming:
    command = COMMAND.fullmatch(words.strip())
    if command is None:
        return replace(blank, text=words)
    name, rest = command["name"], (command["rest"] or "").strip()
    if name.lower() == "start":
        return replace(blank, kind=Kind.START, text=rest)
    return replace(blank, text=f"{name} {rest}".rstrip())


def _contact(message: Json, card: Json, blank: Incoming) -> Incoming:
    sender = _object(message, "from").get("id")
    if not is_own_card(message, card, sender):
        return replace(blank, kind=Kind.OTHERS_CONTACT)
    return replace(blank, kind=Kind.CONTACT, phone=phone_number(_string(card, "phone_number")))


def _edited(message: Json, blank: Incoming) -> Incoming | None:
    words = _words(message)
    return None if words is None else replace(blank, kind=Kind.EDITED, text=words)  # a moving place is edited too


def _press(query: Json, blank: Incoming) -> Incoming | None:
    if "data" not in query:
        return None
    return replace(
        blank,
        kind=Kind.BUTTON,
        text=storable(_string(query, "data")),
        pressed=_string(query, "id"),
        message=str(_integer(_object(query, "message"), "message_id")) if "message" in query else None,
    )


def _membership(change: Json, blank: Incoming) -> Incoming | None:
    kind = MEMBERSHIP.get(_string(_object(change, "new_chat_member"), "status"))
    return None if kind is None else replace(blank, kind=kind)


def _reaction(_: Json, blank: Incoming) -> Incoming:
    return replace(blank, kind=Kind.MEDIA)


READERS: Mapping[str, Callable[[Json, Incoming], Incoming | None]] = {
    "message": _message,
    "edited_message": _edited,
    "callback_query": _press,
    "my_chat_member": _membership,
    "message_reaction": _reaction,
}


def _chat(event: Json) -> Json:
    """The chat of an event: its own, that of the message under which a button was pressed, or the person's."""
    for holder in (event, event.get("message")):
        if isinstance(holder, Mapping) and "chat" in holder:
            return _object(holder, "chat")
    return _object(event, "from")


def _taken(event: Json, now: datetime) -> datetime:
    """When Telegram took a message; `now` for what has no date (a press), or none that can be."""
    if "date" not in event:
        return now
    date = _integer(event, "date")
    ago = now.timestamp() - date
    return datetime.fromtimestamp(date, UTC) if 0 <= ago <= KEPT_BY_TELEGRAM.total_seconds() else now


def _words(message: Json) -> str | None:
    part = next((part for part in ("text", "caption") if part in message), None)
    return None if part is None else storable(_string(message, part))


def _object(of: Json, name: str) -> Json:
    value = of.get(name)
    if not isinstance(value, Mapping):
        raise UpdateError(f"{name} is not an object")
    return value


def _string(of: Json, name: str) -> str:
    value = of.get(name)
    if not isinstance(value, str):
        raise UpdateError(f"{name} is not a string")
    return value


def _integer(of: Json, name: str) -> int:
    value = of.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= LARGEST_ID:
        raise UpdateError(f"{name} is not an integer of 64 bits")
    return value
