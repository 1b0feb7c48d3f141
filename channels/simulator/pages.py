"""The page and its live parts as HTML, and the files that they need."""

import hashlib
import re
from collections.abc import Sequence
from datetime import date, datetime
from importlib.resources import files

import phonenumbers
from babel.dates import format_date
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from booking.town import Town
from channels.simulator.errors import VisitorError
from channels.simulator.people import STRANGER, Household
from channels.simulator.view import LiveView
from messages.wording.phrases import Phrases

SUGGESTIONS = ("cantine lundi", "annule lundi", "mes réservations", "aide")
FOR_EVER, ASK_AGAIN = "public, max-age=31536000, immutable", "no-cache"
PHRASES = Phrases("fr", plain=False)


class Pages:
    """The templates, filled."""

    def __init__(self, town: Town, version: str) -> None:
        self._templates = Environment(
            loader=PackageLoader("channels.simulator"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters |= {
            "day": PHRASES.day,
            "hour": _hour,
            "short_weekday": _short_weekday,
            "short_date": _short_date,
            "phone": _phone,
            "tied": _tied,
        }
        self._templates.globals |= {"town": town, "version": version, "stranger": STRANGER, "suggestions": SUGGESTIONS}

    def page(self, people: Sequence[Household], live: LiveView, problem: VisitorError | None, typed: str) -> str:
        """The whole page; with a problem, what it is, and in the box what had been typed."""
        problems = {problem.field: str(problem)} if problem else {}
        return self._templates.get_template("page.html").render(
            people=people, live=live, problems=problems, typed=typed
        )

    def fragment(self, live: LiveView) -> str:
        """The parts of the page that change by themselves."""
        return self._templates.get_template("fragment.html").render(live=live)


class PageFiles:
    """Style and script: kept by a browser for ever under an address that changes with them."""

    def __init__(self) -> None:
        self._files = StaticFiles(packages=[("channels.simulator", "static")])
        self.version = _digest()

    async def get(self, name: str, scope: Scope, version: str) -> Response:
        """One of the files; raises HTTPException (404) where there is none of that name."""
        answer = await self._files.get_response(name, scope)
        answer.headers["Cache-Control"] = FOR_EVER if version == self.version else ASK_AGAIN
        return answer


def _digest() -> str:
    found = sorted((files("channels.simulator") / "static").iterdir(), key=lambda file: file.name)
    return hashlib.sha256(b"".join(file.read_bytes() for file in found)).hexdigest()[:12]


def _hour(at: datetime) -> str:
    return f"{at:%H:%M}"


def _short_weekday(day: date) -> str:
    return format_date(day, "EEE", locale="fr")


def _short_date(day: date) -> str:
    return format_date(day, "d MMM", locale="fr")


def _phone(number: str) -> str:
    return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.NATIONAL)


def _tied(words: str) -> str:
    """What French sets apart by a space stays on its line: an SMS only knows the plain one, which may break."""
    return re.sub(r" (?=[:;?!»])|(?<=«) ", "\u00a0", words)
