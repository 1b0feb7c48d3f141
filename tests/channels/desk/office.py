"""A town hall with its desk, and the people who work there, each with a browser of their own."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from urllib.parse import urlencode, urljoin

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from httpx import Response as Answer
from starlette.responses import Response

from booking.database import Database
from booking.town import Town
from bot.clock import Clock
from bot.commands.staff import operator
from bot.importing.words import Words
from bot.pages import outcomes_in_words, ways_by, who_can_be_told
from bot.reaching import earliest, out_of_reach
from bot.reading import reader_for
from bot.reminders.foreseeing import Foreseeing
from bot.rights.at_the_desk import Rights
from channels.desk.accounts import Staff, add_staff, known
from channels.desk.house import PREFIX, Desk, pages_for
from channels.desk.logins import Logins
from channels.desk.passwords import HASHER
from channels.desk.roles import Role
from channels.desk.router import router
from channels.desk.tables import StaffRow
from channels.terms import Terms
from channels.transport import Channel
from channels.web.signing import Seals
from messages.wording.catalogue import Catalogue
from tests.channels.desk.html import Html

KEY = "a key for tests, and for tests alone"
PASSWORD = "un mot de passe convenable"
ADDRESS = "http://mairie.test"
CATALOGUE = Catalogue()


@cache
def kept_password() -> str:
    return HASHER.hash(PASSWORD)


class Clerk:
    """Somebody at a browser, which keeps cookies and follows no redirection by itself."""

    def __init__(self, client: AsyncClient) -> None:
        self.client = client
        self.answer = Answer(200)
        self.at = PREFIX

    @property
    def page(self) -> Html:
        """What is on the screen."""
        return Html(self.answer.text)

    async def open(self, path: str) -> Html:
        """Go to a page, wherever it leads."""
        self.at = urljoin(self.at, path)
        self.answer = await self.client.get(self.at)
        return await self._follow()

    async def press(self, button: str, **typed: str) -> Html:
        """Press a button, with these fields typed over what stood in its form."""
        form, (name, value) = self.page.form_with(button)
        fields = [(each, typed.pop(each, kept)) for each, kept in form.fields] + list(typed.items())
        pressed = [*fields, *([(name, value)] if name else [])]
        if form.method == "get":
            return await self.open(f"{form.action or self.at}?{urlencode(pressed)}")
        return await self.send(form.action or self.at, pressed)

    async def send(self, path: str, fields: list[tuple[str, str]]) -> Html:
        """Send a form as it is, wherever it leads."""
        self.at = urljoin(self.at, path)
        kept: dict[str, list[str]] = {}
        for name, value in fields:
            kept.setdefault(name, []).append(value)
        self.answer = await self.client.post(self.at, data=kept, headers={"Origin": ADDRESS})
        return await self._follow()

    async def log_in(self, name: str, password: str = PASSWORD) -> Html:
        """Log in."""
        await self.open(f"{PREFIX}/connexion")
        return await self.press("Se connecter", name=name, password=password)

    async def _follow(self) -> Html:
        while self.answer.is_redirect:
            self.at = urljoin(self.at, self.answer.headers["location"])
            self.answer = await self.client.get(self.at)
        return self.page


class Office:
    """The desk of a town: `app` answers HTTP."""

    def __init__(self, database: Database, town: Town, starts_at: datetime) -> None:
        self.database = database
        self.town = town
        self.clock = Clock(town.zone, starts_at=starts_at)
        self.desk = Desk(
            town=town,
            database=database,
            now=self.clock.now,
            logins=Logins(Seals(KEY), path=PREFIX, https=False),
            pages=pages_for(town),
            https=False,
            said=partial(outcomes_in_words, town, CATALOGUE),
            catalogue=CATALOGUE,
            read=reader_for(town),
            told=partial(who_can_be_told, (Channel.SIMULATOR,)),
            findings=Words.of(town),
            foresee=Foreseeing(town, CATALOGUE, (Channel.SIMULATOR, Channel.SMS)),
            earliest=partial(earliest, town=town),
            terms={},
            ways_to=partial(ways_by, (Channel.SIMULATOR,)),
            out_of_reach=partial(out_of_reach, (Channel.SIMULATOR,)),
            rights=Rights(town, Path("no-spool")),
        )
        self.app = FastAPI()
        self.app.include_router(router(self.desk))

    def sends_texts(self, terms: Mapping[Channel, Terms]) -> None:
        """From now on its desk reaches parents by text, under these terms."""
        by = (Channel.SMS,)
        all_ways = (*by, Channel.TELEGRAM)
        self.desk = replace(
            self.desk,
            terms=terms,
            told=partial(who_can_be_told, by),
            ways_to=partial(ways_by, all_ways),
            out_of_reach=partial(out_of_reach, all_ways),
        )
        self.app = FastAPI()
        self.app.include_router(router(self.desk))

    async def hire(self, name: str, role: Role, *, must_change: bool = False) -> Staff:
        """Give somebody an account, with a password that was hashed once for all tests: argon2 is slow by intention."""
        async with self.database.writing() as db:
            number = await add_staff(
                db, name, role, None, must_change=must_change, by=operator(self.clock.now()), now=self.clock.now()
            )
            row = await db.get_one(StaffRow, number)
            row.password = kept_password()
        return known(row)

    @asynccontextmanager
    async def browser(self) -> AsyncIterator[Clerk]:
        """Somebody at a browser, not logged in."""
        async with AsyncClient(transport=ASGITransport(self.app), base_url=ADDRESS) as client:
            yield Clerk(client)

    @asynccontextmanager
    async def clerk(self, role: Role = Role.COUNTER, name: str = "Claire Duval") -> AsyncIterator[Clerk]:
        """Somebody of that role, logged in."""
        staff = await self.hire(name, role)
        async with self.browser() as clerk:
            answer = Response()
            self.desk.logins.write(answer, self.desk.logins.begun(staff, now=self.clock.now()))
            cookie, word = answer.headers["set-cookie"].partition(";")[0].split("=", 1)
            clerk.client.cookies.set(cookie, word, domain="mairie.test", path=PREFIX)
            yield clerk
