"""Sealing: the most sensitive columns are kept so that only who has the town's data keys can read them.

A sealed value begins with `SEALED`; what does not is clear, so a database can hold both while sealing is turned on,
off, or to another key.
"""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast
from weakref import WeakKeyDictionary

from sqlalchemy import JSON, Dialect, String, Text
from sqlalchemy.types import TypeDecorator

from booking.errors import DataKeyError

if TYPE_CHECKING:
    from booking.cipher import Cipher

SEALED, CLEAR = "sealed:1:", "clear:1:"  # the second escapes a text that somebody begins with one of the two
STILL_CLEAR = "clair"


class Keyring:
    """Keys that open, the first of which seals; none seals where the list begins with `clair`."""

    def __init__(self, keys: Sequence[str] = (), *, seals: bool = True) -> None:
        self._cipher = _cipher(keys) if keys else None
        self._sealing = self._cipher if seals else None

    @property
    def seals(self) -> bool:
        """Whether what is written from now on is sealed."""
        return self._sealing is not None

    def seal(self, value: str) -> str:
        """The value as it is kept; an empty one as it is, so that a column can be asked whether it was emptied."""
        if self._sealing is not None and value:
            return SEALED + self._sealing.sealed(value)
        return CLEAR + value if value.startswith((SEALED, CLEAR)) else value

    def opened(self, kept: str) -> str:
        """The value as it was. Raises DataKeyError without the key that sealed it."""
        if kept.startswith(CLEAR):
            return kept.removeprefix(CLEAR)
        if not kept.startswith(SEALED):
            return kept
        if self._cipher is None:
            raise DataKeyError(
                "ALLO_DATA_KEYS manque : des données de cette base sont chiffrées. Remettez la clé qui a servi ; "
                "sans elle, elles sont perdues."
            )
        value = self._cipher.opened(kept.removeprefix(SEALED))
        if value is None:
            raise DataKeyError(
                "ALLO_DATA_KEYS : aucune de ces clés n'ouvre les données chiffrées de cette base. "
                "Ajoutez celle d'avant à la fin de la liste."
            )
        return value

    def is_by_first(self, kept: str) -> bool:
        """Whether it is kept as this keyring would keep it: sealed with its first key, or clear where it seals not."""
        if self._sealing is None or not kept.startswith(SEALED):
            return self._sealing is None and not kept.startswith(SEALED)
        return self._sealing.is_by_first(kept.removeprefix(SEALED))


def _cipher(keys: Sequence[str]) -> "Cipher":
    from booking.cipher import Cipher  # a town without keys does not load it

    return Cipher(keys)


NO_KEYS = Keyring()
KEYRINGS: WeakKeyDictionary[Dialect, Keyring] = WeakKeyDictionary()  # each open database's own, by its dialect


def keyring_of(written: str) -> Keyring:
    """The keyring of a setting: keys with commas between them, newest first. Raises ValueError, in plain words."""
    words = [word.strip() for word in written.split(",") if word.strip()]
    seals = words[:1] != [STILL_CLEAR]
    try:
        return Keyring(words if seals else words[1:], seals=seals)
    except ValueError:
        raise ValueError(
            "des clés séparées par des virgules, telles que les fait : allo-cantine data-keys new"
        ) from None


class SealedString(TypeDecorator[str]):
    """A short text that is kept sealed where the database has keys."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """As it is kept."""
        return None if value is None else KEYRINGS.get(dialect, NO_KEYS).seal(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """As it was; raises DataKeyError."""
        return None if value is None else KEYRINGS.get(dialect, NO_KEYS).opened(value)


class SealedText(SealedString):
    """The same, for a text of any length."""

    impl = Text
    cache_ok = True


class SealedJson(TypeDecorator[object]):
    """A document that is kept sealed, as a text of its own, where the database has keys."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> object:
        """As it is kept."""
        keyring = KEYRINGS.get(dialect, NO_KEYS)
        return keyring.seal(json.dumps(value)) if keyring.seals and value is not None else value

    def process_result_value(self, value: object, dialect: Dialect) -> object:
        """As it was; raises DataKeyError."""
        if not isinstance(value, str):
            return value
        return cast("object", json.loads(KEYRINGS.get(dialect, NO_KEYS).opened(value)))
