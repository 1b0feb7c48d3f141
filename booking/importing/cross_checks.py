"""What only shows when all families stand side by side: a phone on many files, a child on two."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from booking.importing.findings import KEPT_OUT, Finding, Reason
from booking.importing.people import ChildRead, FamilyRead, GuardianRead

MANY = 3  # files with one phone: a social worker, a neighbour, or a number that somebody filled in everywhere


def cross_check(
    families: Sequence[FamilyRead],
    phones_on_file: Mapping[str, set[str]],
    children_on_file: Mapping[tuple[str, date], set[str]],
) -> None:
    """Take out, with a finding, what cannot be right.

    The numbers of the files in the database, by phone, and by the child (its key and its date of birth).
    """
    _phones_on_many(families, phones_on_file)
    _children_on_two(families)
    _children_on_file_elsewhere(families, children_on_file)


def _phones_on_many(families: Sequence[FamilyRead], phones_on_file: Mapping[str, set[str]]) -> None:
    holders: dict[str, list[tuple[FamilyRead, GuardianRead]]] = defaultdict(list)
    for family in families:
        for guardian in family.guardians:
            if guardian.phone is not None:
                holders[guardian.phone].append((family, guardian))
    for phone, held in holders.items():
        files = {family.number for family, _ in held} | phones_on_file.get(phone, set())
        if len(files) < MANY:
            continue
        others = ", ".join(sorted(files))
        for family, guardian in held:
            guardian.phone = None
            family.findings.append(
                Finding(Reason.PHONE_ON_MANY_FILES, guardian.line, value=phone, became=others, family=family.number,
                        keeps_out=KEPT_OUT[Reason.PHONE_ON_MANY_FILES])
            )  # fmt: skip


def _children_on_two(families: Sequence[FamilyRead]) -> None:
    holders: dict[tuple[str, object], list[tuple[FamilyRead, ChildRead]]] = defaultdict(list)
    for family in families:
        for child in family.children:
            if child.born is not None:
                holders[child.key, child.born].append((family, child))
    for held in holders.values():
        if len(held) < 2:
            continue
        for (family, child), (other, _) in zip(held, [*held[1:], held[0]], strict=True):
            _take_out(family, child, other.number)


def _children_on_file_elsewhere(
    families: Sequence[FamilyRead], children_on_file: Mapping[tuple[str, date], set[str]]
) -> None:
    """A child that another file in the database has already: a family that got a second number, or a wrong one."""
    for family in families:
        for child in list(family.children):
            numbers = children_on_file.get((child.key, child.born), set()) if child.born is not None else set()
            if numbers and family.number not in numbers:
                _take_out(family, child, min(numbers))


def _take_out(family: FamilyRead, child: ChildRead, other: str) -> None:
    family.children.remove(child)
    family.findings.append(
        Finding(
            Reason.CHILD_ON_TWO_FILES,
            child.line,
            value=f"{child.first_name} {child.last_name}",
            became=other,
            family=family.number,
            child=child.first_name,
            keeps_out=KEPT_OUT[Reason.CHILD_ON_TWO_FILES],
        )
    )
