"""The description of the API (OpenAPI), complete: every answer that a call can have, with an example."""

from collections.abc import Iterator

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import JsonValue

from channels.portal.problems import MEDIA_TYPE, TITLES, Problem, Why

INTRODUCTION = """
The booking core of the town, for its portal: families, sessions with places and deadlines, reservations.

**The rules are checked at the act**, whatever a page showed before, by the hour at which the call reached us.
A refusal is a `problem+json` with one of five reasons (`full`, `too-late`, `closed`, `file`, `our-fault`) and with the
sentence to show to the parent, in the language of `Accept-Language` (fr or en).

What costs more, or means waiting, is refused at first, with `agree_to`; the same call with that consent does it.

Give each write an `Idempotency-Key`: the same call again gets the same answer, and does nothing.
"""
TAGS = {
    "town": "What services and sites are called, and what they cost.",
    "families": "Files at the town hall, with the guardians on them.",
    "children": "The children of a family, and what they may book.",
    "sessions": "What can be booked on which day: places and deadlines.",
    "reservations": "A child in a session: booked, waiting, offered, requested, cancelled.",
    "waiting list": "Who waits for a session, and the places held for an answer.",
    "standing bookings": "Every Monday and Thursday.",
    "month": "What each child of a family has, and may have, on each day.",
    "closures": "What staff closed.",
    "notices": "What staff wrote to many, and how far it came.",
    "head-counts": "How many children come.",
    "journal": "All that happened to a reservation.",
    "webhooks": "Where changes are told.",
}
COMMON = {
    401: ("no-key", "No key, or none that we know."),
    403: ("not-allowed", "The key lacks the scope."),
    404: ("unknown", "Nothing of that number here; another family's is as if there were none."),
    422: ("invalid", "A field cannot be used: `fields` says which, and why."),
    429: ("too-many", "Too many calls: `Retry-After` says when again."),
    500: (Why.OUR_FAULT, "Our own fault; nothing was done."),
    503: (Why.OUR_FAULT, "We cannot reach our database; nothing was done."),
}
WRITES = {
    409: (Why.FULL, "Refused by a rule, with one of the reasons `full`, `too-late`, `closed`, `file`."),
    412: ("changed", "It is not any more what your If-Match saw."),
    413: ("too-large", "The call is too large."),
}
RATES = {
    "RateLimit-Limit": "Calls a minute",
    "RateLimit-Remaining": "Calls left in this minute",
    "RateLimit-Reset": "Seconds until the next minute",
}
RATE_HEADERS: dict[str, JsonValue] = {
    name: {"description": words, "schema": {"type": "integer"}} for name, words in RATES.items()
}
TAG_HEADER: dict[str, JsonValue] = {"ETag": {"description": "Changes with what is shown", "schema": {"type": "string"}}}
FULL_EXAMPLE: dict[str, JsonValue] = {
    "type": Why.FULL,
    "title": TITLES[Why.FULL],
    "status": 409,
    "outcome": "full",
    "sentence": "Complet : cantine, lundi 30 novembre. Léo n'est pas inscrit. Liste d'attente possible : rang 3.",
    "rank": 3,
    "agree_to": "wait",
}


class DescribedApi(FastAPI):
    """An application whose description says all that can be answered."""

    def openapi(self) -> dict[str, object]:
        """The description, made once."""
        if not self.openapi_schema:
            self.openapi_schema = _described(self)
        return self.openapi_schema


def _described(application: FastAPI) -> dict[str, object]:
    schema = get_openapi(
        title=application.title,
        version=application.version,
        openapi_version=application.openapi_version,
        summary="The booking core of the town, for its portal",
        description=INTRODUCTION.strip(),
        routes=application.routes,
        tags=[{"name": name, "description": words} for name, words in TAGS.items()],
        servers=[{"url": "/api/v1"}],
    )
    schemas = schema["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    own = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= own.pop("$defs", {})
    schemas["Problem"] = own
    for method, operation in _operations(schema):
        _complete(method, operation)
    return schema


def _operations(schema: dict[str, dict[str, dict[str, dict[str, object]]]]) -> Iterator[tuple[str, dict[str, object]]]:
    for operations in schema["paths"].values():
        yield from operations.items()


def _complete(method: str, operation: dict[str, object]) -> None:
    responses = operation["responses"]
    if not isinstance(responses, dict):
        raise TypeError("a description without responses")
    done = next(content for status, content in responses.items() if status.startswith("2"))
    done["headers"] = TAG_HEADER | RATE_HEADERS if _has_tag(operation) else RATE_HEADERS
    problems = COMMON if method == "get" else COMMON | WRITES
    for number, (kind, words) in problems.items():
        responses[str(number)] = _problem(number, kind, words)
    if _has_tag(operation):
        responses["304"] = {"description": "You have it already: the ETag is that of your If-None-Match."}
    if method != "get" and "content" in done:
        for also, words in (("200", "It was so already."), ("202", "Noted: waiting, or put before a person.")):
            responses.setdefault(also, {**done, "description": words})


def _has_tag(operation: dict[str, object]) -> bool:
    """Whether what is answered has an ETag: where one can be told that it is known."""
    asked = operation.get("parameters", [])
    return isinstance(asked, list) and any(parameter["name"] == "If-None-Match" for parameter in asked)


def _problem(status: int, kind: str, words: str) -> dict[str, JsonValue]:
    example: dict[str, JsonValue] = {"type": kind, "title": TITLES[kind], "status": status}
    schema: dict[str, JsonValue] = {"$ref": "#/components/schemas/Problem"}
    shown: dict[str, JsonValue] = {"schema": schema, "example": FULL_EXAMPLE if kind == Why.FULL else example}
    return {"description": words, "content": {MEDIA_TYPE: shown}, "headers": RATE_HEADERS}
