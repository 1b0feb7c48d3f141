"""What a file changes in one family: compared with what is on file, and with what files said before. Pure.

Three values decide: what the file says, what a file said last time, what is on file now. Where nobody touched the
value since, the file's counts; where staff changed it, theirs stays and the difference is listed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from rapidfuzz import fuzz

from booking.importing.findings import KEPT_OUT, Finding, KeepsOut, Reason
from booking.importing.folding import folded
from booking.importing.people import ChildRead, FamilyRead, GuardianRead, Place, child_key
from booking.importing.stored import CHILD_FACTS, EnrolmentOnFile, Facts, FamilyOnFile, Memory, PersonOnFile
from booking.patterns import Weeks

Someone = TypeVar("Someone", GuardianRead, ChildRead)
GUARDIAN_UNREAD = frozenset({Reason.GUARDIAN_NAME_MISSING, Reason.TEXT_BROKEN, Reason.FORMULA, Reason.NAME_UNCLEAR})
NOTHING_YET: tuple[object, ...] = (None, [], Weeks.ALL)  # what a file that nobody filled in holds
ALIKE = 82  # of 100: a name with a letter or two corrected is the same person


@dataclass(frozen=True, slots=True)
class NewPlace:
    """An enrolment to write for a child on file."""

    child_id: int
    service: str
    site: str


@dataclass(slots=True)
class Plan:
    """All that a file changes in one family; `memory` is what it says of the people already on file.

    One that `is_kept_out` writes nothing."""

    read: FamilyRead
    on_file: FamilyOnFile | None
    memory: Memory
    facts: Facts = field(default_factory=dict)
    new_guardians: list[GuardianRead] = field(default_factory=list)
    guardians: dict[int, Facts] = field(default_factory=dict)
    new_children: list[ChildRead] = field(default_factory=list)
    children: dict[int, Facts] = field(default_factory=dict)
    new_places: list[NewPlace] = field(default_factory=list)
    moved_places: dict[int, str] = field(default_factory=dict)
    ended_places: list[int] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    is_kept_out: bool = False

    @classmethod
    def of_lost(cls, read: FamilyRead) -> "Plan":
        """A family of which nothing can be written."""
        return cls(read, None, Memory(), is_kept_out=True)

    @property
    def is_new(self) -> bool:
        """Whether the family is not on file yet."""
        return self.on_file is None

    @property
    def changes(self) -> bool:
        """Whether anything on file is other than before."""
        return self.is_new or any(
            (self.facts, self.new_guardians, self.guardians, self.new_children, self.children, self.new_places,
             self.moved_places, self.ended_places)
        )  # fmt: skip


def planned(read: FamilyRead, on_file: FamilyOnFile | None, today: date) -> Plan:
    """What to write for a family. One that would have no guardian is kept out, with the finding that says so.

    `today` is the town's day, from which an enrolment counts as over or not.
    """
    plan = Plan(read, on_file, on_file.memory if on_file is not None else Memory())
    if not read.guardians and (on_file is None or not on_file.guardians):
        plan.is_kept_out = True
        _say_why(plan)
        return plan
    if on_file is None:
        plan.facts = _said_of_family(read)
        plan.new_guardians, plan.new_children = list(read.guardians), list(read.children)
    else:
        _compare(plan, read, on_file, today)
    return plan


def _say_why(plan: Plan) -> None:
    """A family without a guardian is outside; where one was there and could not be read, that is the reason."""
    read = plan.read
    unread = [at for at, each in enumerate(read.findings) if each.reason in GUARDIAN_UNREAD and not each.child]
    for at in unread:
        read.findings[at] = replace(read.findings[at], keeps_out=KeepsOut.FAMILY)
    told = {read.findings[at].line for at in unread}
    lines = {child.line: child.first_name for child in read.children}
    if not lines and not any(each.is_set_aside for each in read.findings):
        lines = {read.lines[0]: ""}
    plan.findings.extend(
        Finding(Reason.NO_GUARDIAN, line, family=read.number, child=child, keeps_out=KEPT_OUT[Reason.NO_GUARDIAN])
        for line, child in lines.items()
        if line not in told
    )


def _compare(plan: Plan, read: FamilyRead, on_file: FamilyOnFile, today: date) -> None:
    here = _Place(plan, read.lines[0], "")
    plan.facts = here.merged(_said_of_family(read), on_file.facts, plan.memory.family)
    for guardian, known in _matched(read.guardians, on_file.guardians, plan.memory.guardians, _same_guardian):
        if known is None:
            plan.new_guardians.append(guardian)
            continue
        before = plan.memory.guardians.setdefault(known.id, {})
        changes = _Place(plan, guardian.line, "").merged(said_of_guardian(guardian), known.facts, before)
        if changes:
            plan.guardians[known.id] = changes
    for child, known in _matched(read.children, on_file.children, plan.memory.children, _same_child):
        if known is None:
            plan.new_children.append(child)
            continue
        before = plan.memory.children.setdefault(known.id, {})
        place = _Place(plan, child.line, child.first_name)
        changes = place.merged(said_of_child(child), known.facts, before)
        if changes:
            plan.children[known.id] = changes
        for each in child.places:
            place.enrol(each, known, before, today)


@dataclass(slots=True)
class _Place:
    """Where in the file something is said: what comes of it goes into the plan."""

    plan: Plan
    line: int
    child: str

    def merged(self, said: Facts, now: Facts, before: Facts) -> Facts:
        """The values to write. What the file says is remembered; what staff changed since is listed."""
        changes: Facts = {}
        for name, value in said.items():
            known, current = before.get(name), _plain(now.get(name))
            if _plain(value) == current or (known is None and _is_spelling(name, value, current)):
                before[name] = _plain(value)
            elif current == known or (known is None and current in NOTHING_YET):
                before[name] = _plain(value)
                changes[name] = value
            else:
                self._conflict(name, value, current)
        return changes

    def enrol(self, place: Place, child: PersonOnFile, before: Facts, today: date) -> None:
        """Compare one service that the file names with the child's enrolments."""
        places = before.setdefault("places", {})
        if not isinstance(places, dict):
            raise TypeError("the memory of places is no table")
        known = places.get(place.service)
        said = (place.site or "") if place.wanted else ""
        current = _current(child.enrolments, place.service, today)
        now = current.site if current is not None else ""
        if said == now:
            places[place.service] = said
        elif known == now or (known is None and current is None):
            places[place.service] = said
            self._enrol(child, place, said, current)
        else:
            self._conflict(place.service, said, now)

    def _enrol(self, child: PersonOnFile, place: Place, said: str, current: EnrolmentOnFile | None) -> None:
        if current is None:
            self.plan.new_places.append(NewPlace(child.id, place.service, said))
        elif said:
            self.plan.moved_places[current.id] = said
        else:
            self.plan.ended_places.append(current.id)

    def _conflict(self, name: str, said: object, current: object) -> None:
        self.plan.findings.append(
            Finding(
                Reason.CHANGED_SINCE, self.line, name, _shown(said), _shown(current), self.plan.read.number, self.child,
                KEPT_OUT[Reason.CHANGED_SINCE],
            )
        )  # fmt: skip


def said_of_guardian(guardian: GuardianRead) -> Facts:
    """What the file tells of a guardian; the language is the guardian's own choice once the file is there."""
    facts: Facts = {"name": guardian.name}
    if guardian.phone is not None:
        facts["phone"] = guardian.phone
    if guardian.custody is not None:
        facts |= {"weeks": guardian.custody.weeks, "anchor": guardian.custody.anchor}
    return facts


def said_of_child(child: ChildRead) -> Facts:
    """What the file tells of a child, without its services."""
    facts = {name: getattr(child, name) for name in CHILD_FACTS}
    return {name: value for name, value in facts.items() if value is not None}


def _said_of_family(read: FamilyRead) -> Facts:
    facts: Facts = {
        "missing": read.missing,
        "resident": read.resident,
        "both_parents_work": read.both_parents_work,
    }
    return {name: value for name, value in facts.items() if value is not None}


def _current(enrolments: Sequence[EnrolmentOnFile], service: str, today: date) -> EnrolmentOnFile | None:
    of_service = [each for each in enrolments if each.service == service and each.last >= today]
    return max(of_service, key=lambda each: each.last, default=None)


def _matched(
    read: Sequence[Someone],
    on_file: Sequence[PersonOnFile],
    memory: dict[int, Facts],
    same: Callable[[Someone, PersonOnFile, Facts], int],
) -> Iterator[tuple[Someone, PersonOnFile | None]]:
    """Each person of the file with the one on file that is the same, the surest first; none for a new one."""
    left = list(on_file)
    found: dict[int, PersonOnFile] = {}
    sureness = sorted(
        (
            (-sure, position, person.id)
            for position, someone in enumerate(read)
            for person in on_file
            if (sure := same(someone, person, memory.get(person.id, {}))) > 0
        ),
    )
    by_id = {person.id: person for person in on_file}
    for _, position, number in sureness:
        if position not in found and by_id[number] in left:
            found[position] = by_id[number]
            left.remove(by_id[number])
    for position, someone in enumerate(read):
        yield someone, found.get(position)


def _same_guardian(guardian: GuardianRead, known: PersonOnFile, before: Facts) -> int:
    names = {folded(str(known.facts["name"])), folded(str(before.get("name", "")))}
    if guardian.key in names:
        return 3
    if guardian.phone is not None and guardian.phone in (known.facts["phone"], before.get("phone")):
        return 2
    return 1 if max(fuzz.ratio(guardian.key, name) for name in names) >= ALIKE else 0


def _same_child(child: ChildRead, known: PersonOnFile, before: Facts) -> int:
    names = {
        child_key(str(facts.get("first_name", "")), str(facts.get("last_name", ""))) for facts in (known.facts, before)
    }
    if child.key in names:
        return 3
    born = child.born is not None and _plain(child.born) in (_plain(known.facts["born"]), before.get("born"))
    alike = max(fuzz.ratio(child.key, name) for name in names) >= ALIKE
    return 2 if born and alike else 0


def _is_spelling(name: str, value: object, current: object) -> bool:
    """Whether a name differs in accents and capitals only."""
    return name.endswith("name") and folded(str(value)) == folded(str(current))


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(_plain(value))
