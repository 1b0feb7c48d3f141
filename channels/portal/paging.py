"""Long lists in pieces: a cursor says where the next piece begins, and stays right while rows are added."""

from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field

Item = TypeVar("Item", bound=BaseModel)
Row = TypeVar("Row")
AT_MOST = 200
LARGEST_NUMBER = 2**31 - 1  # what a column of numbers holds on PostgreSQL

Limit = Annotated[int, Query(ge=1, le=AT_MOST, description="How many at most")]
After = Annotated[str | None, Query(alias="after", pattern="^[0-9]{1,10}$", description="`next` of the piece before")]


class Piece(BaseModel, Generic[Item]):
    """A piece of a list. `next` is what to ask for `after`; none at the end."""

    items: list[Item]
    next: str | None = Field(None, examples=["4711"])


def number_after(cursor: str | None) -> int:
    """The number after which the next piece begins, 0 for the first."""
    return min(int(cursor or 0), LARGEST_NUMBER)


def piece_of(
    rows: Sequence[Row], limit: int, shown: Callable[[Row], Item], number: Callable[[Row], int]
) -> Piece[Item]:
    """The first `limit` rows; one more than these says that there is a next piece."""
    more = len(rows) > limit
    kept = rows[:limit]
    return Piece(items=[shown(row) for row in kept], next=str(number(kept[-1])) if more else None)
