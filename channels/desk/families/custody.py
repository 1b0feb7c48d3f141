"""The weeks in which the children are with a guardian, put on the file."""

from datetime import date

from starlette.responses import Response

from booking.custody import Custody, custody_of, set_custody
from booking.journal import open_act
from booking.patterns import Weeks
from channels.desk.families.file import address_of, file_page
from channels.desk.families.found import family_of
from channels.desk.house import Desk
from channels.desk.visit import Done, Visit
from channels.desk.words import WEEKS
from channels.web.errors import FieldError, NotFoundError
from channels.web.french import numeric_date

LATEST = date(2100, 1, 1)


async def take_custody(desk: Desk, visit: Visit) -> Response | Done:
    """Change the weeks; where somebody else has changed them meanwhile, say so."""
    family = await family_of(visit)
    guardian = next((each for each in family.guardians if str(each.id) == visit.fields.get("guardian")), None)
    if guardian is None:
        raise NotFoundError("Cette personne n'est pas sur ce dossier.")
    try:
        custody = _custody_in(visit)
    except FieldError as error:
        problems = {f"weeks-{guardian.id}": str(error)}
        return await file_page(desk, visit, family, status=422, problems=problems)
    words = f"Semaines de {guardian.name} : {in_words(custody)}"
    was = custody_of(guardian)
    act = await open_act(visit.db, visit.author(words, family_id=family.id), now=visit.now)
    is_same = visit.fields.get("was") == written(was)
    if not is_same or await set_custody(visit.db, guardian.id, custody, was=was, act=act) is None:
        said = f"Quelqu'un vient de changer les semaines de {guardian.name} : les voici. Rien d'autre n'a été fait."
        return Done(address_of(family), said, refused=True)
    return Done(address_of(family), f"{words}. Les rappels suivent.")


def written(custody: Custody) -> str:
    """The weeks as a form carries them, to see whether they are still the same when it comes back."""
    return f"{custody.weeks.value} {custody.anchor or ''}".strip()


def in_words(custody: Custody) -> str:
    """ "une semaine sur deux, à partir de celle du 23/11/2026"."""
    words = WEEKS[custody.weeks]
    return words if custody.anchor is None else f"{words}, à partir de celle du {numeric_date(custody.anchor)}"


def _custody_in(visit: Visit) -> Custody:
    weeks = visit.fields.choice("weeks", Weeks)
    if weeks is not Weeks.ALTERNATE:
        return Custody(weeks)
    anchor = visit.fields.day("anchor", LATEST)
    if anchor >= LATEST:
        raise FieldError("anchor", "Écrivez un jour d'une de ces semaines : les autres se comptent à partir de lui.")
    return Custody(weeks, anchor)
