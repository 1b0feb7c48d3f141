"""A Telegram of our own: the bot's side of the Bot API, as strict as the real one, and the side of the people.

https://core.telegram.org/bots/api
"""

from tests.fakes.telegram.fake import FakeTelegram
from tests.fakes.telegram.world import Person, Post

__all__ = ["FakeTelegram", "Person", "Post"]
