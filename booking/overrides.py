"""What staff can take on themselves: a deadline, a window, a unit, a paper that is missing. Never a place that is not
there, a session that is closed, or a child who is not enrolled: these are mended where they are, not passed over."""

from booking.domain import Act, AuthorKind
from booking.errors import OverrideError
from booking.outcomes import FileIncomplete, LatePossible, NotOffered, NotYet, Outcome, TooLate
from booking.ways import Way

OVERRIDABLE = (FileIncomplete, LatePossible, NotOffered, NotYet, TooLate)


def can_override(outcome: Outcome) -> bool:
    """Whether staff could have it all the same."""
    return isinstance(outcome, OVERRIDABLE)


def require_staff(act: Act) -> None:
    """Raise OverrideError where the act is not that of staff."""
    if act.author is not AuthorKind.STAFF:
        raise OverrideError(f"an override by {act.author}")


def favour(act: Act) -> Way:
    """The way of an act that passes over the clock: without terms, and without anybody's approval."""
    return Way(act.arrived)
