"""What a column may mean: whose it is, and what it says of them."""

import re
from dataclasses import dataclass
from enum import StrEnum

MEANING = re.compile(r"(?P<subject>family|child|guardian)(?P<index>[1-9]?)\.(?P<what>[a-z_]+)(?::(?P<service>[\w-]+))?")


class Subject(StrEnum):
    """Whose the column is."""

    FAMILY = "family"
    CHILD = "child"
    GUARDIAN = "guardian"


class What(StrEnum):
    """What the column says."""

    NUMBER = "number"
    MISSING = "missing"  # the papers that are still to be handed in
    RESIDENT = "resident"
    BOTH_PARENTS_WORK = "both_parents_work"
    LAST_NAME = "last_name"
    FIRST_NAME = "first_name"
    FULL_NAME = "full_name"
    PHONE = "phone"
    OTHER_PHONE = "other_phone"
    LANGUAGE = "language"
    WEEKS = "weeks"  # those in which the children are with them
    BORN = "born"
    SCHOOL = "school"
    CLASS = "class"
    DIET = "diet"
    SERVICES = "services"  # the names of several in one cell
    SERVICE = "service"  # one service: yes, no, or where


OF = {
    Subject.FAMILY: frozenset({What.NUMBER, What.MISSING, What.RESIDENT, What.BOTH_PARENTS_WORK}),
    Subject.CHILD: frozenset(
        {
            What.LAST_NAME,
            What.FIRST_NAME,
            What.FULL_NAME,
            What.BORN,
            What.SCHOOL,
            What.CLASS,
            What.DIET,
            What.SERVICES,
            What.SERVICE,
        }
    ),
    Subject.GUARDIAN: frozenset(
        {What.LAST_NAME, What.FIRST_NAME, What.FULL_NAME, What.PHONE, What.OTHER_PHONE, What.LANGUAGE, What.WEEKS}
    ),
}
IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Meaning:
    """Whose, which of them (a row may hold several children and guardians), what; for a service, its key."""

    subject: Subject
    what: What
    index: int = 1
    service: str = ""

    def __str__(self) -> str:
        index = self.index if self.index > 1 else ""
        return f"{self.subject}{index}.{self.what}{':' + self.service if self.service else ''}"


def meaning(written: str) -> Meaning | None:
    """The meaning as a mapping file writes it, such as `guardian2.phone`; none where there is no such."""
    found = MEANING.fullmatch(written.strip())
    if found is None:
        return None
    subject = Subject(found["subject"])
    known = {what.value: what for what in OF[subject]}
    what = known.get(found["what"])
    if what is None or (what is What.SERVICE) != bool(found["service"]):
        return None
    return Meaning(subject, what, int(found["index"] or 1), found["service"] or "")
