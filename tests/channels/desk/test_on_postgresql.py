"""Every page and form of the desk on PostgreSQL: what only one of the two databases would not understand."""

import re
from collections.abc import AsyncIterator
from datetime import date

import pytest

from booking.database import Database
from booking.demonstration.families import add_families
from booking.sessions import open_sessions
from booking.town import Town
from channels.desk.house import PREFIX
from channels.desk.roles import Role
from channels.desk.router import ACTIONS
from tests.channels.desk.office import Office
from tests.conftest import At


@pytest.fixture
async def office(postgres_url: str, town: Town, at: At) -> AsyncIterator[Office]:
    """The desk of the demonstration town with two weeks open, on PostgreSQL."""
    database, nine = Database(postgres_url), at("2026-11-23 09:00")
    async with database.writing() as db:
        await add_families(db, town)
        await open_sessions(db, town, date(2026, 11, 23), date(2026, 12, 4), now=nine)
    yield Office(database, town, nine)
    await database.close()


async def test_every_page_opens_and_no_form_stumbles(office: Office) -> None:
    async with office.clerk(Role.ADMINISTRATOR) as clerk:
        page = await clerk.open("/guichet/mot-de-passe")
        csrf = next(value for form in page.forms for name, value in form.fields if name == "csrf")
        for action in sorted(ACTIONS, key=lambda each: (each.method, each.path == "/deconnexion")):
            path = PREFIX + re.sub(r"{\w+}", "1", action.path)
            if action.method == "GET":
                await clerk.open(path)
            else:
                await clerk.send(path, [("csrf", csrf)])
            assert clerk.answer.status_code < 500, f"{action.method} {path}: {clerk.page.words[:200]}"
