"""What each role of staff may see and do. Every page names the one right that it asks for."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What somebody is at the town hall."""

    OBSERVER = "observer"  # whoever reads figures
    READER = "reader"  # whoever serves and watches over children
    COUNTER = "counter"
    MESSENGER = "messenger"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


class Right(StrEnum):
    """What a page or a form asks for."""

    OWN_ACCOUNT = "own_account"  # to log out, to choose a password
    COUNTS = "counts"  # head-counts
    ROLL_CALL = "roll_call"  # the names of those who are expected
    DIETS = "diets"  # which child has which diet: who serves and watches over children, and who keeps their files
    FREEZE = "freeze"  # a new version of the counts, for the kitchen
    FIGURES = "figures"  # how it goes
    FAMILIES = "families"  # to find and read a file
    BOOK = "book"  # to book and cancel for a family
    DECIDE = "decide"  # to say yes or no to what was asked late
    LINK = "link"  # to put a telephone number, or the weeks of a parent, on a file
    MEND = "mend"  # to mend what an import set aside
    INBOX = "inbox"  # to read and answer texts that need a human
    NOTICES = "notices"  # to write to many
    REMINDERS = "reminders"  # to see what will go out, to stop it and let it go on
    SESSIONS = "sessions"  # to see sessions, capacities and waiting lists
    PRIVACY = "privacy"  # what is stored, and a family's right to have it or have it erased
    CLOSE = "close"  # to close and reopen, to change a capacity


FIGURES = frozenset({Right.OWN_ACCOUNT, Right.COUNTS, Right.FIGURES})  # numbers, and nobody's name
STAFF = FIGURES | {Right.ROLL_CALL}
AT_THE_COUNTER = frozenset(
    {Right.DIETS, Right.FAMILIES, Right.BOOK, Right.DECIDE, Right.LINK, Right.MEND, Right.INBOX, Right.SESSIONS}
)
MAY: Mapping[Role, frozenset[Right]] = {
    Role.OBSERVER: FIGURES,
    Role.READER: STAFF | {Right.DIETS},
    Role.COUNTER: STAFF | AT_THE_COUNTER,
    Role.MESSENGER: STAFF | {Right.INBOX, Right.NOTICES, Right.REMINDERS},
    Role.MANAGER: STAFF | AT_THE_COUNTER | {Right.FREEZE, Right.NOTICES, Right.REMINDERS, Right.CLOSE},
    Role.ADMINISTRATOR: frozenset(Right),
}
IN_FRENCH: Mapping[Role, str] = {
    Role.OBSERVER: "chiffres",
    Role.READER: "lecture",
    Role.COUNTER: "guichet",
    Role.MESSENGER: "messages",
    Role.MANAGER: "responsable",
    Role.ADMINISTRATOR: "administration",
}


def may(role: Role, right: Right) -> bool:
    """Whether somebody of this role may do that."""
    return right in MAY[role]
