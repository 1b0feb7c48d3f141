"""Compares what was understood with what a corpus expects: the same acts, and nothing done that was not asked for."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.commands.understand import written
from messages.understanding.context import Context, Pending
from messages.understanding.understand import understand
from tests.messages.town import CALENDAR, TOWN

CORPUS = Path(__file__).parent / "corpus"
ANY = "?"
_ACTS = {"book": "book", "cancel": "cancel", "absence": "cancel"}
_OF_SCHOOL_DAYS = {"cantine", "garderie-matin", "garderie-soir", "garderie", "etude"}
_LISTS = ("services", "children", "days")
_SINGLES = ("repeat", "part", "meal", "hours", "choice", "language")

Json = dict[str, Any]


@dataclass(frozen=True)
class Example:
    """One message of a corpus."""

    name: str
    text: str
    context: Context
    expected: tuple[Json, ...]

    def understood(self) -> list[Json]:
        """What the message is understood to mean, as it is written out."""
        return [written(request) for request in understand(self.text, self.context).requests]


def examples(name: str) -> list[Example]:
    """The messages of a corpus of the folder."""
    lines = (CORPUS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [_example(f"{name}-{at}", json.loads(line)) for at, line in enumerate(lines, 1) if line]


def _example(name: str, line: Json) -> Example:
    pending = line.get("pending")
    context = Context(
        date.fromisoformat(line["today"]),
        tuple(line["children"]),
        Pending(pending["kind"], pending.get("options")) if pending else None,
        TOWN,
    )
    return Example(line.get("id", name), line["text"], context, tuple(line.get("expect", ())))


def is_exact(expected: Iterable[Json], got: Iterable[Json]) -> bool:
    """Whether the same things are asked for, however they are grouped; a field not expected is not compared."""
    wanted, had = list(expected), list(got)
    if len(wanted) == len(had) and all(_same(want, have) for want, have in zip(wanted, had, strict=True)):
        return True
    complete = all(
        "services" in want and "children" in want and ("days" in want or "repeat" in want) for want in wanted
    )
    return complete and _spread(wanted) == _spread(had)


def _same(want: Json, have: Json) -> bool:
    if want["intent"] != have["intent"]:
        return False
    lists = all(_listed(want, field) == _listed(have, field) for field in _LISTS if field in want)
    return lists and all(want[field] == have.get(field) for field in _SINGLES if field in want)


def _listed(request: Json, field: str) -> list[str]:
    values = sorted(set(request.get(field) or ()))
    if field == "days" and _skips_holidays(request):
        return [day for day in values if CALENDAR.is_school_day(date.fromisoformat(day))]
    return values


def _skips_holidays(request: Json) -> bool:
    services = set(request.get("services") or ())
    return not services or not services.isdisjoint(_OF_SCHOOL_DAYS)


def _spread(requests: list[Json]) -> dict[tuple[str, str | None, str | None], set[str]]:
    spread: dict[tuple[str, str | None, str | None], set[str]] = {}
    for request in requests:
        rest = json.dumps([request["intent"], *(request.get(field) for field in _SINGLES)], sort_keys=True)
        for service in request.get("services") or [None]:
            for child in request.get("children") or [None]:
                spread.setdefault((rest, service, child), set()).update(_listed(request, "days"))
    return spread


def is_harmful(expected: Iterable[Json], got: Iterable[Json]) -> bool:
    """Whether something would be booked or given back that was not asked for."""
    asked = list(_acts(expected))
    return any(not any(_covers(wish, act) for wish in asked) for act in _acts(got))


def _covers(wish: tuple[str, ...], act: tuple[str, ...]) -> bool:
    deed, service, child, day = act
    return (
        wish[0] == deed
        and (wish[1] == ANY or service in (ANY, "garderie", wish[1]))
        and (wish[2] == ANY or child in (ANY, wish[2]))
        and wish[3] in (ANY, day)
    )


def _acts(requests: Iterable[Json]) -> Iterator[tuple[str, str, str, str]]:
    for request in requests:
        deed = _ACTS.get(request["intent"])
        if deed is None:
            continue
        for service in request.get("services") or [ANY]:
            for child in request.get("children") or [ANY]:
                for day in _times(request):
                    yield deed, service, child, day


def _times(request: Json) -> list[str]:
    if "days" not in request and "repeat" not in request:
        return [ANY]
    repeat = request.get("repeat")
    return _listed(request, "days") or ([json.dumps(repeat, sort_keys=True)] if repeat else [])
