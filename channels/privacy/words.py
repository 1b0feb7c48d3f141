"""The words for what is kept, in the languages of the page; from a file for each."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path

from booking.kept import Data, Until, Why
from booking.rules.keeping import Keeping
from channels.privacy.activities import Basis, Recipient

HERE = Path(__file__).parent


class Words:
    """What is said of data in one language, with the durations of one town."""

    def __init__(self, language: str, keeping: Keeping) -> None:
        self.language = language
        self._said = _read(language)
        self._durations = asdict(keeping)

    def why(self, why: Why) -> str:
        """The purpose."""
        return self._said["why"][why]

    def basis(self, basis: Basis) -> str:
        """What permits it."""
        return self._said["basis"][basis]

    def recipient(self, recipient: Recipient) -> str:
        """Who sees it."""
        return self._said["recipients"][recipient]

    def until(self, until: Until) -> str:
        """How long it is kept, in this town."""
        return self._said["until"][until].format_map(self._durations)

    def data(self, data: Data) -> str:
        """Whose data it is."""
        return self._said["data"][data]

    def table(self, name: str) -> str:
        """What a table holds; its name where that has no words yet: a record with a gap is none."""
        return self._said["tables"].get(name, name)

    def named(self) -> Collection[str]:
        """The tables that have words."""
        return self._said["tables"].keys()

    def page(self, name: str, **about: str) -> str:
        """A sentence of the page for parents."""
        return self._said["page"][name].format(**about)

    def say(self, name: str, **about: str) -> str:
        """A word of the register."""
        return self._said["register"][name].format(**about)


@cache
def _read(language: str) -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((HERE / f"{language}.toml").read_text("utf-8"))
