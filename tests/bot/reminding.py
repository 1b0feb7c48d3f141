"""A town that reminds, for tests: its rules changed at will, a past in which children came, and the bot's own ticks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlalchemy import select

from booking.database import Database
from booking.domain import Author, AuthorKind, Place
from booking.households import households_by_phone
from booking.journal import open_act
from booking.outcomes import Booked
from booking.reminders.tables import Reminder
from booking.reservations import book
from booking.rules.reminding import DaysAhead, ReminderChoice, ReminderRules
from booking.sessions import open_sessions
from booking.tables import Child, Enrolment, Guardian
from booking.town import Service, Town
from bot.jobs import Worker
from channels.tables import OutboxMessage
from tests.bot.conftest import families
from tests.bot.phone import Phone, Phones
from tests.conftest import At

EVE_AT_SIX = ReminderRules(ReminderChoice.USUAL, DaysAhead(1, time(18)), share=50, weeks=4)
SILENT = ReminderRules()
FIRST, LAST = date(2026, 11, 2), date(2026, 12, 4)


def reminding(town: Town, **rules: ReminderRules) -> Town:
    """The town with these rules, and no reminders of other services; "garderie_soir" is the service garderie-soir."""
    by_key = {name.replace("_", "-"): each for name, each in rules.items()}
    services = [replace(service, reminders=by_key.get(service.key, SILENT)) for service in town.services]
    return replace(town, services=tuple(services))


def with_service(town: Town, key: str, change: Callable[[Service], Service]) -> Town:
    """The town with one service changed."""
    return replace(town, services=tuple(change(each) if each.key == key else each for each in town.services))


@dataclass
class Reminded:
    """The bot of a town that reminds, and its families."""

    phones: Phones
    at: At

    @property
    def town(self) -> Town:
        return self.phones.app.town

    @property
    def database(self) -> Database:
        return self.phones.database

    def phone(self, number: str) -> Phone:
        return self.phones.phone(number)

    def is_under(self, town: Town) -> "Reminded":
        """The same database under other rules, as after a new start with a changed file."""
        return Reminded(Phones(town, self.database, self.phones.clock.now()), self.at)

    async def came(self, number: str, child: str, *days: str, service: str = "cantine") -> None:
        """The child was booked on these days, long before them."""
        asked = self.at("2026-09-15 09:00")
        async with self.database.writing() as db:
            (household,) = await households_by_phone(db, number)
            author = Author(
                AuthorKind.GUARDIAN, household.name, "simulator", "", asked, household.family_id, household.guardian_id
            )
            act = await open_act(db, author, now=asked)
            for day in days:
                place = Place(household.child(child).id, service, date.fromisoformat(day))
                assert isinstance(await book(db, self.town, place, act=act), Booked)

    async def change(self, number: str, **values: object) -> None:
        """Change the file of a guardian."""
        async with self.database.writing() as db:
            (guardian,) = await db.scalars(select(Guardian).where(Guardian.phone == number))
            for name, value in values.items():
                setattr(guardian, name, value)

    async def choice_of(self, number: str) -> ReminderChoice | None:
        """When the guardian wants to be reminded."""
        async with self.database.reading() as db:
            return await db.scalar(select(Guardian.reminders).where(Guardian.phone == number))

    async def end_enrolments(self, child: str, *, last: date) -> None:
        """The child leaves all services after that day."""
        async with self.database.writing() as db:
            of_child = select(Enrolment).join(Child).where(Child.first_name == child)
            for enrolment in await db.scalars(of_child):
                enrolment.last = last

    async def opens(self, first: date, last: date) -> None:
        """The sessions of these days are open."""
        async with self.database.writing() as db:
            await open_sessions(db, self.town, first, last, now=self.phones.clock.now())

    async def ticks(self, instant: str | datetime) -> None:
        """The clock shows this, and every job of a worker runs once: planning, then sending."""
        self.phones.later(self.at(instant) if isinstance(instant, str) else instant)
        await Worker(self.phones.app).remind()
        await self.sends()

    async def sends(self) -> None:
        """Whatever may leave does."""
        while await self.phones.app.postman.round():
            pass

    async def hears(self, number: str, instant: str | datetime) -> list[str]:
        """What really arrives at a phone when the clock shows this."""
        await self.sends()
        before = len(await self.arrived(number))
        await self.ticks(instant)
        return (await self.arrived(number))[before:]

    async def arrived(self, number: str) -> list[str]:
        """All that ever arrived at a phone."""
        async with self.database.reading() as db:
            mine = select(OutboxMessage).where(OutboxMessage.to == number, OutboxMessage.sent_at.is_not(None))
            return [row.text for row in await db.scalars(mine.order_by(OutboxMessage.sent_at, OutboxMessage.id))]

    async def kept(self) -> Sequence[str]:
        """Why reminders that were planned did not leave."""
        async with self.database.reading() as db:
            return [str(row.kept) for row in await db.scalars(select(Reminder).where(Reminder.kept.is_not(None)))]


async def reminded_in(town: Town, database: Database, at: At) -> Reminded:
    """Families, sessions since October, and a clock on Monday 23 November 2026, 9 h."""
    async with database.writing() as db:
        db.add_all(families())
        await open_sessions(db, town, FIRST, LAST, now=at("2026-09-10 09:00"))
    return Reminded(Phones(town, database, at("2026-11-23 09:00")), at)
