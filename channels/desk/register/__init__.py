"""The register of what is stored, for the administrator and the data protection officer."""

from collections.abc import Sequence

from starlette.responses import Response

from booking.register import register
from channels.desk.actions import Action, page
from channels.desk.house import Desk
from channels.desk.roles import Right
from channels.desk.visit import Visit
from channels.privacy.record import Record, record_of
from channels.privacy.written import Form, written


async def show_register(desk: Desk, visit: Visit) -> Response:
    """What is stored, why and how long."""
    record = _record(desk, visit)
    return desk.page(visit, "register/register.html", record=record, say=record.words.say)


async def export_register(desk: Desk, visit: Visit) -> Response:
    """The same as a sheet, a row for each column."""
    name = f"registre-{desk.today(visit)}.csv"
    sheet = "\ufeff" + written(_record(desk, visit), Form.CSV)  # the mark tells spreadsheets that it is UTF-8
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(sheet, media_type="text/csv; charset=utf-8", headers=headers)


def _record(desk: Desk, visit: Visit) -> Record:
    return record_of(register(), desk.town.privacy, day=desk.today(visit))


ACTIONS: Sequence[Action] = (
    page("/registre", Right.PRIVACY, show_register),
    page("/registre.csv", Right.PRIVACY, export_register),
)
