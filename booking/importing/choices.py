"""Yes and no, and the services that a cell names."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from booking.importing.findings import Read, Reason
from booking.importing.folding import folded
from booking.town import Service, Site, SiteKind, Town

YES = frozenset({"oui", "o", "x", "1", "vrai", "true", "yes", "y", "inscrit", "inscrite", "ok"})
NO = frozenset({"non", "n", "0", "faux", "false", "no", "pas inscrit", "aucun", "neant"})
NONE_OF_THEM = frozenset({"neant", "aucun", "aucune", "non", "rien", "0"})


def read_yes_or_no(cell: str) -> Read[bool]:
    """Yes or no; an empty cell says nothing. A cross is yes, a dash is no."""
    if not cell:
        return Read()
    plain = folded(cell)
    if plain in YES or cell in {"✓", "✔", "☑"}:
        return Read(value=True)
    if plain in NO or cell in {"-", "–", "☐"}:
        return Read(value=False)
    return Read(problem=Reason.YES_OR_NO_UNREADABLE)


@dataclass(frozen=True, slots=True)
class Wish:
    """A service that the file names for a child: wanted or not, and where if that is said."""

    service: str
    wanted: bool
    site: str | None = None


class Services:
    """The services of a town, and the words by which files name them."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._words = _unambiguous(
            (folded(word), service.key)
            for service in town.services
            for word in (service.key, service.name, *service.words)
        )
        self._sites = _unambiguous(
            (folded(word), site.key) for site in town.sites for word in (site.key, site.name, _short(site))
        )

    def named(self, cell: str) -> tuple[Sequence[Wish], Sequence[str]]:
        """The services that a cell lists, and the words in it that are none of them."""
        if not cell or folded(cell) in NONE_OF_THEM:
            return (), ()
        wishes, unknown = [], []
        for word in (part.strip() for part in re.split(r"[,;/+|]| et ", cell)):
            if not word:
                continue
            if (key := self._words.get(folded(word))) is not None:
                wishes.append(Wish(key, wanted=True))
            else:
                unknown.append(word)
        return wishes, unknown

    def wish(self, key: str, cell: str) -> Read[Wish]:
        """What the column of one service says: yes, no, or the place where."""
        if (site := self._sites.get(folded(cell))) is not None and site in self._town.service(key).sites:
            return Read(Wish(key, wanted=True, site=site))
        said = read_yes_or_no(cell)
        if said.value is None:
            return Read(problem=said.problem)
        return Read(Wish(key, wanted=said.value))

    def site_for(self, wish: Wish, school: str | None) -> str | None:
        """Where a child takes it: where the file says, else at its school, else at the only place there is."""
        service: Service = self._town.service(wish.service)
        if wish.site is not None:
            return wish.site
        if school in service.sites:
            return school
        others = [key for key in service.sites if self._town.site(key).kind is not SiteKind.SCHOOL]
        return others[0] if len(service.sites) == 1 and others else None


def _short(site: Site) -> str:
    return re.sub(r"^(centre de loisirs|centre|crèche|école)\s+", "", site.name)


def _unambiguous(pairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    found: dict[str, set[str]] = {}
    for word, key in pairs:
        found.setdefault(word, set()).add(key)
    return {word: next(iter(keys)) for word, keys in found.items() if len(keys) == 1}
