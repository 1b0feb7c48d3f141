"""The page on which anybody reads what is kept, why and how long: /confidentialite, in French and in English."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from booking.kept import Data, Why
from booking.register import register
from booking.town import Town
from channels.privacy.activities import ACTIVITIES
from channels.privacy.words import Words
from channels.web.answering import Answering, answering
from channels.web.pages import Pages, Place

PREFIX = "/confidentialite"
IN_LANGUAGE: Mapping[str, str] = {"fr": PREFIX, "en": f"{PREFIX}/en"}


@dataclass(frozen=True, slots=True)
class Shown:
    """One purpose, in the words of a parent's language."""

    why: str
    basis: str
    recipients: tuple[str, ...]
    kept: tuple[str, ...]


def privacy_page(town: Town, *, https: bool) -> APIRouter:
    """GET /confidentialite. It shows nobody's data, and needs no login."""
    pages = Pages("channels.privacy", Place(PREFIX, town.name, PREFIX, town.name))
    routes = APIRouter()
    for language, path in IN_LANGUAGE.items():
        routes.add_route(path, answering(pages, _page(pages, town, language), https=https), ["GET"])
    routes.add_route(f"{PREFIX}/static/{{name}}", answering(pages, _static(pages), https=https), ["GET"])
    return routes


def shown_in(words: Words) -> tuple[Shown, ...]:
    """What is kept of people, by purpose; what is nobody's data is left out."""
    personal = [column for column in register() if column.data is not Data.NONE]
    found = []
    for why in Why:
        mine = [column.until for column in personal if column.why is why]
        if mine:
            activity = ACTIVITIES[why]
            recipients = tuple(words.recipient(one) for one in activity.recipients)
            kept = tuple(words.until(one) for one in dict.fromkeys(mine))
            found.append(Shown(words.why(why), words.basis(activity.basis), recipients, kept))
    return tuple(found)


def _page(pages: Pages, town: Town, language: str) -> Answering:
    words = Words(language, town.privacy.keeping)
    others = {other: path for other, path in IN_LANGUAGE.items() if other != language}

    async def answer(_: Request) -> Response:
        return pages.page("privacy.html", words=words, town=town, shown=shown_in(words), others=others)

    return answer


def _static(pages: Pages) -> Answering:
    async def answer(request: Request) -> Response:
        return await pages.files.get(request.path_params["name"], request.scope, request.query_params.get("v", ""))

    return answer
