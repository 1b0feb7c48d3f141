"""The words of reminders, as in a mail merge: what is said to many families is worded once, with room for names."""

import html
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeAlias

from booking.town import Town
from bot.reminders.message import ToTell
from bot.reminders.naming import question_of
from bot.reminders.wording import Said, lines_for, reply_of, room
from bot.speaking import outgoing, style_of
from channels.transport import Button, Channel, Outgoing, Style
from messages.wording.catalogue import Catalogue
from messages.wording.segments import affordable

KEPT_AT_MOST = 1024  # of an evening most families have one of a few; to word one takes 0.1 ms
Alike: TypeAlias = tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A reminder to nobody yet: final words, but for the names of children and the number in its buttons."""

    blank: Outgoing

    def filled(self, to: str, names: Sequence[str], number: int) -> Outgoing:
        """The reminder with that number, for the family whose children have these names."""
        is_plain = style_of(self.blank.channel) is Style.PLAIN
        text = self._named(self.blank.text, names)
        buttons = tuple(tuple(self._button(each, names, number) for each in row) for row in self.blank.buttons)
        return replace(self.blank, to=to, text=affordable(text) if is_plain else text, buttons=buttons)

    def _button(self, button: Button, names: Sequence[str], number: int) -> Button:
        place = button.data.partition(":")[2]
        return Button(self._named(button.label, names), f"{-number}:{place}")

    def _named(self, words: str, names: Sequence[str]) -> str:
        is_rich = style_of(self.blank.channel) is Style.RICH
        for place, name in enumerate(names):
            words = words.replace(room(place), html.escape(name, quote=False) if is_rich else name)
        return words


class Forms:
    """The forms of one town, each worded when it is first needed."""

    def __init__(self, town: Town, catalogue: Catalogue) -> None:
        self._town = town
        self._catalogue = catalogue
        self._form = lru_cache(maxsize=KEPT_AT_MOST)(self._worded)

    def message(self, told: ToTell, number: int, *, asks: bool) -> Outgoing:
        """The reminder with that number in its final words; it asks, or says what to text instead."""
        names, said = told.said
        return self._form(told.language, told.there.channel, asks, said).filled(told.there.address, names, number)

    def _worded(self, language: str, channel: Channel, asks: bool, said: Alike) -> Form:
        first = said[0].moment
        question = question_of(0, first.kind, lines_for(said), asked_at=first.due_at) if asks else None
        reply = reply_of(self._town, said, question)
        style = style_of(channel)
        return Form(outgoing(self._catalogue, reply, channel=channel, to="", style=style, language=language))
