"""The report of a notice as a file: one line for each guardian, with whom to telephone."""

from collections.abc import AsyncIterator, Iterable

from starlette.responses import Response

from booking.database import Database
from channels.desk.csv_files import Row, csv_stream
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

PIECE = 1000  # people who are read at a time
HEADINGS = ("dossier", "parent", "téléphone", "par", "où en est le message", "raison", "à appeler")


async def export_people(desk: Desk, visit: Visit) -> Response:
    """All of them; telephone numbers only for whoever may open files."""
    notice = await notice_of(visit)
    if notice.act_id is None:
        raise NotFoundError("Cet avis n'est pas encore envoyé.")
    rows = _rows(desk.database, notice.id, with_phone=visit.may(Right.FAMILIES))
    return csv_stream(f"avis-{notice.id}", HEADINGS, rows)


async def _rows(database: Database, notice_id: int, *, with_phone: bool) -> AsyncIterator[Iterable[Row]]:
    """Piece by piece, each in a transaction of its own: a slow reader holds none open."""
    last: int | None = 0
    while last is not None:
        async with database.reading() as db:
            people = await people_of(db, notice_id, tuple(Step), after=last, limit=PIECE)
        last = people[-1].guardian_id if len(people) == PIECE else None
        yield [_row(person, with_phone=with_phone) for person in people]


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
