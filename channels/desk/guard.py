"""What stands before every page: who is it, may they, is the form ours, was it taken already?"""

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.status import HTTP_303_SEE_OTHER

from booking.database import is_conflict
from channels.desk.actions import Action
from channels.desk.house import Desk
from channels.desk.login import PASSWORD, ask_to_log_in, ask_to_send_again
from channels.desk.roles import Right
from channels.desk.tables import TakenForm
from channels.desk.taken import give_form_back, keep_answer, take_form, told_of
from channels.desk.visit import Done, Told, Visit
from channels.web.answering import Answering
from channels.web.errors import ForbiddenError, StaleFormError
from channels.web.forms import Fields, form_of, query_of
from channels.web.numbers import row_number
from channels.web.origin import is_from_our_pages

TRIES = 3  # of a form that another one stood in the way of
TOLD = "fait"  # in an address: the number of the form before it


def guarded(desk: Desk, action: Action) -> Answering:
    """The action as an endpoint."""

    async def answer(request: Request) -> Response:
        fields = await form_of(request) if action.method == "POST" else query_of(request)
        for _ in range(TRIES - 1):
            try:
                return await _answer(desk, action, request, fields)
            except DBAPIError as error:
                if not is_conflict(error):
                    raise
        return await _answer(desk, action, request, fields)

    return answer


async def _answer(desk: Desk, action: Action, request: Request, fields: Fields) -> Response:
    login, now = desk.logins.read(request), desk.now()
    posted = action.method == "POST"
    async with desk.database.writing() if posted else desk.database.reading() as db:
        staff = await desk.logins.staff(db, login, now=now)
        ours = not posted or desk.logins.is_token(login, fields.get("csrf", ""))
        if not ours and not is_from_our_pages(request):
            raise StaleFormError("Il ne vient pas d'une page de ce guichet. Ouvrez la page et recommencez.")
        if staff is None or login is None:
            return ask_to_log_in(desk, request, fields if posted else None)
        visit = Visit(request, db, staff, now, fields, desk.logins.token(login), await _told(db, staff.id, fields))
        if not ours:
            return ask_to_send_again(desk, visit, request.url.path, fields)
        if staff.must_change and action.right is not Right.OWN_ACCOUNT:
            return RedirectResponse(PASSWORD, HTTP_303_SEE_OTHER)
        if not staff.may(action.right):
            raise ForbiddenError("Votre compte n'ouvre pas cette page. Demandez à la personne qui gère les comptes.")
        return await (_take(desk, action, visit) if posted else _show(desk, action, visit))


async def _show(desk: Desk, action: Action, visit: Visit) -> Response:
    answer = await action.answer(desk, visit)
    return _lead(answer.leads_to) if isinstance(answer, Done) else answer


async def _take(desk: Desk, action: Action, visit: Visit) -> Response:
    """A form without a token of its own is taken each time that it comes."""
    token = visit.fields.get("once") or visit.once
    taken = await take_form(visit.db, visit.staff.id, token, now=visit.now)
    if isinstance(taken, TakenForm):
        return _lead(taken.leads_to, taken.id)
    answer = await action.answer(desk, visit)
    if not isinstance(answer, Done):
        await give_form_back(visit.db, taken)
        return answer
    await keep_answer(visit.db, taken, answer, now=visit.now)
    return _lead(answer.leads_to, taken)


def _lead(to: str, form: int | None = None) -> Response:
    """On to the page that a form leads to, by an address that can be loaded again."""
    if form is None:
        return RedirectResponse(to, HTTP_303_SEE_OTHER)
    path, _, fragment = to.partition("#")
    joined = f"{path}{'&' if '?' in path else '?'}{TOLD}={form}"
    return RedirectResponse(f"{joined}#{fragment}" if fragment else joined, HTTP_303_SEE_OTHER)


async def _told(db: AsyncSession, staff_id: int, fields: Fields) -> Told | None:
    number = row_number(fields.get(TOLD, ""))
    return None if number is None else await told_of(db, staff_id, number)
