"""One value of a town's file turned into what it means, or refused with a complaint."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from difflib import get_close_matches
from enum import Enum
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers

from booking.rules.eligibility import Age
from booking.town_file.problems import Complaint

T = TypeVar("T")
Choice = TypeVar("Choice", bound=Enum)

HOUR = re.compile(r"(\d{1,2})\s*[h:]\s*(\d{2})?", re.IGNORECASE)
# kept by ARCEP for fiction: to the library no number that could ring
FICTION_MOBILE = "+3363998"
AGE_IN_WORDS = re.compile(r"(\d+) (year|month|week)s?")


class Wrong(Exception):  # noqa: N818 (never leaves this package: it is how a value says what is wrong with it)
    """The value cannot be used."""

    def __init__(self, complaint: Complaint, **values: str) -> None:
        super().__init__(complaint)
        self.complaint = complaint
        self.values = values


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """How a kind of value is read, and what stands in for one that is missing or wrong until the report is shown."""

    convert: Callable[[object], T]
    fallback: T


def near(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, or nothing."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), "")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Wrong(Complaint.NOT_TEXT)
    if not value.strip():
        raise Wrong(Complaint.EMPTY)
    return value.strip()


def _yes(value: object) -> bool:
    if not isinstance(value, bool):
        raise Wrong(Complaint.NOT_YES_OR_NO)
    return value


def _day(value: object) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise Wrong(Complaint.NOT_A_DATE)
    return value


def _hour(value: object) -> time:
    if isinstance(value, time):
        return value
    found = HOUR.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise Wrong(Complaint.NOT_AN_HOUR)
    return time(int(found[1]), int(found[2] or 0))


def _amount(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value < 0:
        raise Wrong(Complaint.NOT_AN_AMOUNT)
    return Decimal(value)


def _age(value: object) -> Age:
    found = AGE_IN_WORDS.fullmatch(_text(value))
    if found is None:
        raise Wrong(Complaint.NOT_AN_AGE)
    number = int(found[1])
    match found[2]:
        case "year":
            return Age(years=number)
        case "month":
            return Age(months=number)
        case _:
            return Age(weeks=number)


def _zone(value: object) -> ZoneInfo:
    try:
        return ZoneInfo(_text(value))
    except (ZoneInfoNotFoundError, ValueError) as unknown:
        raise Wrong(Complaint.NOT_A_TIME_ZONE) from unknown


def _phone(value: object) -> str:
    try:
        number = phonenumbers.parse(_text(value), "FR")
    except phonenumbers.NumberParseException as unreadable:
        raise Wrong(Complaint.NOT_A_PHONE) from unreadable
    international = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if not phonenumbers.is_valid_number(number) and not international.startswith(FICTION_MOBILE):
        raise Wrong(Complaint.NOT_A_PHONE)
    return international


TEXT = Kind(_text, "")
YES = Kind(_yes, fallback=False)
DAY = Kind(_day, date(2000, 1, 1))
HOUR_OF_DAY = Kind(_hour, time())
AMOUNT = Kind(_amount, Decimal(0))
AGE = Kind(_age, Age())
ZONE = Kind(_zone, ZoneInfo("Europe/Paris"))
PHONE = Kind(_phone, "")


def whole(minimum: int = 0, maximum: int | None = None) -> Kind[int]:
    """Whole numbers from a least one on."""

    def convert(value: object) -> int:
        too_big = maximum is not None and isinstance(value, int) and value > maximum
        if isinstance(value, bool) or not isinstance(value, int) or value < minimum or too_big:
            raise Wrong(Complaint.NOT_A_WHOLE_NUMBER, minimum=str(minimum), maximum=str(maximum or ""))
        return value

    return Kind(convert, minimum)


def word_of(choices: type[Choice]) -> Kind[Choice]:
    """The words of an enumeration whose values are texts."""
    known = {str(choice.value): choice for choice in choices}
    return Kind(lambda value: known[_one_of(value, known)], next(iter(choices)))


def named(choices: type[Choice]) -> Kind[Choice]:
    """The names of an enumeration, in lower case: monday, tuesday …"""
    known = {choice.name.lower(): choice for choice in choices}
    return Kind(lambda value: known[_one_of(value, known)], next(iter(choices)))


def _one_of(value: object, known: Iterable[str]) -> str:
    word = _text(value)
    if word not in known:
        raise Wrong(Complaint.NOT_ONE_OF, word=word, near=near(word, known), known=", ".join(known))
    return word
