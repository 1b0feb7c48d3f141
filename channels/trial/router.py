"""The page of the provider on trial: text from any phone, and see what goes to it."""

import hmac
from collections.abc import Awaitable, Callable
from zoneinfo import ZoneInfo

import phonenumbers
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.status import HTTP_200_OK, HTTP_303_SEE_OTHER

from channels.transport import Channel
from channels.trial.api import api
from channels.trial.numbers import NUMBERS
from channels.trial.provider import SENDER, TrialProvider
from channels.web.answering import answering, nothing_here
from channels.web.errors import FieldError, NotFoundError
from channels.web.forms import Fields, form_of, query_of
from channels.web.pages import Pages, Place

PREFIX = "/essai"
LONGEST_TEXT = 1600  # characters, as Twilio takes
SHOWN = 100
TOLD = {
    "received": "reçu par la ville",
    "queued": "accepté",
    "sent": "envoyé",
    "delivered": "remis",
    "undelivered": "non remis",
}


def router(provider: TrialProvider, town: str, zone: ZoneInfo) -> APIRouter:
    """The API for ourselves, and the page at /essai/KEY: who has not the key finds nothing there."""
    pages = Pages("channels.trial", Place(f"{PREFIX}/{provider.key}", "Essai", f"{PREFIX}/{provider.key}", town))
    routes = APIRouter(include_in_schema=False)
    routes.include_router(api(provider))

    def add(path: str, method: str, answer: Callable[[Request], Awaitable[Response]]) -> None:
        async def with_key(request: Request) -> Response:
            given = request.path_params["key"].encode()
            if not hmac.compare_digest(given, provider.key.encode()):
                raise NotFoundError("L'adresse de l'essai est écrite au démarrage du service.")
            return await answer(request)

        routes.add_route(f"{PREFIX}/{{key}}{path}", answering(pages, with_key, https=False), [method])

    async def show(request: Request) -> Response:
        shown = [(each, each.at.astimezone(zone), TOLD.get(each.status, each.status)) for each in provider.last(SHOWN)]
        phone = query_of(request).get("de", next(iter(NUMBERS)))
        return pages.page("page.html", messages=shown, numbers=NUMBERS, sender=SENDER, phone=phone)

    async def text(request: Request) -> Response:
        form = await form_of(request)
        phone, channel = _phone(form), form.choice("canal", Channel)
        words = form.text("texte", longest=LONGEST_TEXT)
        status = await provider.text(channel, phone, words)
        if status != HTTP_200_OK:
            raise FieldError("texte", f"Le service a répondu {status} : son journal dit pourquoi.")
        return RedirectResponse(f"{PREFIX}/{provider.key}?de=%2B{phone[1:]}", HTTP_303_SEE_OTHER)

    async def static(request: Request) -> Response:
        version = request.query_params.get("v", "")
        return await pages.files.get(request.path_params["name"], request.scope, version)

    add("", "GET", show)
    add("", "POST", text)
    add("/static/{name}", "GET", static)
    routes.add_route(f"{PREFIX}/{{rest:path}}", answering(pages, nothing_here, https=False), ["GET", "POST"])
    return routes


def _phone(form: Fields) -> str:
    written = form.text("de", longest=30, needed="Écrivez le numéro du téléphone, par exemple 06 39 98 99 01.")
    try:
        number = phonenumbers.parse(written, "FR")
    except phonenumbers.NumberParseException:
        raise FieldError("de", f"« {written} » n'est pas un numéro. Écrivez par exemple 06 39 98 99 01.") from None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
