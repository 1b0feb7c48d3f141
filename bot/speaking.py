"""From a reply to the message that leaves: worded, numbered for a text message, with buttons for Telegram."""

from typing import TypeVar

from bot.pending import YES_OR_NO, Asking, PendingQuestion
from bot.reply import Reply
from channels.transport import Button, Channel, Outgoing, Style
from messages.wording.catalogue import Catalogue
from messages.wording.message import Message, Value
from messages.wording.segments import affordable

T = TypeVar("T")


def style_of(channel: Channel) -> Style:
    """How messages may look there: Telegram alone has bold words and buttons."""
    return Style.RICH if channel is Channel.TELEGRAM else Style.PLAIN


def outgoing(catalogue: Catalogue, reply: Reply, *, channel: Channel, to: str, style: Style, language: str) -> Outgoing:
    """The reply in its final words."""
    rich = style is Style.RICH

    def worded(value: Value) -> str:
        message = value if isinstance(value, Message) else Message("only", {"value": value})
        return catalogue.say(message, language=language, rich=rich)

    lines = [catalogue.say(message, language=language, rich=rich) for message in reply.messages]
    labels = [worded(choice.label) for choice in reply.choices]
    buttons: tuple[tuple[Button, ...], ...] = ()
    if reply.question is not None and labels:
        if rich:
            buttons = _buttons(reply.question, labels)
        else:
            lines.append(_numbered(reply.question, labels))
    ask_contact = worded(Message("share-my-number")) if rich and reply.ask_contact else None
    text = "\n".join(lines)
    return Outgoing(channel, to, text if rich else affordable(text), buttons, ask_contact)


def _buttons(question: PendingQuestion, labels: list[str]) -> tuple[tuple[Button, ...], ...]:
    pressed = [Button(label, f"{question.number}:{place}") for place, label in enumerate(labels, start=1)]
    one_by_one = _numbered_ones(question, pressed)
    together = tuple(pressed[len(one_by_one) :])
    return (*((button,) for button in one_by_one), *((together,) if together else ()))


def _numbered(question: PendingQuestion, labels: list[str]) -> str:
    one_by_one = _numbered_ones(question, labels)
    lines = [f"{place} {label}" for place, label in enumerate(one_by_one, start=1)]
    together = " / ".join(labels[len(one_by_one) :])
    return "\n".join([*lines, together] if together else lines)


def _numbered_ones(question: PendingQuestion, options: list[T]) -> list[T]:
    """The options that have a number, or a row of their own: all but yes and no, which stand beside one another."""
    return options[:-2] if question.asking in (*YES_OR_NO, Asking.REMINDER) else options
