"""A town with its portal: the families of the conversation's tests, and keys to the API."""

from collections.abc import AsyncIterator, Collection
from datetime import date, datetime

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from sqlalchemy import select

from booking.database import Database
from booking.sessions import open_sessions
from booking.tables import Child
from booking.town import Town
from bot.portal import family_pages, portal_api
from bot.serving import web
from bot.settings import Settings
from channels.portal.keys import Scope, add_key
from channels.web.signing import Seals
from tests.bot.conftest import families
from tests.bot.phone import Phones
from tests.conftest import At

PLENTY = 100_000  # calls a minute: none of the tests but that of the limit is held up


class PortalTown:
    """The town on Monday 23 November 2026, 9 h: its API answers `client`s, its bot answers `phones`."""

    def __init__(self, town: Town, database: Database, starts_at: datetime, *, calls_per_minute: int = PLENTY) -> None:
        self.town = town
        self.database = database
        self.phones = Phones(town, database, starts_at)
        app = self.phones.app
        settings = Settings.model_construct(api_calls_per_minute=calls_per_minute)
        pages = family_pages(app, Seals("a key for tests"), https=False)
        self.app: FastAPI = web(app, [pages], [], portal_api(app, settings))

    def client(self, key: str | None = None, language: str = "fr") -> AsyncClient:
        """Somebody who calls the API, with or without a key."""
        headers = {"Accept-Language": language} | ({} if key is None else {"Authorization": f"Bearer {key}"})
        transport = ASGITransport(self.app, raise_app_exceptions=False)
        return AsyncClient(transport=transport, base_url="http://town/api/v1", headers=headers)

    async def key(self, name: str = "portail", scopes: Collection[Scope] = tuple(Scope)) -> str:
        """A new key."""
        async with self.database.writing() as db:
            return await add_key(db, name, scopes, now=self.phones.clock.now())

    def later(self, instant: datetime) -> None:
        """Move the clock on."""
        self.phones.later(instant)

    async def number_of(self, first_name: str) -> int:
        """The number of a child."""
        async with self.database.reading() as db:
            return (await db.scalars(select(Child.id).where(Child.first_name == first_name))).one()


@pytest.fixture
async def portal_town(database: Database, town: Town, at: At) -> PortalTown:
    """The town, with the sessions of the coming weeks open."""
    nine = at("2026-11-23 09:00")
    async with database.writing() as db:
        db.add_all(families())
        await open_sessions(db, town, date(2026, 11, 23), date(2027, 1, 15), now=nine)
    return PortalTown(town, database, nine)


@pytest.fixture
async def api(portal_town: PortalTown) -> AsyncIterator[AsyncClient]:
    """A portal with a key that may do everything."""
    async with portal_town.client(await portal_town.key()) as client:
        yield client
