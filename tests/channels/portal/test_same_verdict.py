"""The same request gets the same verdict by SMS, by Telegram, on a page and through the API: whatever the day, the
service, the hour and the state of the session."""

from datetime import date, datetime, timedelta

import pytest
from httpx import AsyncClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from booking.database import Database
from booking.domain import Entry
from booking.sessions import open_sessions
from booking.tables import ActRow, Child, Family, Guardian, JournalLine, Session
from booking.town import Town
from channels.transport import Channel
from tests.bot.conftest import child
from tests.channels.portal.browser import Browser
from tests.channels.portal.conftest import PortalTown
from tests.conftest import At

WAYS = ("sms", "telegram", "page", "api")
PHONES = {way: f"+3363998010{number}" for number, way in enumerate(WAYS)}
AHEAD = st.integers(0, 10)  # days after the hour at which it is asked: a text does not speak of days gone by
SERVICES = st.sampled_from(["cantine", "garderie-matin", "garderie-soir", "etude"])
HOURS = st.timedeltas(timedelta(), timedelta(days=6))
FIRST_NAMES = {"sms": "Ali", "telegram": "Bea", "page": "Chloé", "api": "David"}
NAMES = {
    "cantine": "cantine",
    "garderie-matin": "garderie du matin",
    "garderie-soir": "garderie du soir",
    "etude": "étude",
}
Verdict = tuple[str, str | None]


def families() -> list[Family]:
    """Four families that are alike, but for the way in which they book; none is enrolled for the morning."""
    return [
        Family(
            number=f"W{way}",
            missing=[],
            guardians=[
                Guardian(
                    name=f"Parent {way}",
                    phone=PHONES[way],
                    language="fr",
                    telegram_id=4242 if way == "telegram" else None,
                )
            ],
            children=[child(FIRST_NAMES[way], "cantine", "garderie-soir", "etude")],
        )
        for way in WAYS
    ]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database: the verdict is the core's, which is tried on both."""
    return sqlite_url


@pytest.fixture
async def four(database: Database, town: Town, at: At) -> PortalTown:
    """The town with the four families."""
    start = at("2026-11-23 07:00")
    async with database.writing() as db:
        db.add_all(families())
        await open_sessions(db, town, date(2026, 11, 23), date(2026, 12, 13), now=start)
    return PortalTown(town, database, start)


class Four:
    """The same wish in four ways."""

    def __init__(self, town: PortalTown, browser: Browser, api: AsyncClient) -> None:
        self.town, self.browser, self.api = town, browser, api
        self.starts_at: datetime = town.phones.clock.now()

    async def ask(self, way: str, service: str, day: date) -> None:
        """Ask for a place."""
        words = f"{NAMES[service]} {day:%d/%m/%Y}"
        match way:
            case "sms":
                await self.town.phones.phone(PHONES[way], Channel.SMS).says(words)
            case "telegram":
                await self.town.phones.phone("4242", Channel.TELEGRAM).says(words)
            case "page":
                number = await self.town.number_of(FIRST_NAMES[way])
                box = ("p", f"{number}.{service}.{day}.day")
                await self.browser.send("/famille/planning", [("csrf", await self.browser.token()), box])
            case _:
                number = await self.town.number_of(FIRST_NAMES[way])
                async with self.town.database.reading() as db:
                    family = await db.scalar(select(Child.family_id).where(Child.id == number))
                place = {"child": number, "service": service, "day": str(day)}
                await self.api.post(f"/families/{family}/reservations", json={"place": place})

    async def verdict(self, way: str, after: int) -> list[Verdict]:
        """What the journal says of it."""
        lines = (
            select(JournalLine.entry, JournalLine.reason)
            .join(Child, Child.id == JournalLine.child_id)
            .where(JournalLine.id > after, Child.first_name == FIRST_NAMES[way])
            .order_by(JournalLine.id)
        )
        async with self.town.database.reading() as db:
            return [(entry, reason) for entry, reason in await db.execute(lines)]

    async def last_line(self) -> int:
        """Where the journal ends now."""
        async with self.town.database.reading() as db:
            return (await db.scalars(select(JournalLine.id).order_by(JournalLine.id.desc()).limit(1))).first() or 0

    async def set_sessions(self, service: str, day: date, *, full: bool, closed: bool) -> None:
        """Fill or close the sessions of a day, or leave them as they are."""
        values = {"capacity": Session.booked if full else 99, "closed": "travaux" if closed else None}
        async with self.town.database.writing() as db:
            await db.execute(update(Session).where(Session.service == service, Session.date == day).values(values))


async def test_the_same_wish_gets_the_same_verdict_whichever_way_it_comes(four: PortalTown) -> None:
    await four.phones.phone("4242", Channel.TELEGRAM).says("bonjour")
    browser = await Browser.let_in(four, PHONES["page"])
    async with four.client(await four.key()) as api:
        ways = Four(four, browser, api)
        loop_free = settings(max_examples=1, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        wishes: list[tuple[int, str, timedelta, bool, bool]] = []

        @settings(loop_free, max_examples=25, derandomize=True)
        @given(AHEAD, SERVICES, HOURS, st.booleans(), st.booleans())
        def draw(ahead: int, service: str, later: timedelta, full: bool, closed: bool) -> None:
            wishes.append((ahead, service, later, full, closed))

        draw()
        for ahead, service, later, full, closed in wishes:
            day = (ways.starts_at + later).astimezone(four.town.zone).date() + timedelta(days=ahead)
            await ways.set_sessions(service, day, full=full, closed=closed)
            verdicts = []
            for way in WAYS:
                four.later(ways.starts_at + later)
                before = await ways.last_line()
                await ways.ask(way, service, day)
                verdicts.append(await ways.verdict(way, before))
            assert verdicts.count(verdicts[0]) == len(WAYS), f"{service} on {day}, {later} later: {verdicts}"
    async with four.database.reading() as db:
        channels = set(await db.scalars(select(ActRow.channel)))
        entries = set(await db.scalars(select(JournalLine.entry)))
    assert set(WAYS) <= channels
    assert {Entry.BOOKED, Entry.REFUSED} <= entries
