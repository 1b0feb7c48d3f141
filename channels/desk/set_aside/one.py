"""One thing that was set aside: what is wrong, the cure, and the rows to mend."""

from starlette.responses import Response

from booking.importing.set_aside import set_aside_numbered
from booking.importing.tables import ImportRun, SetAside
from channels.desk.house import Desk
from channels.desk.set_aside.listed import line_of
from channels.desk.set_aside.rows import rows_shown
from channels.desk.visit import Visit
from channels.web.errors import FieldError, NotFoundError

GONE = "Cette ligne n'attend plus : quelqu'un vient de la reprendre, ou le fichier a été importé de nouveau."


async def show_one(desk: Desk, visit: Visit) -> Response:
    """The page of one of them. Raises NotFoundError where it waits no more."""
    waiting = await set_aside_numbered(visit.db, visit.numbered("waiting"))
    if waiting is None:
        raise NotFoundError(GONE)
    return await one_page(desk, visit, waiting)


async def one_page(desk: Desk, visit: Visit, waiting: SetAside, wrong: FieldError | None = None) -> Response:
    """The same, with what was typed where it could not be taken."""
    run = await visit.db.get_one(ImportRun, waiting.import_id)
    return desk.page(
        visit,
        "set_aside/one.html",
        status=200 if wrong is None else wrong.status,
        line=line_of(desk, waiting),
        waiting=waiting,
        run=run,
        rows=rows_shown(run, waiting, None if wrong is None else visit.fields),
        problem=wrong,
    )
