"""`allo-cantine understand`: texts as JSON lines on standard input, what they mean as JSON lines on standard output."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args

from booking.town_file import demonstration_town, load
from bot.town_words import town_words
from messages.understanding.context import Context, Pending, PendingKind
from messages.understanding.explanation import Explanation
from messages.understanding.meaning import Intent, Request
from messages.understanding.town_words import TownWords
from messages.understanding.understand import understand

_FIELDS = ("id", "today", "children", "pending", "text")
_KINDS: tuple[PendingKind, ...] = get_args(PendingKind)
_OF_BOOKINGS = {Intent.BOOK, Intent.CANCEL, Intent.ABSENCE, Intent.STATUS, Intent.WHY, Intent.PROOF, Intent.ANSWER,
                Intent.AVAILABILITY, Intent.DEADLINE}  # fmt: skip


class LineError(Exception):
    """A line that is no text to understand; its words say what is wrong with it and what to write instead."""


def words_of_town(path: Path | None) -> TownWords:
    """The words of the town at `path`, or of the demonstration town. Raises TownFileError."""
    return town_words(load(path) if path is not None else demonstration_town())


def understood(lines: Iterable[bytes], town: TownWords, *, explain: bool = False) -> Iterator[tuple[bytes, bool]]:
    """For each line the answer, and whether the line could be read."""
    for number, line in enumerate(lines, start=1):
        try:
            yield _encoded(_answer(_message(line), town, explain=explain)), True
        except LineError as error:
            yield _encoded({"error": str(error), "line": number}), False


def _encoded(answer: dict[str, object]) -> bytes:
    return json.dumps(answer, ensure_ascii=False).encode("utf-8", "backslashreplace")


def _message(line: bytes) -> dict[str, Any]:
    try:
        message = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise LineError("ce n'est pas une ligne JSON en UTF-8 ; attendu : un objet sur une ligne") from error
    if not isinstance(message, dict):
        raise LineError("attendu : un objet JSON, avec " + ", ".join(_FIELDS))
    unknown = [field for field in message if field not in _FIELDS]
    if unknown:
        raise LineError(f"champ inconnu : « {unknown[0]} » ; les champs sont {', '.join(_FIELDS)}")
    for field in ("today", "children", "text"):
        if field not in message:
            raise LineError(f"champ manquant : « {field} »")
    return message


def _answer(message: dict[str, Any], town: TownWords, *, explain: bool) -> dict[str, object]:
    text = message["text"]
    if not isinstance(text, str):
        raise LineError("« text » : attendu, un texte")
    context = Context(_today(message["today"]), _children(message["children"]), _pending(message.get("pending")), town)
    understanding = understand(text, context)
    answer: dict[str, object] = {"id": message["id"]} if "id" in message else {}
    answer["requests"] = [written(request) for request in understanding.requests]
    if explain:
        answer["explain"] = _explained(understanding.explanation)
    return answer


def _today(value: object) -> date:
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError as error:
        raise LineError("« today » : attendu, une date comme 2026-11-23") from error


def _children(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise LineError("« children » : attendu, une liste de prénoms")
    return tuple(value)


def _pending(value: object) -> Pending | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise LineError("« pending » : attendu, null ou un objet avec « kind »")
    unknown = [field for field in value if field not in ("kind", "options")]
    if unknown:
        raise LineError(f"champ inconnu dans « pending » : « {unknown[0]} »")
    kind = next((kind for kind in _KINDS if kind == value.get("kind")), None)
    if kind is None:
        raise LineError(f"« pending.kind » : attendu, {', '.join(_KINDS)}")
    options = value.get("options")
    if options is not None and (not isinstance(options, int) or isinstance(options, bool) or options < 1):
        raise LineError("« pending.options » : attendu, un nombre à partir de 1")
    if kind == "choice" and options is None:
        raise LineError("« pending.options » manque : combien la liste a-t-elle de choix ?")
    return Pending(kind, options)


def written(request: Request) -> dict[str, object]:
    """A request as a JSON object, with the fields that apply to it."""
    out: dict[str, object] = {"intent": request.intent.value}
    if request.intent in _OF_BOOKINGS:
        out |= {"services": list(request.services), "children": list(request.children), "days": _iso(request.days)}
    elif request.intent is Intent.PRICE:
        out["services"] = list(request.services)
    elif request.intent is Intent.MENU and request.days:
        out["days"] = _iso(request.days)
    if request.repeat is not None:
        repeat = request.repeat
        out["repeat"] = {"weekdays": list(repeat.weekdays), "from": repeat.first.isoformat(),
                         "until": repeat.until.isoformat(), "weeks": repeat.weeks}  # fmt: skip
    extra = {"part": request.part, "meal": request.meal, "hours": request.hours, "language": request.language}
    out |= {field: value for field, value in extra.items() if value is not None}
    if request.choice:
        out["choice"] = list(request.choice)
    return out


def _iso(days: Iterable[date]) -> list[str]:
    return [day.isoformat() for day in days]


def _explained(explanation: Explanation) -> dict[str, object]:
    return {
        "tokens": [
            {"words": taken.words, "taken_for": taken.kind} | ({"value": taken.value} if taken.value else {})
            for taken in explanation.taken
        ],
        "left_over": list(explanation.left_over),
        "requests": [
            {"intent": origin.intent.value, "written": list(origin.written), "filled": list(origin.filled)}
            | ({"readings": list(origin.readings)} if origin.readings else {})
            for origin in explanation.origins
        ],
    }
