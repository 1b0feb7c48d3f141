"""One request of somebody who works here, as a page sees it, and what a form can lead to."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request

from booking.domain import Author, AuthorKind
from channels.desk.accounts import Staff
from channels.desk.roles import Right
from channels.web.errors import NotFoundError
from channels.web.forms import Fields
from channels.web.numbers import row_number

CHANNEL = "desk"


@dataclass(frozen=True, slots=True)
class Told:
    """What the form before this page led to."""

    said: str
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """Who asks, when (aware), with which fields (of the form, or of the address), in which transaction.

    A form comes in a transaction that writes, a page in one that only reads. `token` goes into every form.
    """

    request: Request
    db: AsyncSession
    staff: Staff
    now: datetime
    fields: Fields
    token: str
    told: Told | None = None
    once: str = field(default_factory=lambda: secrets.token_urlsafe(12))

    def may(self, right: Right) -> bool:
        """Whether they may do that."""
        return self.staff.may(right)

    def named(self, name: str) -> str:
        """A part of the address."""
        return str(self.request.path_params[name])

    def numbered(self, name: str) -> int:
        """A part of the address that is the number of a row. Raises NotFoundError."""
        number = row_number(self.named(name))
        if number is None:
            raise NotFoundError("L'adresse est incomplète, ou la page a été déplacée.")
        return number

    def author(self, words: str, *, family_id: int | None = None) -> Author:
        """They as the author of an act: `words` are those they wrote, or what they pressed."""
        return Author(AuthorKind.STAFF, self.staff.name, CHANNEL, words, arrived=self.now, family_id=family_id)


@dataclass(frozen=True, slots=True)
class Done:
    """A form was taken: where it leads, and what is said there. `refused`: nothing was changed, for that reason."""

    leads_to: str
    said: str
    refused: bool = False
