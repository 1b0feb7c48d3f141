"""The portal, put together: what it is handed of the house, and where it is mounted."""

from collections.abc import Mapping
from functools import partial

from fastapi import APIRouter
from starlette.types import ASGIApp

from bot.app import App
from bot.replies import sentences_for
from bot.settings import Settings
from channels.portal.api.application import api
from channels.portal.house import House
from channels.portal.pages.place import family_place
from channels.portal.pages.router import router
from channels.web.signing import Seals


def portal_api(app: App, settings: Settings) -> Mapping[str, ASGIApp]:
    """The API, by its address."""
    return {"/api/v1": api(_house(app), calls_per_minute=settings.api_calls_per_minute)}


def family_pages(app: App, seals: Seals, *, https: bool) -> APIRouter:
    """The parents' pages."""
    return router(family_place(_house(app), seals, address=app.address, https=https))


def _house(app: App) -> House:
    said = partial(sentences_for, app.town)
    return House(app.database, app.town, app.clock.now, said, app.catalogue, app.postman.ring)
