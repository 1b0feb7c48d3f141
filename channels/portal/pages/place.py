"""The pages' part of the site: what each of them stands on, and how one gets from a cookie to a page."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias
from urllib.parse import urlsplit

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.status import HTTP_303_SEE_OTHER

from booking.database import DATABASE_FAILURES, is_conflict
from booking.town import Town
from channels.portal.browsers import LASTS, Visitor, visitor_of
from channels.portal.house import CONFLICTS_AT_MOST, House
from channels.portal.pages.words import Words
from channels.web.answering import Answering
from channels.web.errors import ForbiddenError, StaleFormError
from channels.web.forms import Fields, form_of, query_of
from channels.web.pages import Pages, Place
from channels.web.signing import Seals
from messages.wording.catalogue import LANGUAGES

PREFIX = "/famille"
COOKIE = "allo_famille"
FORM = "famille form"
OURS = frozenset({"same-origin", "none"})  # what a browser says of a request that no other site has made


@dataclass(frozen=True, slots=True)
class FamilyPlace:
    """The house, the templates, the seals; `https`: the outside world comes in by https only."""

    house: House
    pages: Pages
    seals: Seals
    https: bool
    address: str | None
    words: Mapping[str, Words] = field(default_factory=dict)

    @property
    def town(self) -> Town:
        """The town."""
        return self.house.town

    def in_language(self, language: str) -> Words:
        """The words of a language; French where we do not speak it."""
        return self.words[language if language in LANGUAGES else "fr"]

    def remember(self, response: Response, secret: str) -> None:
        """Bind the browser: the cookie is out of reach of scripts, and other sites' forms do not bring it along."""
        response.set_cookie(
            COOKIE,
            secret,
            max_age=int(LASTS.total_seconds()),
            path=PREFIX,
            secure=self.https,
            httponly=True,
            samesite="lax",
        )

    def forget(self, response: Response) -> None:
        """Take the cookie back."""
        response.delete_cookie(COOKIE, path=PREFIX, secure=self.https, httponly=True, samesite="lax")


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of somebody who was let in: it is judged at `arrived`."""

    place: FamilyPlace
    request: Request
    db: AsyncSession
    visitor: Visitor
    fields: Fields
    arrived: datetime

    @property
    def words(self) -> Words:
        """In their language."""
        return self.place.in_language(self.visitor.language)

    @property
    def town(self) -> Town:
        """The town."""
        return self.place.town

    @property
    def today(self) -> date:
        """The town's date."""
        return self.arrived.astimezone(self.town.zone).date()

    def page(self, template: str, **shown: object) -> HTMLResponse:
        """A page for them."""
        token = self.place.seals.mark(FORM, str(self.visitor.browser_id))
        words = self.words
        mine = {"say": words.say, "words": words, "language": words.language, "visitor": self.visitor, "csrf": token}
        return HTMLResponse(self.place.pages.html(template, **mine, **shown))

    def lead(self, path: str) -> Response:
        """Lead the browser to another page, so that nothing is sent twice."""
        return RedirectResponse(PREFIX + path, HTTP_303_SEE_OTHER)


Showing: TypeAlias = Callable[[Visit], Awaitable[Response]]


def let_in(place: FamilyPlace, show: Showing, *, writes: bool) -> Answering:
    """The endpoint of a page for whoever was let in; to all others it says how one gets in, whatever they asked for."""

    async def answer(request: Request) -> Response:
        arrived = place.house.now()
        fields = await form_of(request) if writes else query_of(request)
        for _ in range(CONFLICTS_AT_MOST - 1):
            try:
                return await _answer(place, show, request, fields, arrived, writes=writes)
            except DATABASE_FAILURES as error:
                if not is_conflict(error):
                    raise
        return await _answer(place, show, request, fields, arrived, writes=writes)

    return answer


async def _answer(
    place: FamilyPlace, show: Showing, request: Request, fields: Fields, arrived: datetime, *, writes: bool
) -> Response:
    secret = request.cookies.get(COOKIE, "")
    database = place.house.database
    async with database.writing() if writes else database.reading() as db:
        visitor = await visitor_of(db, secret, now=arrived) if secret else None
        if visitor is None:
            return welcome(place, status=ForbiddenError.status)
        if writes and not place.seals.is_mark(FORM, fields.get("csrf", ""), str(visitor.browser_id)):
            raise StaleFormError(str(place.in_language(visitor.language).say("page-stale")))
        answer = await show(Visit(place, request, db, visitor, fields, arrived))
    if writes:
        place.house.ring()
    return answer


def welcome(place: FamilyPlace, *, status: int = 200, told: Sequence[str] = ()) -> HTMLResponse:
    """How one gets in, in every language that we speak: we do not know yet who it is."""
    every = [place.words[language] for language in LANGUAGES]
    return place.pages.page("welcome.html", status=status, every=every, told=told, language="fr")


def require_ours(request: Request) -> None:
    """Raise StaleFormError for a form that another site sends: there is no cookie yet that could prove it ours.

    Browsers say where a request comes from (Fetch Metadata), older ones the `Origin` of a form.
    """
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site")
    foreign = origin is not None and urlsplit(origin).netloc != request.headers.get("Host")
    if (site is not None and site not in OURS) or (site is None and foreign):
        raise StaleFormError("Ouvrez le lien reçu sur votre téléphone. Please open the link that we sent you.")


def family_place(house: House, seals: Seals, *, address: str | None, https: bool) -> FamilyPlace:
    """The parents' pages of a town; `address` is the site's, as the outside world calls it."""
    where = Place(PREFIX, "Mon planning", PREFIX, house.town.name)
    pages = Pages("channels.portal.pages", where, town=house.town)
    words = {language: Words(house.catalogue, language, house.town) for language in LANGUAGES}
    return FamilyPlace(house, pages, seals, https, address, words)
