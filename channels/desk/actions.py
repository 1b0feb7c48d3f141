"""The pages and forms of the desk as a table: each with its address, the right that it asks for, and who answers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from starlette.responses import Response

from channels.desk.house import Desk
from channels.desk.roles import Right
from channels.desk.visit import Done, Visit

Answer: TypeAlias = Callable[[Desk, Visit], Awaitable[Response | Done]]


@dataclass(frozen=True, slots=True)
class Action:
    """One address. A GET shows and never changes anything; a POST is a form, taken once."""

    method: str
    path: str
    right: Right
    answer: Answer


def page(path: str, right: Right, answer: Answer) -> Action:
    """A page to look at; `path` is what follows /guichet."""
    return Action("GET", path, right, answer)


def form(path: str, right: Right, answer: Answer) -> Action:
    """A form to send."""
    return Action("POST", path, right, answer)
