"""The words of the pages: the same catalogue as text messages, in the form that may have all letters."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from babel.dates import format_date
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from booking.domain import Terms, TermsKind
from booking.town import Town
from messages.wording.catalogue import Catalogue
from messages.wording.message import Message, Value
from messages.wording.phrases import Phrases, last_minute


class Words:
    """What pages say in one language, with the hours of one town."""

    def __init__(self, catalogue: Catalogue, language: str, town: Town) -> None:
        self.language = language
        self._catalogue = catalogue
        self._town = town
        self._phrases = Phrases(language, plain=False)
        self._bare: Callable[[str], Markup] = cache(self._say_bare)
        self.short: Callable[[date], str] = cache(self._short)

    def say(self, name: str, **about: Value) -> Markup:
        """A message of the catalogue, as safe HTML; one that speaks of nothing is worded once."""
        if not about:
            return self._bare(name)
        return Markup(self._catalogue.say(Message(name, about), language=self.language, rich=True))  # noqa: S704 - escaped there

    def spoken(self, message: Message) -> Markup:
        """Any message, as safe HTML."""
        return Markup(self._catalogue.say(message, language=self.language, rich=True))  # noqa: S704 - escaped there

    def month(self, day: date) -> str:
        """ "décembre 2026"."""
        return format_date(day, "MMMM y", locale=self.language)

    def day(self, day: date) -> str:
        """ "lundi 30 novembre"."""
        return self._phrases.day(day)

    def moment(self, instant: datetime) -> str:
        """A day with its hour, in the town: "lundi 23 novembre, 9 h"."""
        return self._phrases.moment(instant.astimezone(self._town.zone))

    def soon(self, instant: datetime) -> str:
        """The same, short: "ven. 27, 9 h"."""
        here = instant.astimezone(self._town.zone)
        return f"{self.short(here.date())}, {self._phrases.hour(here)}".replace(" ", "\u00a0")

    def end(self, closes: datetime) -> str:
        """The last instant in time, short: a rule "jusqu'à 9 h" ends at 9:01, and is said with 9:00."""
        return self.soon(last_minute(closes.astimezone(self._town.zone))[1])

    def euros(self, least: Decimal, most: Decimal) -> Markup:
        """ "3,60 €", or "1,00–3,60 €" where it depends on what we do not know."""
        said = self._phrases.euros(most).replace(" ", "\u00a0")
        return escape(said if least == most else f"{format_decimal(least, '0.00', locale=self.language)}–{said}")

    def terms(self, terms: Terms) -> Markup:
        """What a late act costs: "+50 %"; nothing where it costs nothing."""
        match terms.kind:
            case TermsKind.FREE:
                return Markup("")
            case TermsKind.SURCHARGE | TermsKind.PRICE:
                return self.say(f"page-terms-{terms.kind}", amount=Decimal(terms.amount))
            case _:
                return self.say(f"page-terms-{terms.kind}", amount=terms.amount)

    def _say_bare(self, name: str) -> Markup:
        return Markup(self._catalogue.say(Message(name), language=self.language, rich=True))  # noqa: S704 - escaped there

    def _short(self, day: date) -> str:
        return format_date(day, "EEE d", locale=self.language)
