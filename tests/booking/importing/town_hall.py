"""Old files of an invented town hall: the truth of its families, and the same rows as they would be written down."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from booking.demonstration.families import NAMES
from booking.town import SiteKind, Town

HEADER = (
    "N° dossier", "Nom enfant", "Prénom enfant", "Date de naissance", "École", "Classe",
    "Nom mère", "Prénom mère", "Tel mère", "Nom père", "Prénom père", "Tel père", "Cantine", "Remarques",
)  # fmt: skip
AGES = {"PS": 3, "MS": 4, "GS": 5, "CP": 6, "CE1": 7, "CE2": 8, "CM1": 9, "CM2": 10}
# ranges kept for fiction by ARCEP (decision 2018-0881); the first is mobile
FICTION = ("0639980000", "0199000000", "0261910000", "0353010000", "0465710000", "0536490000")
IN_A_RANGE = 10_000


@dataclass(frozen=True, slots=True)
class TrueChild:
    """A child as it really is."""

    first: str
    last: str
    born: date
    school: str
    class_name: str
    canteen: bool


@dataclass(frozen=True, slots=True)
class TrueGuardian:
    """An adult as they really are; the phone in E.164."""

    first: str
    last: str
    phone: str

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


@dataclass(frozen=True, slots=True)
class TrueFamily:
    """A family as it really is."""

    number: str
    guardians: tuple[TrueGuardian, ...]
    children: tuple[TrueChild, ...]


@dataclass(slots=True)
class Written:
    """A row as it is written down, and whose it is."""

    family: TrueFamily
    child: TrueChild
    cells: dict[str, str]
    line: int = 0
    damage: str = ""
    raw: str = ""


@dataclass(slots=True)
class TownHall:
    """Families drawn with a seed: the same ones each time."""

    town: Town
    draw: random.Random
    seen: set[tuple[str, str, date]] = field(default_factory=set)

    def families(self, number: int) -> list[TrueFamily]:
        """So many families, with one to three children each."""
        phones = _phones()
        return [self._family(at, phones) for at in range(1, number + 1)]

    def _family(self, at: int, phones: Iterator[str]) -> TrueFamily:
        last = self.draw.choice(NAMES["last_names"])
        first, second = self.draw.sample(NAMES["adults"], 2)
        guardians = [TrueGuardian(first, last, next(phones))]
        if self.draw.random() < 0.6:
            guardians.append(TrueGuardian(second, last, next(phones)))
        names = self.draw.sample(NAMES["first_names"], self.draw.choice((1, 2, 2, 3)))
        return TrueFamily(f"F{at:05}", tuple(guardians), tuple(self._child(name, last) for name in names))

    def _child(self, first: str, last: str) -> TrueChild:
        schools = [site for site in self.town.sites if site.kind is SiteKind.SCHOOL]
        school = self.draw.choice(schools)
        class_name = self.draw.choice(school.classes)
        while True:
            begins = date(self.town.school_year.first_day.year - AGES[class_name], 1, 1)
            born = begins + timedelta(days=self.draw.randrange(365))
            if (first, last, born) not in self.seen:
                break
        self.seen.add((first, last, born))
        return TrueChild(first, last, born, school.key, class_name, self.draw.random() < 0.8)

    def rows(self, families: Sequence[TrueFamily]) -> list[Written]:
        """A row for each child, as a careful person writes it."""
        names = {site.key: site.name for site in self.town.sites}
        return [
            Written(family, child, _cells(family, child, names)) for family in families for child in family.children
        ]


def as_csv(rows: Sequence[Written]) -> str:
    """The file: semicolons, as spreadsheets in France write them. Each row learns its line."""
    lines = [";".join(HEADER)]
    for line, row in enumerate(rows, start=2):
        row.line = line
        lines.append(row.raw or ";".join(row.cells[name] for name in HEADER))
    return "\n".join(lines) + "\n"


def national(phone: str) -> str:
    """A number as people write it: 06 39 98 00 01."""
    digits = f"0{phone[3:]}"
    return " ".join(digits[at : at + 2] for at in range(0, 10, 2))


def _phones() -> Iterator[str]:
    for first in FICTION:
        for more in range(IN_A_RANGE):
            yield f"+33{int(first) + more}"


def _cells(family: TrueFamily, child: TrueChild, schools: dict[str, str]) -> dict[str, str]:
    mother, *others = family.guardians
    father = others[0] if others else None
    values = (
        family.number, child.last, child.first, child.born.strftime("%d/%m/%Y"),
        schools[child.school], child.class_name,
        mother.last, mother.first, national(mother.phone),
        father.last if father else "", father.first if father else "", national(father.phone) if father else "",
        "oui" if child.canteen else "non", "",
    )  # fmt: skip
    return dict(zip(HEADER, values, strict=True))
