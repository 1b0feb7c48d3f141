"""Getting in with a link, and out again."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.status import HTTP_303_SEE_OTHER

from channels.portal.browsers import close_browsers, open_browser
from channels.portal.links import use_link
from channels.portal.pages.place import PREFIX, FamilyPlace, Visit, require_ours, welcome
from channels.web.answering import Answering
from channels.web.errors import NotFoundError


def show_link(place: FamilyPlace) -> Answering:
    """A page with one button. Whatever opens addresses by itself (a preview, a scanner) presses none, so the link
    stays good; and it looks the same for a link that is not, so that nothing can be found out by trying."""

    async def answer(request: Request) -> Response:
        every = [place.words[language] for language in place.words]
        return place.pages.page("link.html", every=every, language="fr", path=request.url.path)

    return answer


def open_link(place: FamilyPlace) -> Answering:
    """Let the browser in whose button was pressed, once."""

    async def answer(request: Request) -> Response:
        require_ours(request)
        now = place.house.now()
        agent = request.headers.get("User-Agent", "")
        async with place.house.database.writing() as db:
            guardian = await use_link(db, request.path_params["secret"], now=now)
            secret = None if guardian is None else await open_browser(db, guardian, agent, now=now)
        if secret is None:
            return welcome(place, status=NotFoundError.status, told=_over(place))
        response = RedirectResponse(PREFIX, HTTP_303_SEE_OTHER)
        place.remember(response, secret)
        return response

    return answer


async def leave(visit: Visit) -> Response:
    """Close this browser."""
    visitor = visit.visitor
    await close_browsers(visit.db, visitor.guardian_id, now=visit.arrived, only=visitor.browser_id)
    response = welcome(visit.place, told=[str(visit.words.say("page-left"))])
    visit.place.forget(response)
    return response


def _over(place: FamilyPlace) -> list[str]:
    return [str(words.say("page-link-over")) for words in place.words.values()]
