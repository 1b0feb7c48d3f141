"""From a reply to the message that leaves: worded, numbered for a text message, with buttons for Telegram."""

from bot.pending import YES_OR_NO, PendingQuestion
from bot.reply import Reply
from channels.transport import Button, Channel, Outgoing, Style
from messages.wording.catalogue import Catalogue
from messages.wording.message import Message, Value
from messages.wording.segments import affordable


def style_of(channel: Channel) -> Style:
    """How messages may look there: Telegram alone has bold words and buttons."""
    return Style.RICH if channel is Channel.TELEGRAM else Style.PLAIN


def outgoing(catalogue: Catalogue, reply: Reply, *, channel: Channel, to: str, style: Style, language: str) -> Outgoing:
    """The reply in its final words."""
    rich = style is Style.RICH

    def worded(value: Value) -> str:
        return catalogue.say(Message("only", {"value": value}), language=language, rich=rich)

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
    return (tuple(pressed),) if question.asking in YES_OR_NO else tuple((button,) for button in pressed)


def _numbered(question: PendingQuestion, labels: list[str]) -> str:
    if question.asking in YES_OR_NO:
        return " / ".join(labels)
    return "\n".join(f"{place} {label}" for place, label in enumerate(labels, start=1))
