"""The portal, put together: what it is handed of the house, and where it is mounted."""

from collections.abc import Mapping

from starlette.types import ASGIApp

from bot.app import App
from bot.sentences import Sentences
from channels.portal.api.application import api
from channels.portal.house import House


def portal(app: App, *, calls_per_minute: int) -> Mapping[str, ASGIApp]:
    """The applications of the portal, by their addresses."""
    sentence = Sentences(app.town, app.catalogue)
    house = House(app.database, app.town, app.clock.now, sentence, app.postman.ring)
    return {"/api/v1": api(house, calls_per_minute=calls_per_minute)}
