"""The report of a notice as a file: one line for each guardian, with whom to telephone."""

from starlette.responses import Response

from channels.desk.csv_files import Row, csv_file
from channels.desk.house import Desk
from channels.desk.notices.held import notice_of
from channels.desk.notices.words import STEPS, why_not
from channels.desk.roles import Right
from channels.desk.visit import Visit
from channels.desk.words import CHANNELS
from channels.notices.people import Person, people_of
from channels.notices.steps import TO_CALL, Step
from channels.web.errors import NotFoundError
from channels.web.french import phone

HEADINGS = ("dossier", "parent", "téléphone", "par", "où en est le message", "raison", "à appeler")


async def export_people(_desk: Desk, visit: Visit) -> Response:
    """All of them; telephone numbers only for whoever may open files."""
    notice = await notice_of(visit)
    if notice.act_id is None:
        raise NotFoundError("Cet avis n'est pas encore envoyé.")
    people = await people_of(visit.db, notice.id, tuple(Step))
    rows = (_row(person, with_phone=visit.may(Right.FAMILIES)) for person in people)
    return csv_file(f"avis-{notice.id}", HEADINGS, rows)


def _row(person: Person, *, with_phone: bool) -> Row:
    return (
        person.number,
        person.name,
        phone(person.phone) if person.phone and with_phone else "",
        CHANNELS[person.channel] if person.channel else "",
        STEPS[person.step],
        why_not(person),
        "oui" if person.step in TO_CALL else "",
    )
