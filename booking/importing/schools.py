"""Schools and classes as they are written in files, to those of the town's file."""

import re
from collections.abc import Mapping
from functools import cached_property

from rapidfuzz import fuzz, process

from booking.importing.findings import Read, Reason
from booking.importing.folding import folded
from booking.town import SiteKind, Town

KIND_WORDS = re.compile(
    r"\b(ecole|ec|groupe scolaire|gs|maternelle|mat|elementaire|elem|primaire|prim|publique|creche|centre de loisirs|"
    r"centre|des|de|du|la|le|les|l)\b"
)
NEAR, APART = 86, 8  # of 100: a letter or two wrong in a name, and no other school nearly as near
CLASSES = {
    "toute petite section": "TPS", "petite section": "PS", "moyenne section": "MS", "grande section": "GS",
    "cours preparatoire": "CP", "cours elementaire 1": "CE1", "cours elementaire 2": "CE2",
    "cours moyen 1": "CM1", "cours moyen 2": "CM2", "maternelle petite section": "PS",
    "maternelle moyenne section": "MS", "maternelle grande section": "GS",
    "11eme": "CP", "10eme": "CE1", "9eme": "CE2", "8eme": "CM1", "7eme": "CM2",
}  # fmt: skip


class Schools:
    """The schools of a town with their classes, and how people write them."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._read: dict[str, Read[str]] = {}

    def school(self, cell: str) -> Read[str]:
        """The key of the school (or crèche) that a cell names."""
        if not cell:
            return Read()
        if cell not in self._read:
            self._read[cell] = self._find(cell)
        return self._read[cell]

    def class_name(self, cell: str) -> Read[str]:
        """The class as the town's file writes it: "ce 1" and "Grande section" are classes, "CE1/CE2" is two."""
        if not cell:
            return Read()
        plain = folded(cell)
        if (known := self._classes.get(plain)) is not None:
            return Read(known, () if known == cell else (Reason.CLASS_REWRITTEN,))
        joined = re.sub(r"\b(tps|ps|ms|gs|cp|ce|cm) ?([12])?\b", lambda found: f"{found[1]}{found[2] or ''} ", plain)
        named = {self._classes[word] for word in joined.split() if word in self._classes}
        if len(named) == 1 and joined.split()[0] in self._classes:
            return Read(named.pop(), (Reason.CLASS_REWRITTEN,))
        return Read(problem=Reason.CLASS_UNKNOWN)

    def has_class(self, school: str, class_name: str) -> bool:
        """Whether that school has that class; one that names no classes has any."""
        classes = self._town.site(school).classes
        return not classes or class_name in classes

    def _find(self, cell: str) -> Read[str]:
        plain = folded(cell)
        for key in (plain, _bare(plain)):
            if key in self._names:
                return Read(self._names[key])
        near = process.extract(_bare(plain), self._bare_names, scorer=fuzz.ratio, limit=2, score_cutoff=NEAR - APART)
        if near and near[0][1] >= NEAR and (len(near) == 1 or near[0][1] - near[1][1] >= APART):
            return Read(self._names[near[0][0]], (Reason.SCHOOL_NEAR,))
        return Read(problem=Reason.SCHOOL_UNKNOWN)

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """Every name of every school; what could be two schools is none."""
        found: dict[str, set[str]] = {}
        for site in self._town.sites:
            if site.kind is SiteKind.CENTRE:
                continue
            for name in (site.key, site.name):
                for form in {folded(name), _bare(folded(name))}:
                    found.setdefault(form, set()).add(site.key)
        return {name: next(iter(keys)) for name, keys in found.items() if name and len(keys) == 1}

    @cached_property
    def _bare_names(self) -> list[str]:
        return sorted({_bare(name) for name in self._names} & self._names.keys())

    @cached_property
    def _classes(self) -> Mapping[str, str]:
        known = {name for site in self._town.sites for name in site.classes}
        own = {folded(name): name for name in known}
        usual = {words: name for words, name in CLASSES.items() if name in known}
        spaced = {folded(re.sub(r"(\d)$", r" \1", name)): name for name in known}
        return {**usual, **spaced, **own}


def _bare(plain: str) -> str:
    return " ".join(KIND_WORDS.sub(" ", plain).split())
