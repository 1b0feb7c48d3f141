"""What a Telegram consists of: a bot, the people who write to it, and what the bot has written to them."""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tests.fakes.provider import Provider

TOKEN = "700000001:AAHsecretsecretsecretsecretsecretse"
USERNAME = "AlloCantineBot"

Json = Mapping[str, object]
Rows = list[list[dict[str, object]]]


@dataclass
class Person:
    """Somebody who has written to the bot."""

    id: int
    first_name: str
    blocked: bool = False

    def as_json(self) -> dict[str, object]:
        return {"id": self.id, "is_bot": False, "first_name": self.first_name, "language_code": "fr"}

    def chat(self) -> dict[str, object]:
        return {"id": self.id, "type": "private", "first_name": self.first_name}


@dataclass
class Post:
    """A message of the bot: as sent (`html`), as seen (`text`), with what can be pressed."""

    chat: int
    message_id: int
    date: int
    html: str
    text: str
    buttons: Rows = field(default_factory=list)
    keyboard: Rows = field(default_factory=list)
    previews_links: bool = True
    edited: bool = False
    deleted: bool = False

    @property
    def labels(self) -> list[str]:
        """What the buttons below the message say."""
        return [str(button["text"]) for row in self.buttons for button in row]


@dataclass
class Webhook:
    """Where updates are posted."""

    url: str
    secret: str | None
    last_error: str | None = None


class World(Provider):
    """One bot and those who write to it."""

    def __init__(self, *, now: Callable[[], datetime], app: str | None = None, token: str = TOKEN) -> None:
        super().__init__(now, app)
        self.token = token
        self.sent: list[Post] = []
        self.people: dict[int, Person] = {}
        self.posts: dict[tuple[int, int], Post] = {}
        self.open_queries: set[str] = set()
        self.new_message_ids = itertools.count(1)

    def person(self, chat: int) -> Person:
        """Who has this chat; a new person, if nobody has."""
        return self.people.setdefault(chat, Person(chat, "Camille"))

    def date(self) -> int:
        """The seconds of Telegram's clock."""
        return int(self.now().timestamp())

    def me(self) -> dict[str, object]:
        """The bot, as Telegram shows it."""
        return {"id": int(self.token.split(":")[0]), "is_bot": True, "first_name": "Allô Cantine", "username": USERNAME}

    def shown(self, post: Post) -> dict[str, object]:
        """A post, as Telegram shows it."""
        message: dict[str, object] = {
            "message_id": post.message_id, "from": self.me(), "chat": self.person(post.chat).chat(),
            "date": post.date, "text": post.text,
        }  # fmt: skip
        if post.buttons:
            message["reply_markup"] = {"inline_keyboard": post.buttons}
        if post.edited:
            message["edit_date"] = self.date()
        return message

    def told(self) -> list[Mapping[str, object]]:
        return [
            {"chat": post.chat, "message_id": post.message_id, "text": post.text, "html": post.html,
             "buttons": post.buttons, "keyboard": post.keyboard}
            for post in self.sent
        ]  # fmt: skip
