"""Rows gathered to whole families: who belongs together, what two rows say of the same person."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2s
from typing import TypeAlias, TypeVar

from booking.importing.findings import KEPT_OUT, Finding, Reason
from booking.importing.meanings import What
from booking.importing.people import ChildRead, FamilyRead, GuardianRead, RowRead

Said = TypeVar("Said")
Numbers: TypeAlias = Mapping[tuple[str, str], set[str]]
FACTS = {"born": What.BORN, "school": What.SCHOOL, "class_name": What.CLASS, "diet": What.DIET}


def gathered(rows: Iterable[RowRead], columns: Mapping[What, str], *, has_numbers: bool) -> list[FamilyRead]:
    """All rows as families, in the order in which each first appears.

    By the number of the family's file; without such a column by the guardians' names and phones, and then the number
    is made up of these. A row without a number joins the family that has the same guardian with the same phone.
    `columns` names the columns, for the findings.
    """
    kept = list(rows)
    numbers = _numbers_of_guardians(kept) if has_numbers else {}
    families: dict[str, list[RowRead]] = defaultdict(list)
    lost: list[FamilyRead] = []
    made_up = {} if has_numbers else _made_up_numbers(kept)
    for row in kept:
        number = row.number if has_numbers else made_up.get(row.line)
        if number is None and has_numbers and (number := _number_found(row, numbers)) is not None:
            row.findings.append(Finding(Reason.NUMBER_FOUND, row.line, became=number, family=number))
        if number is None:
            lost.append(_without_number(row, columns, has_numbers=has_numbers))
        else:
            families[number].append(row)
    return [
        *(_family(number, each, columns, numbers, is_numbered=has_numbers) for number, each in families.items()),
        *lost,
    ]


def _numbers_of_guardians(rows: Sequence[RowRead]) -> Numbers:
    known: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        for guardian in row.guardians:
            if row.number is not None and guardian.phone is not None:
                known[guardian.key, guardian.phone].add(row.number)
    return known


def _number_found(row: RowRead, numbers: Numbers) -> str | None:
    found = {
        number
        for guardian in row.guardians
        if guardian.phone is not None
        for number in numbers.get((guardian.key, guardian.phone), ())
    }
    return found.pop() if len(found) == 1 else None


def _without_number(row: RowRead, columns: Mapping[What, str], *, has_numbers: bool) -> FamilyRead:
    reason = Reason.NUMBER_MISSING if has_numbers else Reason.NO_GUARDIAN
    family = FamilyRead("", [], [], lines=[row.line], findings=list(row.findings), is_numbered=False)
    if not row.is_broken:
        child = row.children[0].first_name if row.children else ""
        column = columns.get(What.NUMBER, "") if has_numbers else ""
        family.findings.append(Finding(reason, row.line, column, child=child, keeps_out=KEPT_OUT[reason]))
    return family


def _made_up_numbers(rows: Sequence[RowRead]) -> dict[int, str]:
    """By line: the same for rows with the same guardians, where their phones do not say otherwise."""
    by_names: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.guardians:
            by_names[_names(row)].add(_phones(row))
    numbers = {}
    for row in rows:
        if not row.guardians:
            continue
        phones = by_names[_names(row)] - {""}
        one = next(iter(phones)) if len(phones) == 1 else _phones(row)
        digest = blake2s(f"{_names(row)}|{one}".encode(), digest_size=4).hexdigest()
        numbers[row.line] = f"I{digest.upper()}"
    return numbers


def _names(row: RowRead) -> str:
    return "|".join(sorted(guardian.key for guardian in row.guardians))


def _phones(row: RowRead) -> str:
    return "|".join(sorted(guardian.phone for guardian in row.guardians if guardian.phone))


def _family(
    number: str, rows: list[RowRead], columns: Mapping[What, str], numbers: Numbers, *, is_numbered: bool
) -> FamilyRead:
    findings = [replace(finding, family=number) for row in rows for finding in row.findings]
    together, strangers = _apart(number, rows, numbers)
    for row in strangers:
        findings.extend(_mixed(number, row, columns))
    guardians, of_guardians = _guardians(number, together, columns)
    children, of_children = _children(number, together, columns)
    return FamilyRead(
        number,
        guardians,
        children,
        _papers([row.missing for row in together]),
        _last_said([row.resident for row in together]),
        _last_said([row.both_parents_work for row in together]),
        [row.line for row in rows],
        [*findings, *of_guardians, *of_children],
        is_numbered,
    )


def _papers(said: Sequence[list[str] | None]) -> list[str] | None:
    """What any of the rows says is missing; none where none of them says anything."""
    told = [papers for papers in said if papers is not None]
    return list(dict.fromkeys(paper for papers in told for paper in papers)) if told else None


def _last_said(said: Sequence[Said | None]) -> Said | None:
    return next((each for each in reversed(said) if each is not None), None)


def _apart(number: str, rows: list[RowRead], numbers: Numbers) -> tuple[list[RowRead], list[RowRead]]:
    """Rows that share a guardian, a phone or a child belong together; a number typed wrong joins strangers.

    The largest group stays; of two equal ones the one whose guardians are on no other file, or neither.
    """
    comparable = [row for row in rows if row.guardians and row.children]
    groups = _groups(comparable)
    if len(groups) < 2:
        return rows, []
    largest = [group for group in groups if len(group) == max(map(len, groups))]
    if len(largest) > 1:
        largest = [group for group in largest if not any(_is_elsewhere(number, row, numbers) for row in group)]
    believed = largest[0] if len(largest) == 1 else []
    strangers = [row for row in comparable if row not in believed]
    return [row for row in rows if row not in strangers], strangers


def _groups(rows: Sequence[RowRead]) -> list[list[RowRead]]:
    groups: list[tuple[set[str], list[RowRead]]] = []
    for row in rows:
        marks, together = _marks(row), [row]
        for group in [group for group in groups if group[0] & marks]:
            groups.remove(group)
            marks, together = marks | group[0], [*group[1], *together]
        groups.append((marks, together))
    return [group for _, group in groups]


def _is_elsewhere(number: str, row: RowRead, numbers: Numbers) -> bool:
    return any(
        numbers.get((guardian.key, guardian.phone), {number}) - {number}
        for guardian in row.guardians
        if guardian.phone is not None
    )


def _marks(row: RowRead) -> set[str]:
    phones = {guardian.phone for guardian in row.guardians if guardian.phone}
    return phones | {guardian.key for guardian in row.guardians} | {child.key for child in row.children}


def _mixed(number: str, row: RowRead, columns: Mapping[What, str]) -> Iterable[Finding]:
    for child in row.children:
        yield Finding(
            Reason.FILES_MIXED, row.line, columns.get(What.NUMBER, ""), number, family=number, child=child.first_name,
            keeps_out=KEPT_OUT[Reason.FILES_MIXED],
        )  # fmt: skip


def _guardians(
    number: str, rows: Sequence[RowRead], columns: Mapping[What, str]
) -> tuple[list[GuardianRead], list[Finding]]:
    """Each guardian once. One whose phone differs from row to row has none: neither may be somebody else's."""
    found: dict[str, GuardianRead] = {}
    phones: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        for guardian in row.guardians:
            known = found.setdefault(guardian.key, guardian)
            known.language = known.language or guardian.language
            known.custody = known.custody or guardian.custody
            if guardian.phone is not None:
                phones[guardian.key].setdefault(guardian.phone, row.line)
    findings = []
    for key, guardian in found.items():
        numbers = phones[key]
        guardian.phone = next(iter(numbers)) if len(numbers) == 1 else None
        if len(numbers) > 1:
            findings.append(_phone_differs(number, numbers, columns))
    return list(found.values()), findings


def _phone_differs(number: str, phones: dict[str, int], columns: Mapping[What, str]) -> Finding:
    (one, _), (other, line) = list(phones.items())[:2]
    return Finding(
        Reason.PHONE_DIFFERS, line, columns.get(What.PHONE, ""), other, one, number,
        keeps_out=KEPT_OUT[Reason.PHONE_DIFFERS],
    )  # fmt: skip


def _children(
    number: str, rows: Sequence[RowRead], columns: Mapping[What, str]
) -> tuple[list[ChildRead], list[Finding]]:
    """Each child once: twice the same is one, twice with different data is set aside."""
    found: dict[str, ChildRead] = {}
    twice: dict[str, Finding] = {}
    findings = []
    for child in (each for row in rows for each in row.children):
        known = found.setdefault(child.key, child)
        if known is child:
            continue
        if (differs := _difference(known, child)) is not None:
            twice.setdefault(child.key, _twice(number, known, child, differs, columns))
        else:
            _complete(known, child)
            findings.append(
                Finding(Reason.SAME_ROW_TWICE, child.line, value=_shown(child), became=str(known.line), family=number,
                        child=child.first_name)
            )  # fmt: skip
    children = [child for key, child in found.items() if key not in twice]
    return children, [*findings, *twice.values()]


def _difference(one: ChildRead, other: ChildRead) -> What | None:
    for name, what in FACTS.items():
        said, also_said = getattr(one, name), getattr(other, name)
        if said is not None and also_said is not None and said != also_said:
            return what
    return None


def _twice(number: str, known: ChildRead, child: ChildRead, differs: What, columns: Mapping[What, str]) -> Finding:
    return Finding(
        Reason.CHILD_TWICE, child.line, columns.get(differs, ""), _shown(child), str(known.line), number,
        child.first_name, KEPT_OUT[Reason.CHILD_TWICE],
    )  # fmt: skip


def _complete(known: ChildRead, child: ChildRead) -> None:
    for name in FACTS:
        if getattr(known, name) is None:
            setattr(known, name, getattr(child, name))
    served = {place.service for place in known.places}
    known.places = (*known.places, *(place for place in child.places if place.service not in served))


def _shown(child: ChildRead) -> str:
    return f"{child.first_name} {child.last_name}"
