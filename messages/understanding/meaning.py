"""What a text means: the requests found in it, and what they were found from."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal


class Intent(StrEnum):
    """What a parent wants."""

    BOOK = "book"
    CANCEL = "cancel"
    ABSENCE = "absence"
    STATUS = "status"
    WHY = "why"
    PROOF = "proof"
    ANSWER = "answer"
    AVAILABILITY = "availability"
    DEADLINE = "deadline"
    MENU = "menu"
    PRICE = "price"
    YES = "yes"
    NO = "no"
    CHOICE = "choice"
    UNDO = "undo"
    REMINDERS_ON = "reminders_on"
    REMINDERS_OFF = "reminders_off"
    STOP = "stop"
    START = "start"
    HUMAN = "human"
    PORTAL = "portal"
    HELP = "help"
    GREETING = "greeting"
    THANKS = "thanks"
    LANGUAGE = "language"
    UNKNOWN = "unknown"


Part = Literal["morning", "afternoon", "day"]
Weeks = Literal["all", "even", "odd", "alternate"]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A pattern without an end of its own: "tous les lundis", "une semaine sur deux".

    `weekdays` are ISO (1 is Monday); `first` is the first such day that lies in no holidays, `until` the last
    day of the school year; even and odd are ISO week numbers, `alternate` is the week of `first` and then every
    second week by the calendar, holidays counted.
    """

    weekdays: tuple[int, ...]
    first: date
    until: date
    weeks: Weeks = "all"


@dataclass(frozen=True, slots=True)
class Request:
    """One thing asked for. An empty field is one that the text leaves open; `either` are then the days of which one is
    meant ("mercredi prochain"), where that can be said."""

    intent: Intent
    services: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    repeat: Repeat | None = None
    part: Part | None = None
    meal: bool | None = None
    hours: tuple[str, str] | None = None
    choice: tuple[int, ...] = ()
    language: str | None = None
    either: tuple[date, ...] = ()


UNKNOWN = Request(Intent.UNKNOWN)
