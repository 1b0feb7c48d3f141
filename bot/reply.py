"""A reply before it is worded: what is said, and what is asked."""

from dataclasses import dataclass

from bot.pending import PendingQuestion
from messages.wording.message import Message, Value


@dataclass(frozen=True, slots=True)
class Choice:
    """An option as it is read: numbered in a text message, a button in Telegram."""

    label: Value


@dataclass(frozen=True, slots=True)
class Reply:
    """What the bot answers to one text. `question` is what it then waits for, with `choices` as its options."""

    messages: tuple[Message, ...] = ()
    question: PendingQuestion | None = None
    choices: tuple[Choice, ...] = ()
    ask_contact: bool = False

    def after(self, earlier: "Reply") -> "Reply":
        """This reply, with what was said before it in front."""
        return Reply(earlier.messages + self.messages, self.question, self.choices, self.ask_contact)


def say(name: str, /, **about: Value) -> Reply:
    """A reply of one message of the catalogue."""
    return Reply((Message(name, about),))
