"""Thirty ways to spoil a row, and what a person would say should come of each."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from booking.importing.findings import Reason
from tests.booking.importing.town_hall import HEADER, Written, national

BROKEN_ACCENTS = {"é": "Ã©", "è": "Ã¨", "ë": "Ã«", "ê": "Ãª", "ç": "Ã§", "ï": "Ã¯", "ô": "Ã´", "É": "Ã‰", "Ç": "Ã‡"}
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
EPOCH = 25569  # the serial of 1 January 1970


class Comes(Enum):
    """What must come of a damaged row."""

    MENDED = "the child is in, all of it true"
    VALUE_OUT = "the child is in, without that value"
    CHILD_OUT = "the child is not in, its brothers and sisters are"
    NUMBER_OUT = "mended where a brother or sister tells the number, outside otherwise"
    FAMILY_OUT = "nobody of the family is in, unless another row names a guardian"


@dataclass(frozen=True, slots=True)
class Damage:
    """One way to spoil a row; `spoil` gives false where this row cannot be spoilt so."""

    name: str
    comes: Comes
    reasons: frozenset[Reason]
    spoil: Callable[[Written, random.Random], bool]


def _phone(written: Callable[[str], str]) -> Callable[[Written, random.Random], bool]:
    def spoil(row: Written, _: random.Random) -> bool:
        row.cells["Tel mère"] = written(row.family.guardians[0].phone)
        return True

    return spoil


def _born(written: Callable[[Written], str]) -> Callable[[Written, random.Random], bool]:
    def spoil(row: Written, _: random.Random) -> bool:
        row.cells["Date de naissance"] = written(row)
        return True

    return spoil


def _cell(column: str, value: str) -> Callable[[Written, random.Random], bool]:
    def spoil(row: Written, _: random.Random) -> bool:
        row.cells[column] = value
        return True

    return spoil


def _capitals(row: Written, draw: random.Random) -> bool:
    column = draw.choice(("Nom enfant", "Prénom enfant"))
    row.cells[column] = row.cells[column].upper() if draw.random() < 0.5 else row.cells[column].lower()
    return row.cells[column].isascii()


def _spaces(row: Written, _: random.Random) -> bool:
    row.cells["Nom mère"] = row.cells["Nom mère"] + "  "
    row.cells["Prénom enfant"] = "  " + row.cells["Prénom enfant"]
    row.cells["Nom enfant"] = f'"{row.cells["Nom enfant"]}  "'
    return True


def _swapped(row: Written, _: random.Random) -> bool:
    cells = row.cells
    cells["Nom enfant"], cells["Prénom enfant"] = cells["Prénom enfant"], cells["Nom enfant"]
    return True


def _together(row: Written, _: random.Random) -> bool:
    row.cells["Nom enfant"] = f"{row.child.last.upper()}, {row.child.first}"
    row.cells["Prénom enfant"] = ""
    return row.child.last.isascii()


def _accents(row: Written, _: random.Random) -> bool:
    before = dict(row.cells)
    for name in ("Nom enfant", "Prénom enfant", "Nom mère", "Prénom mère"):
        row.cells[name] = "".join(BROKEN_ACCENTS.get(letter, letter) for letter in row.cells[name])
    return row.cells != before and not any(letter in "ÈÎÔÊËÏÀ" for letter in "".join(before.values()))


def _stray_separator(row: Written, draw: random.Random) -> bool:
    cells = [row.cells[name] for name in HEADER]
    cells.insert(draw.choice((3, 4, 5, 6)), "")
    row.raw = ";".join(cells)
    return True


def _lost_separator(row: Written, _: random.Random) -> bool:
    cells = [row.cells[name] for name in HEADER]
    cells[3:5] = [f"{cells[3]} {cells[4]}"]
    row.raw = ";".join(cells[:-1])
    return True


def _separator_in_name(row: Written, _: random.Random) -> bool:
    cells = [row.cells[name] for name in HEADER]
    cells[1:2] = [cells[1][:2], cells[1][2:]]
    row.raw = ";".join(cells)
    return True


def _open_quote(row: Written, _: random.Random) -> bool:
    row.raw = ";".join(row.cells[name] for name in HEADER)
    row.raw = row.raw.replace(row.cells["Nom enfant"], f'"{row.cells["Nom enfant"]}', 1)
    return True


def _school_letter(row: Written, _: random.Random) -> bool:
    row.cells["École"] = {
        "jean-moulin": "Ecole Jean Moulain", "les-oliviers": "école des Olivers", "marie-curie": "Marie-Curi",
        "paul-eluard": "Paul Eluart",
    }[row.child.school]  # fmt: skip
    return True


def _class_spelt(row: Written, _: random.Random) -> bool:
    spelt = {"PS": "Petite section", "MS": "moyenne section", "GS": "Grande Section", "CP": "cp"}
    name = row.child.class_name
    row.cells["Classe"] = spelt.get(name, f"{name[:2].lower()} {name[2:]}")
    return True


def _other_class(row: Written, _: random.Random) -> bool:
    row.cells["Classe"] = "CM2" if row.child.school == "les-oliviers" else "PS"
    return row.child.school in ("les-oliviers", "marie-curie")


def _no_guardian(row: Written, _: random.Random) -> bool:
    for name in ("Nom mère", "Prénom mère", "Tel mère", "Nom père", "Prénom père", "Tel père"):
        row.cells[name] = ""
    return True


def _broken_letter(row: Written, _: random.Random) -> bool:
    first = row.child.first
    row.cells["Prénom enfant"] = f"{first[0]}?{first[2:]}"
    return len(first) > 2


DAMAGES: Sequence[Damage] = (
    Damage("zero lost", Comes.MENDED, frozenset({Reason.PHONE_ZERO_LOST}), _phone(lambda phone: phone[3:])),
    Damage("international", Comes.MENDED, frozenset({Reason.PHONE_REWRITTEN}),
           _phone(lambda phone: f"+33 (0){phone[3:]}")),
    Damage("two numbers", Comes.MENDED, frozenset({Reason.PHONE_TWO_IN_CELL}),
           _phone(lambda phone: f"04 65 71 20 26 / {national(phone)}")),
    Damage("00 33", Comes.MENDED, frozenset({Reason.PHONE_REWRITTEN}), _phone(lambda phone: f"0033{phone[3:]}")),
    Damage("half a number", Comes.VALUE_OUT, frozenset({Reason.PHONE_UNREADABLE}), _phone(lambda phone: phone[3:8])),
    Damage("two-digit year", Comes.MENDED, frozenset({Reason.DATE_TWO_DIGIT_YEAR}),
           _born(lambda row: row.child.born.strftime("%d/%m/%y"))),
    Damage("serial", Comes.MENDED, frozenset({Reason.DATE_SERIAL}),
           _born(lambda row: str((row.child.born - type(row.child.born)(1970, 1, 1)).days + EPOCH))),
    Damage("points", Comes.MENDED, frozenset({Reason.DATE_REWRITTEN}),
           _born(lambda row: row.child.born.strftime("%d.%m.%Y"))),
    Damage("spelt month", Comes.MENDED, frozenset({Reason.DATE_REWRITTEN}),
           _born(lambda row: f"{row.child.born.day} {MONTHS[row.child.born.month - 1]} {row.child.born.year}")),
    Damage("no such day", Comes.CHILD_OUT, frozenset({Reason.BORN_IMPOSSIBLE}),
           _born(lambda row: f"31/02/{row.child.born.year}")),
    Damage("born in the future", Comes.CHILD_OUT, frozenset({Reason.BORN_IMPOSSIBLE}),
           _born(lambda row: f"{row.child.born:%d/%m}/2081")),
    Damage("no date", Comes.CHILD_OUT, frozenset({Reason.BORN_UNREADABLE}), _cell("Date de naissance", "à demander")),
    Damage("capitals", Comes.MENDED, frozenset({Reason.NAME_CASE}), _capitals),
    Damage("spaces", Comes.MENDED, frozenset(), _spaces),
    Damage("swapped", Comes.MENDED, frozenset({Reason.NAMES_SWAPPED}), _swapped),
    Damage("DUPONT, Léo", Comes.MENDED, frozenset({Reason.NAME_SPLIT}), _together),
    Damage("broken accents", Comes.MENDED, frozenset({Reason.ACCENTS_REPAIRED}), _accents),
    Damage("stray separator", Comes.MENDED, frozenset({Reason.COLUMNS_SHIFTED_BACK}), _stray_separator),
    Damage("lost separator", Comes.CHILD_OUT, frozenset({Reason.COLUMNS_SHIFTED}), _lost_separator),
    Damage("separator in a name", Comes.CHILD_OUT, frozenset({Reason.COLUMNS_SHIFTED}), _separator_in_name),
    Damage("open quote", Comes.MENDED, frozenset(), _open_quote),
    Damage("school, a letter", Comes.MENDED, frozenset({Reason.SCHOOL_NEAR}), _school_letter),
    Damage("school unknown", Comes.CHILD_OUT, frozenset({Reason.SCHOOL_UNKNOWN}), _cell("École", "Victor-Hugo")),
    Damage("class spelt", Comes.MENDED, frozenset({Reason.CLASS_REWRITTEN}), _class_spelt),
    Damage("class of another school", Comes.VALUE_OUT, frozenset({Reason.CLASS_NOT_AT_SCHOOL}), _other_class),
    Damage("maybe", Comes.VALUE_OUT, frozenset({Reason.YES_OR_NO_UNREADABLE}), _cell("Cantine", "peut-être")),
    Damage("no number", Comes.NUMBER_OUT, frozenset({Reason.NUMBER_FOUND, Reason.NUMBER_MISSING}),
           _cell("N° dossier", "")),
    Damage("no guardian", Comes.FAMILY_OUT, frozenset({Reason.NO_GUARDIAN}), _no_guardian),
    Damage("no first name", Comes.CHILD_OUT, frozenset({Reason.CHILD_NAME_MISSING}), _cell("Prénom enfant", "")),
    Damage("formula", Comes.CHILD_OUT, frozenset({Reason.FORMULA}), _cell("Nom enfant", "=B2")),
    Damage("letter lost", Comes.CHILD_OUT, frozenset({Reason.TEXT_BROKEN}), _broken_letter),
)  # fmt: skip


def spoiled(rows: list[Written], draw: random.Random, share: float) -> list[Written]:
    """The rows with that share of them damaged, each in one way, all ways alike often."""
    after = list(rows)
    for at, row in enumerate(draw.sample(rows, int(len(rows) * share))):
        damage = DAMAGES[at % len(DAMAGES)]
        before = dict(row.cells)
        if damage.spoil(row, draw):
            row.damage = damage.name
        else:
            row.cells, row.raw = before, ""
    return after


def damage_named(name: str) -> Damage:
    """The damage of that name."""
    return next(damage for damage in DAMAGES if damage.name == name)
