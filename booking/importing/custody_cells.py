"""In which weeks the children are with a guardian, as people write it in a file."""

import re
from datetime import date

from booking.custody import Custody
from booking.importing.findings import Read, Reason
from booking.importing.folding import folded
from booking.patterns import Weeks

WORDS = {
    Weeks.ALL: ("toutes", "tous", "toujours", "chaque semaine", "toutes les semaines"),
    Weeks.EVEN: ("paire", "paires", "semaine paire", "semaines paires"),
    Weeks.ODD: ("impaire", "impaires", "semaine impaire", "semaines impaires"),
}
PARITIES = {word: weeks for weeks, words in WORDS.items() for word in words}
ALTERNATE = re.compile(r"(?:(?:semaines )?alternees?|(?:une )?(?:semaine )?sur deux|1 sur 2)\D*")
DAY = re.compile(r"(?P<day>\d{1,2})[/.\-](?P<month>\d{1,2})[/.\-](?P<year>\d{4})$")


def read_custody(cell: str) -> Read[Custody]:
    """Even, odd or all weeks, or every other one "depuis" a day of such a week; an empty cell says nothing."""
    if not cell.strip():
        return Read()
    parity = PARITIES.get(folded(cell))
    if parity is not None:
        return Read(Custody(parity))
    written = DAY.search(cell.strip())
    if written is None or not ALTERNATE.fullmatch(folded(cell[: written.start()].strip())):
        return Read(problem=Reason.WEEKS_UNREADABLE)
    try:
        anchor = date(int(written["year"]), int(written["month"]), int(written["day"]))
    except ValueError:
        return Read(problem=Reason.WEEKS_UNREADABLE)
    return Read(Custody(Weeks.ALTERNATE, anchor))


def written_custody(custody: Custody) -> str:
    """The same, as a file that we write says it; nothing where it is all weeks."""
    match custody.weeks:
        case Weeks.EVEN | Weeks.ODD:
            return WORDS[custody.weeks][1]
        case Weeks.ALTERNATE if custody.anchor is not None:
            return f"une sur deux depuis le {custody.anchor:%d/%m/%Y}"
        case _:
            return ""
