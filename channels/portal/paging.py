"""Long lists in pieces: a cursor says where the next piece begins, and stays right while rows are added."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field

from channels.portal.problems import ProblemError, WrongField, problem

Item = TypeVar("Item", bound=BaseModel)
Row = TypeVar("Row")
AT_MOST = 200
LARGEST_NUMBER = 2**31 - 1  # what a column of numbers holds on PostgreSQL

Limit = Annotated[int, Query(ge=1, le=AT_MOST, description="How many at most")]
After = Annotated[
    str | None, Query(pattern="^[A-Za-z0-9_-]{1,100}$", description="`next` of the piece before", alias="after")
]


class Piece(BaseModel, Generic[Item]):
    """A piece of a list. `next` is what to ask for `after`; none at the end."""

    items: list[Item]
    next: str | None = Field(None, examples=["WzQyXQ"])


def cursor_of(*place: int | str) -> str:
    """The cursor that stands for a place in the order of a list."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def number_after(cursor: str | None) -> int:
    """The number after which the next piece begins, 0 for the first; raises ProblemError for what is no cursor."""
    if cursor is None:
        return 0
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        place = None
    match place:
        case [int(number)] if 0 <= number <= LARGEST_NUMBER:
            return number
        case _:
            raise _no_cursor()


def piece_of(
    rows: Sequence[Row], limit: int, shown: Callable[[Row], Item], number: Callable[[Row], int]
) -> Piece[Item]:
    """The first `limit` rows; one more than these says that there is a next piece."""
    more = len(rows) > limit
    kept = rows[:limit]
    return Piece(items=[shown(row) for row in kept], next=cursor_of(number(kept[-1])) if more else None)


def _no_cursor() -> ProblemError:
    wrong = problem("invalid", 422, "The cursor is none of ours: begin again without it.")
    return ProblemError(wrong.model_copy(update={"fields": [WrongField(field="query.after", wrong="no cursor")]}))
