"""What only shows when all families stand side by side: a phone on many files, a child on two."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from booking.importing.findings import KEPT_OUT, Finding, Reason
from booking.importing.people import ChildRead, FamilyRead, GuardianRead

MANY = 3  # files with one phone: a social worker, a neighbour, or a number that somebody filled in everywhere


def cross_check(families: Sequence[FamilyRead], phones_on_file: Mapping[str, set[str]]) -> None:
    """Take out, with a finding, what cannot be right. `phones_on_file` gives the numbers of files by phone."""
    _phones_on_many(families, phones_on_file)
    _children_on_two(families)


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
            family.children.remove(child)
            family.findings.append(
                Finding(Reason.CHILD_ON_TWO_FILES, child.line, value=f"{child.first_name} {child.last_name}",
                        became=other.number, family=family.number, child=child.first_name,
                        keeps_out=KEPT_OUT[Reason.CHILD_ON_TWO_FILES])
            )  # fmt: skip
