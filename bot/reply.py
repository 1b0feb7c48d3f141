"""A reply before it is worded: what is said, and what is asked."""

from dataclasses import dataclass, replace

from bot.pending import PendingQuestion
from messages.wording.message import Message, Value


@dataclass(frozen=True, slots=True)
class Choice:
    """An option as it is read: numbered in a text message, a button in Telegram."""

    label: Value


@dataclass(frozen=True, slots=True)
class Reply:
    """What the bot answers to one text. `question` is what it then waits for, with `choices` as its options.

    `language` is none unless the text itself changed it: then already this answer is in the new one. `silent` is none
    unless the guardian said whether we may write unasked.
    """

    messages: tuple[Message, ...] = ()
    question: PendingQuestion | None = None
    choices: tuple[Choice, ...] = ()
    ask_contact: bool = False
    language: str | None = None
    silent: bool | None = None

    def after(self, earlier: "Reply") -> "Reply":
        """This reply, with what was said before it in front; what both say is said once, at the end."""
        said = tuple(message for message in earlier.messages if message not in self.messages)
        return replace(
            self,
            messages=said + self.messages,
            language=self.language or earlier.language,
            silent=earlier.silent if self.silent is None else self.silent,
        )


def say(name: str, /, **about: Value) -> Reply:
    """A reply of one message of the catalogue."""
    return Reply((Message(name, about),))
