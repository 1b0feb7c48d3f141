"""What a form or an address brings: strings within limits, and the readings that pages ask for."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar
from urllib.parse import parse_qsl

from starlette.requests import Request

from channels.storable import storable
from channels.web.errors import FieldError, TooMuchError
from channels.web.numbers import row_number

Choice = TypeVar("Choice", bound=StrEnum)

LARGEST_FORM = 256 * 1024  # bytes: a long notice in several languages is a tenth of it
MOST_FIELDS = 500


class Fields(Mapping[str, str]):
    """The fields that came, by name: of one that came several times, the last; `all` has every value."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._pairs = [(storable(name), storable(value)) for name, value in pairs]
        self._last = dict(self._pairs)

    def __getitem__(self, name: str) -> str:
        return self._last[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._last)

    def __len__(self) -> int:
        return len(self._last)

    @property
    def pairs(self) -> Sequence[tuple[str, str]]:
        """All that came, in order."""
        return self._pairs

    def all(self, name: str) -> Sequence[str]:
        """Every value under that name."""
        return [value for each, value in self._pairs if each == name]

    def text(self, name: str, *, longest: int, needed: str = "") -> str:
        """A text without blanks around it. `needed` are the words for one that is missing. Raises FieldError."""
        text = self.get(name, "").replace("\r\n", "\n").strip()
        if needed and not text:
            raise FieldError(name, needed)
        if len(text) > longest:
            raise FieldError(name, f"{len(text)} caractères, c'est trop long : {longest} au plus.")
        return text

    def day(self, name: str, otherwise: date) -> date:
        """A date as 2026-11-23; none written is `otherwise`. Raises FieldError."""
        written = self.get(name, "").strip()
        if not written:
            return otherwise
        try:
            return date.fromisoformat(written)
        except ValueError:
            raise FieldError(name, f"« {written[:40]} » n'est pas une date. Écrivez par exemple 2026-11-23.") from None

    def number(self, name: str) -> int:
        """The number of a row. Raises FieldError."""
        written = self.get(name, "").strip()
        number = row_number(written)
        if number is None:
            raise FieldError(name, f"« {written[:40]} » n'est pas un numéro.")
        return number

    def choice(self, name: str, choices: type[Choice]) -> Choice:
        """One of these words. Raises FieldError."""
        written = self.get(name, "")
        try:
            return choices(written)
        except ValueError:
            raise FieldError(name, f"« {written[:40]} » n'est pas un choix possible.") from None


async def form_of(request: Request) -> Fields:
    """The fields that were posted, as a plain form sends them. Raises TooMuchError for more than a form holds."""
    body = await _bounded_body(request)
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise TooMuchError("Ce qui a été envoyé n'est pas un formulaire de cette page.") from None
    return Fields(pairs)


def query_of(request: Request) -> Fields:
    """The fields in the address."""
    return Fields(request.query_params.multi_items())


async def _bounded_body(request: Request) -> bytes:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST_FORM:
            raise TooMuchError("Ce qui a été envoyé dépasse ce qu'un formulaire peut contenir. Raccourcissez le texte.")
        parts.append(part)
    return b"".join(parts)
