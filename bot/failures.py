"""What went wrong, for the log and for staff: the class and the place, never the values, which are people's."""

import traceback
from pathlib import Path

HOUSE = Path(__file__).parent.parent
ROOMS = frozenset({"bot", "channels", "messages", "booking"})


def described(error: BaseException) -> str:
    """One line: `KeyError (bot/answers/places.py:41, answer_booking)`; the place is the innermost in our own code."""
    places = places_of(error)
    return f"{type(error).__name__} ({places[-1]})" if places else type(error).__name__


def places_of(error: BaseException) -> list[str]:
    """The way through our own code to where it went wrong, outermost first."""
    return [
        f"{path}:{frame.lineno}, {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
        if (path := _in_the_house(frame.filename)) is not None
    ]


def _in_the_house(filename: str) -> str | None:
    path = Path(filename)
    if not path.is_relative_to(HOUSE):
        return None
    inside = path.relative_to(HOUSE)
    return inside.as_posix() if inside.parts[0] in ROOMS else None
