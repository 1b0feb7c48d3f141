"""The catalogue: every sentence that the bot says, one Fluent file a language, two styles.

The value of a message is its plain form, for SMS; an attribute `.rich`, where there is one, its form for Telegram.
A town may override any message in a file of its own.
"""

import html
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource

from messages.wording.message import Between, Days, Message, Names, Options, ShortDay, Until, Value, Weekdays
from messages.wording.phrases import Phrases, last_minute

HERE = Path(__file__).parent
LANGUAGES = ("fr", "en")

parsed = lru_cache(maxsize=16)(FluentResource)  # 0.1 s for a language, which has two voices


class WordingError(Exception):
    """A message has no words, or its words ask for something that it was not given."""


class Catalogue:
    """The words of every language, with a town's own on top (`overrides`: a language's file by its code)."""

    def __init__(self, overrides: Mapping[str, Path] | None = None) -> None:
        self._overrides = overrides or {}
        self._voices = {("fr", rich): self._voice("fr", rich=rich) for rich in (False, True)}

    def say(self, message: Message, *, language: str, rich: bool) -> str:
        """The message in that language; French where we do not speak it. Rich text is safe HTML."""
        spoken = (language if language in LANGUAGES else "fr", rich)
        if spoken not in self._voices:  # another language is read when somebody first speaks it (4 MB, 0.05 s)
            self._voices[spoken] = self._voice(spoken[0], rich=rich)
        return self._voices[spoken].say(message)

    def _voice(self, language: str, *, rich: bool) -> "Voice":
        return Voice(language, rich=rich, override=self._overrides.get(language))


class Voice:
    """One language in one style."""

    def __init__(self, language: str, *, rich: bool, override: Path | None = None) -> None:
        self._rich = rich
        self._phrases = Phrases(language, plain=not rich)
        # of a broadcast all ends are the same few, and so are YES and NO
        self._until: Callable[[Until], str] = lru_cache(maxsize=256)(self._end_of)
        self._bare: Callable[[str], str] = lru_cache(maxsize=1024)(lambda name: self._worded(Message(name)))
        self._bundle = FluentBundle([language], use_isolating=False)
        for source in (HERE / f"{language}.ftl", override):
            if source is not None:
                self._bundle.add_resource(parsed(source.read_text("utf-8")), allow_overrides=True)

    def say(self, message: Message) -> str:
        """The words for it; raises WordingError where the catalogue lacks them."""
        return self._worded(message) if message.about else self._bare(message.name)

    def _worded(self, message: Message) -> str:
        if not self._bundle.has_message(message.name):
            raise WordingError(f"no message {message.name!r}")
        form = self._bundle.get_message(message.name)
        pattern = form.attributes.get("rich", form.value) if self._rich else form.value
        if pattern is None:
            raise WordingError(f"message {message.name!r} has no value")
        words, errors = self._bundle.format_pattern(
            pattern, {name: self._spoken(value) for name, value in message.about.items()}
        )
        if errors:
            raise WordingError(f"message {message.name!r}: {errors[0]}")
        return str(words)

    def _spoken(self, value: Value) -> str | int:
        match value:
            case int():
                return value
            case Decimal():
                return self._phrases.euros(value)
            case str():
                return html.escape(value, quote=False) if self._rich else value
            case ShortDay():
                return self._phrases.short_day(value.day)
            case Days():
                return self._phrases.days(value.days)
            case Weekdays():
                return self._phrases.weekdays(value.weekdays)
            case Names():
                return self._phrases.all_of([str(self._spoken(name)) for name in value.names])
            case Options():
                return self._phrases.one_of([str(self._spoken(option)) for option in value.options])
            case Until():
                return self._until(value)
            case Between(start=start, end=end):
                return self.say(Message("hours", {"start": self._phrases.hour(start), "end": self._phrases.hour(end)}))
            case Message():
                return self.say(value)
            case datetime():
                return self._phrases.moment(value)
            case _:
                return self._phrases.day(value)

    def _end_of(self, until: Until) -> str:
        included, end = last_minute(until.closes)
        at_midnight = included and end.time().hour == 23 and end.minute == 59
        name = "until-end-of" if at_midnight else "until-included" if included else "until-before"
        said = self._phrases.day(end.date()) if at_midnight else self._phrases.moment(end)
        return self.say(Message(name, {"end": said}))
