"""The addresses of the simulator: the page, its live parts, a text sent, the clock moved."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import uuid4

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.status import HTTP_303_SEE_OTHER

from booking.database import Database
from booking.town import Town
from channels.errors import KeepError
from channels.keeping import kept
from channels.simulator.clock import MovableClock, moved
from channels.simulator.errors import NotKeptError, PhoneError, TextError, VisitorError
from channels.simulator.pages import PageFiles, Pages
from channels.simulator.people import phone_asked_for, usual_phone
from channels.simulator.view import Viewer
from channels.storable import storable
from channels.transport import Channel, Incoming, Receive

LONGEST_TEXT = 1600  # characters, as for an SMS: https://www.twilio.com/docs/messaging/api/message-resource
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
Field = Annotated[str, Form()]
Phone = Annotated[str, Query(pattern=r"^\+[0-9]{6,15}$")]  # E.164


def router(receive: Receive, database: Database, town: Town, clock: MovableClock) -> APIRouter:
    """GET /demo and what belongs to it. Texts go in through `receive`, answers are read from the outbox.

    Whatever cannot be done is said on the page itself, in French: 404 for a number that is nobody's, 422 for a text or
    a date that is unfit, 503 where a text could not be kept.
    """
    viewer, files = Viewer(database, town, clock), PageFiles()
    pages = Pages(town, files.version)
    routes = APIRouter(prefix="/demo", include_in_schema=False)

    async def whole_page(phone: str, problem: VisitorError | None = None, typed: str = "") -> HTMLResponse:
        people = await viewer.people()
        try:
            shown = phone_asked_for(phone, people)
        except PhoneError as unknown:
            shown, problem = usual_phone(people), problem or unknown
        html = pages.page(people, await viewer.live(shown), problem, typed)
        return HTMLResponse(html, problem.status if problem else 200, HEADERS)

    @routes.get("")
    async def page(phone: str = "") -> Response:
        return await whole_page(phone)

    @routes.get("/fragment")
    async def fragment(phone: Phone) -> Response:
        return HTMLResponse(pages.fragment(await viewer.live(phone)), headers=HEADERS)

    @routes.post("/texts")
    async def send(phone: Field = "", text: Field = "") -> Response:
        try:
            sender = phone_asked_for(phone, await viewer.people())
            await _keep(receive, _incoming(sender, text, clock))
        except VisitorError as problem:
            return await whole_page(phone, problem, text)
        return _back_to(sender)

    @routes.post("/clock")
    async def move(phone: Field = "", step: Field = "", to: Field = "") -> Response:
        try:
            clock.move_to(moved(clock, town, step=step, to=to))
        except VisitorError as problem:
            return await whole_page(phone, problem)
        return _back_to(phone)

    @routes.get("/static/{name}")
    async def static(name: str, request: Request, v: str = "") -> Response:
        return await files.get(name, request.scope, v)

    return routes


def _incoming(sender: str, text: str, clock: MovableClock) -> Incoming:
    words = storable(text)
    if not words.strip():
        raise TextError("Écrivez un message avant de l'envoyer.")
    if len(words) > LONGEST_TEXT:
        raise TextError(f"Ce message a {len(words)} caractères : un SMS en compte {LONGEST_TEXT} au plus.")
    return Incoming(Channel.SIMULATOR, uuid4().hex, sender, words, received_at=clock.now())


async def _keep(receive: Receive, incoming: Incoming) -> None:
    try:
        await kept(receive(incoming))
    except KeepError:
        raise NotKeptError("Le message n'a pas pu être enregistré. Réessayez dans un instant.") from None


def _back_to(phone: str) -> Response:
    return RedirectResponse(f"/demo?{urlencode({'phone': phone})}", HTTP_303_SEE_OTHER)
