"""Logging in and out. What was being written when a login ended is carried along, and not lost."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.status import (
    HTTP_303_SEE_OTHER,
    HTTP_401_UNAUTHORIZED,
    HTTP_403_FORBIDDEN,
    HTTP_429_TOO_MANY_REQUESTS,
)

from channels.desk import passwords
from channels.desk.accounts import Staff, known, set_password, staff_named
from channels.desk.attempts import forget_failures, note_failure, pause_left
from channels.desk.house import PREFIX, Desk
from channels.desk.visit import Done, Visit
from channels.web.answering import Answering
from channels.web.errors import StaleFormError
from channels.web.forms import Fields, form_of, query_of
from channels.web.origin import is_from_our_pages

LOGIN, PASSWORD = f"{PREFIX}/connexion", f"{PREFIX}/mot-de-passe"
CARRIED = "repris."  # before the names of fields that were sent without a login
OURS = frozenset({"csrf"})  # what belongs to the form and not to what was written


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why somebody was not let in, as it is said to them."""

    words: str
    status: int = HTTP_401_UNAUTHORIZED
    wait: timedelta | None = None


def ask_to_log_in(desk: Desk, request: Request, written: Fields | None) -> Response:
    """Instead of a page, the login that leads to it; instead of a form, the login that carries it."""
    if written is None:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{LOGIN}?{urlencode({'vers': request.url.path + query})}", HTTP_303_SEE_OTHER)
    fields = [(CARRIED + name, value) for name, value in written.pairs if name not in OURS]
    return _login_page(desk, request, request.url.path, fields, status=HTTP_401_UNAUTHORIZED)


def ask_to_send_again(desk: Desk, visit: Visit, path: str, written: Fields) -> Response:
    """What was written, shown once more before it is sent with a token of now."""
    fields = [(name, value) for name, value in written.pairs if name not in OURS]
    return desk.page(visit, "send_again.html", status=HTTP_403_FORBIDDEN, path=path, fields=fields)


def show_login(desk: Desk) -> Answering:
    """GET: the form to log in."""

    async def answer(request: Request) -> Response:
        staff = await _logged_in(desk, request)
        towards = inside(query_of(request).get("vers", ""))
        return RedirectResponse(towards, HTTP_303_SEE_OTHER) if staff else _login_page(desk, request, towards)

    return answer


def take_login(desk: Desk) -> Answering:
    """POST: name and password, and perhaps a form that was carried along."""

    async def answer(request: Request) -> Response:
        fields = await form_of(request)
        towards = inside(fields.get("vers", ""))
        carried = [(name, value) for name, value in fields.pairs if name.startswith(CARRIED)]
        if carried and is_from_our_pages(request) and (already := await _logged_in(desk, request)):
            return await let_in(desk, request, already, towards, carried)
        if not desk.logins.is_token(desk.logins.read(request), fields.get("csrf", "")):
            raise StaleFormError(
                "La page de connexion était trop ancienne. Rechargez-la ; les cookies doivent être acceptés."
            )
        address = request.client.host if request.client else ""
        found = await _staff_behind(desk, fields.get("name", ""), fields.get("password", ""), address)
        if isinstance(found, Refusal):
            return _login_page(desk, request, towards, carried, refusal=found, name=fields.get("name", ""))
        return await let_in(desk, request, found, towards, carried)

    return answer


async def let_in(
    desk: Desk, request: Request, staff: Staff, towards: str, carried: list[tuple[str, str]] | None = None
) -> Response:
    """Begin a login, and go on where it was asked for, or with what had been written."""
    now = desk.now()
    login = desk.logins.begun(staff, now=now)
    response: Response = RedirectResponse(towards, HTTP_303_SEE_OTHER)
    if carried:
        async with desk.database.reading() as db:
            fields = Fields([(name.removeprefix(CARRIED), value) for name, value in carried])
            visit = Visit(request, db, staff, now, fields, desk.logins.token(login))
            response = desk.page(visit, "send_again.html", path=towards, fields=fields.pairs)
    desk.logins.write(response, login)
    return response


async def log_out(desk: Desk, _: Visit) -> Response:
    """End the login in this browser."""
    response = RedirectResponse(LOGIN, HTTP_303_SEE_OTHER)
    desk.logins.clear(response)
    return response


async def show_password(desk: Desk, visit: Visit) -> Response:
    """The form to choose another password."""
    return desk.page(visit, "password.html", problems={})


async def take_password(desk: Desk, visit: Visit) -> Response | Done:
    """Change one's own password; the login of this browser goes on, all others end."""
    row = await staff_named(visit.db, visit.staff.name)
    new, problems = visit.fields.get("new", ""), {}
    if row is None or not await passwords.matches(visit.fields.get("old", ""), row.password):
        problems["old"] = "Ce n'est pas le mot de passe actuel."
    if (unfit := passwords.why_unfit(new)) is not None:
        problems["new"] = unfit
    elif new != visit.fields.get("again", ""):
        problems["again"] = "Les deux ne sont pas les mêmes."
    if problems or row is None:
        return desk.page(visit, "password.html", status=422, problems=problems)
    await set_password(visit.db, row, new, must_change=False, by=visit.author(""), now=visit.now)
    await visit.db.refresh(row)
    response = RedirectResponse(PREFIX, HTTP_303_SEE_OTHER)
    desk.logins.write(response, desk.logins.begun(known(row), now=visit.now))
    return response


async def _logged_in(desk: Desk, request: Request) -> Staff | None:
    """Whoever has logged in meanwhile, in another tab or through the provider."""
    async with desk.database.reading() as db:
        return await desk.logins.staff(db, desk.logins.read(request), now=desk.now())


async def _staff_behind(desk: Desk, name: str, password: str, address: str) -> Staff | Refusal:
    """Who that is. The password is checked between two short transactions: nobody waits for it."""
    now = desk.now()
    async with desk.database.reading() as db:
        pause = await pause_left(db, name, address, now=now)
        row = await staff_named(db, name)
    if pause is not None:
        return _too_many(pause)
    is_right = await passwords.matches(password, None if row is None else row.password)
    async with desk.database.writing() as db:
        if row is None or not is_right:
            await note_failure(db, name, address, now=now)
            return Refusal("Nom ou mot de passe incorrect. Vérifiez la touche majuscule.")
        await forget_failures(db, name)
        return known(row)


def _too_many(pause: timedelta) -> Refusal:
    seconds = int(pause.total_seconds()) + 1
    wait = f"{seconds} secondes" if seconds < 120 else f"{-(-seconds // 60)} minutes"
    return Refusal(f"Trop d'essais : attendez {wait}, puis recommencez.", HTTP_429_TOO_MANY_REQUESTS, pause)


def _login_page(
    desk: Desk,
    request: Request,
    towards: str,
    carried: list[tuple[str, str]] | None = None,
    *,
    refusal: Refusal | None = None,
    name: str = "",
    status: int = 200,
) -> Response:
    login = desk.logins.read(request) or desk.logins.stranger()
    response = desk.pages.page(
        "login.html",
        status=refusal.status if refusal else status,
        token=desk.logins.token(login),
        towards=towards,
        carried=carried or [],
        refusal=refusal,
        name=name,
        with_openid=desk.openid is not None,
    )
    desk.logins.write(response, login)
    if refusal is not None and refusal.wait is not None:
        response.headers["Retry-After"] = str(int(refusal.wait.total_seconds()) + 1)
    return response


def inside(path: str) -> str:
    """An address of the desk, wherever else a link wanted to lead."""
    return path if path == PREFIX or path.startswith((f"{PREFIX}/", f"{PREFIX}?")) else PREFIX
