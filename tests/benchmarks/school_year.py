"""A school year of a town of 800 families, simulated with the clock moved on, and recounted by somebody else.

Families book most days, forget some, answer OUI or nothing, cancel, separate; the town closes, the machine sleeps,
restarts, and runs two workers. What really left is then recounted from the outbox and from a diary that the
simulation kept, with none of the planner's code: twice, after the deadline, in quiet hours, in the other parent's
week, for a day that was booked; and who should have been told and was not.
"""

import argparse
import asyncio
import logging
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as hour
from itertools import islice
from typing import TypeAlias

import structlog
from rich.console import Console
from sqlalchemy import event, insert, select, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.pool import ConnectionPoolEntry

from booking.closures import Closing, close_sessions
from booking.database import Database, table_of
from booking.domain import Author, AuthorKind, State
from booking.journal import open_act
from booking.patterns import Weeks
from booking.reminders.tables import Reminder, ReminderItem
from booking.rules.reminding import DaysAhead, ReminderChoice, ReminderRules
from booking.sessions import open_sessions
from booking.tables import Child, Enrolment, Family, Guardian, Reservation, Session
from booking.town import Town
from bot.app import App, build
from bot.clock import Clock
from channels.purpose import Purpose
from channels.simulator import SimulatorTransport
from channels.tables import OutboxMessage
from channels.transport import Channel, Incoming
from tests.benchmarks.databases import fresh, town

console = Console()
SEED = 7
SERVICES = {"cantine": "cantine", "garderie-soir": "garderie du soir"}
SITES = ("jean-moulin", "les-oliviers", "marie-curie", "paul-eluard")
RULES = ReminderRules(ReminderChoice.USUAL, DaysAhead(1, hour(18)), share=50, weeks=6)
YEAR = (date(2026, 9, 1), date(2027, 7, 2))
FORGOTTEN, SAID_YES, BY_TEXT = 0.12, 0.6, 0.05  # shares of days, of reminders, of those answers
CANCELLED, SEPARATED, OFF, ALWAYS = 0.03, 0.2, 0.05, 0.05
KEYS = {name: key for key, name in SERVICES.items()}
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
LINE = re.compile(
    r"(?:^\d+ |réservé : )(?P<service>cantine|garderie du soir) pour (?P<names>.+?), "
    r"(?P<days>(?:lundi|mardi|mercredi|jeudi|vendredi) .+?)(?= \(|\. Possible|$)",
    re.MULTILINE,
)
COUNTED = "UPDATE sessions SET booked = booked + :places WHERE id = :session"
CHILDREN = ("Léo", "Emma", "Inès", "Noé", "Zoé", "Jules")


@dataclass(frozen=True)
class Adult:
    """A guardian: the telephone, the weeks (0 or 1: every other one; none: all), what they chose."""

    id: int
    phone: str
    turn: int | None
    choice: ReminderChoice | None


@dataclass
class Kid:
    """A child, and the weekdays on which it usually comes, service by service."""

    id: int
    name: str
    site: str
    habits: dict[str, frozenset[int]]
    adults: Sequence[Adult]


Wanted: TypeAlias = tuple[Kid, str, date]


@dataclass
class Diary:
    """What the simulation did: which child was booked for which day from when on, and until when."""

    booked: dict[tuple[int, str, date], list[tuple[datetime, datetime | None]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    closed: dict[tuple[str, date], datetime] = field(default_factory=dict)

    def touched(self, kid: Kid, service: str, day: date, at: datetime) -> bool:
        """Whether by that instant anything had been decided for that day."""
        return any(since <= at for since, _ in self.booked[kid.id, service, day])

    def came(self, kid: Kid, service: str, day: date) -> bool:
        """Whether the child was booked when the day came."""
        return any(until is None for _, until in self.booked[kid.id, service, day])


def quiet_town() -> Town:
    """Two services that remind on the eve of their end; the others are silent."""
    demonstration = town()
    return replace(
        demonstration,
        services=tuple(
            replace(service, reminders=RULES) for service in demonstration.services if service.key in SERVICES
        ),
    )


class Year:
    """The town in the course of a year."""

    def __init__(self, database: Database, families: int) -> None:
        self.database, self.town = database, quiet_town()
        self.draw = random.Random(SEED)
        self.families = families
        self.kids: list[Kid] = []
        self.diary = Diary()
        self.cancelled: list[tuple[int, int]] = []
        self.kids_of: dict[str, list[Kid]] = defaultdict(list)
        self.adults: dict[str, Adult] = {}
        self.sessions: dict[tuple[str, str, date], int] = {}
        self.kept: Counter[str] = Counter()
        self.due = 0
        self.clock = Clock(self.town.zone, starts_at=self.at(YEAR[0], 0))
        self.apps = self._start(), self._start()

    def at(self, day: date, of_day: int, minute: int = 0) -> datetime:
        """An hour of the town's clock."""
        return datetime.combine(day, hour(of_day, minute), tzinfo=self.town.zone).astimezone(UTC)

    def _start(self) -> App:
        return build(self.town, self.database, self.clock, [SimulatorTransport()])

    async def prepare(self) -> None:
        """Families, and the sessions of the year."""
        async with self.database.writing() as db:
            for number in range(1, self.families + 1):
                db.add(self._family(number))
            await db.flush()
            await open_sessions(db, self.town, *YEAR, now=self.at(date(2026, 8, 24), 9))
            author = Author(AuthorKind.GUARDIAN, "Claire Martin", "simulator", "", self.clock.now())
            await open_act(db, author, now=self.clock.now())
            for session in await db.scalars(select(Session)):
                session.capacity = 10_000
                self.sessions[session.service, session.site, session.date] = session.id
            self.kids = [kid async for kid in self._read(db)]
        for kid in self.kids:
            for adult in kid.adults:
                self.kids_of[adult.phone].append(kid)
                self.adults[adult.phone] = adult

    def _family(self, number: int) -> Family:
        site = self.draw.choice(SITES)
        separated = self.draw.random() < SEPARATED
        adults = 2 if separated or self.draw.random() < 0.5 else 1
        guardians = [
            Guardian(
                name="Claire Martin",
                phone=f"+33639{80 + place}{number:05}",
                weeks=Weeks.ALTERNATE if separated else Weeks.ALL,
                anchor=date(2026, 8, 31) + timedelta(weeks=place) if separated else None,
                reminders=self._choice(),
            )
            for place in range(adults)
        ]
        names = self.draw.sample(CHILDREN, self.draw.choice((1, 1, 2, 2, 3)))
        children = [
            Child(
                first_name=name,
                last_name="Martin",
                school=site,
                class_name="CP",
                enrolments=[Enrolment(service=key, site=site, first=YEAR[0], last=YEAR[1]) for key in SERVICES],
            )
            for name in names
        ]
        return Family(number=f"S{number}", missing=[], guardians=guardians, children=children)

    def _choice(self) -> ReminderChoice | None:
        drawn = self.draw.random()
        if drawn < OFF:
            return ReminderChoice.OFF
        return ReminderChoice.ALWAYS if drawn < OFF + ALWAYS else None

    async def _read(self, db: AsyncSession) -> AsyncIterator[Kid]:
        adults: dict[int, list[Adult]] = defaultdict(list)
        for guardian in await db.scalars(select(Guardian).order_by(Guardian.id)):
            turn = None if guardian.anchor is None else (guardian.anchor - date(2026, 8, 31)).days // 7
            adults[guardian.family_id].append(Adult(guardian.id, guardian.phone or "", turn, guardian.reminders))
        for child in await db.scalars(select(Child).order_by(Child.id)):
            habits = {
                key: frozenset(self.draw.sample((1, 2, 4, 5), self.draw.choice((0, 2, 3, 4)))) for key in SERVICES
            }
            yield Kid(child.id, child.first_name, child.school or "", habits, adults[child.family_id])

    async def run(self) -> None:
        """Day after day: asleep on some, with two workers on all, started anew on others."""
        day = YEAR[0] - timedelta(days=1)
        while day < YEAR[1]:
            await self._day(day)
            day += timedelta(days=1)

    async def _day(self, day: date) -> None:
        if day.day == 1 and day.month % 3 == 0:
            self.apps = self._start(), self._start()  # a restart
        asleep = range(17, 20) if day.day % 9 == 0 else range(0)
        nights = (0, 3, 7, 21, 23) if day.day % 7 == 0 else (21,)
        for of_day in sorted((*nights, 8, 10, 17, 18, 19, 20)):
            if of_day == 17:
                await self._families_book(day)
            if of_day in asleep:
                continue
            await self._tick(day, of_day)

    async def _tick(self, day: date, of_day: int) -> None:
        self.clock.move_to(self.at(day, of_day))
        first, second = self.apps
        for app in self.apps:
            planned = await app.planner.plan(now=self.clock.now())
            self.due += planned.concerns + sum(planned.kept.values())
            self.kept.update(str(why) for why in planned.kept.elements())
        if of_day == 18:
            await self._meanwhile(day)
        self.clock.move_to(self.at(day, of_day, 5))
        while await first.postman.round() + await second.postman.round():
            pass
        if of_day in (18, 8):
            await self._answers()

    async def _families_book(self, day: date) -> None:
        """Three weeks ahead, but for the days they forget; of what was booked yesterday, some is cancelled."""
        ahead = [day + timedelta(days=21)] if day >= YEAR[0] else [day + timedelta(days=each) for each in range(1, 22)]
        now = self.at(day, 17)
        wanted = [
            (kid, service, each)
            for each in ahead
            for kid in self.kids
            for service in SERVICES
            if (service, kid.site, each) in self.sessions
            and each.isoweekday() in kid.habits[service]
            and self.draw.random() >= FORGOTTEN
        ]
        await self._book(wanted, now)
        for kid, service, each in wanted:
            if self.draw.random() < CANCELLED:
                self.diary.booked[kid.id, service, each][-1] = (now, now)
                self.cancelled.append((kid.id, self.sessions[service, kid.site, each]))
        await self._cancel()

    async def _book(self, wanted: Sequence[Wanted], now: datetime) -> None:
        """Straight into the database: how families book is measured elsewhere."""
        rows = []
        for kid, service, day in wanted:
            session = self.sessions[service, kid.site, day]
            rows.append(
                {"child_id": kid.id, "session_id": session, "state": State.CONFIRMED, "act_id": 1, "made_at": now}
            )
            self.diary.booked[kid.id, service, day].append((now, None))
        if rows:
            async with self.database.connection() as connection:
                await connection.execute(insert(table_of(Reservation)), rows)
                await connection.execute(text(COUNTED), [{"session": row["session_id"], "places": 1} for row in rows])

    async def _cancel(self) -> None:
        cancelling = "UPDATE reservations SET state = 'cancelled' WHERE child_id = :child AND session_id = :session"
        if self.cancelled:
            async with self.database.connection() as connection:
                rows = [{"child": child, "session": session} for child, session in self.cancelled]
                await connection.execute(text(cancelling), rows)
                await connection.execute(text(COUNTED), [{"session": row["session"], "places": -1} for row in rows])
        self.cancelled.clear()

    async def _meanwhile(self, day: date) -> None:
        """Between planning and sending: some book in another way, and now and then the canteen of a day is closed."""
        async with self.database.reading() as db:
            named = select(ReminderItem).join(Reminder).where(Reminder.told_at.is_(None), Reminder.kept.is_(None))
            items = (await db.scalars(named)).all()
        by_id = {kid.id: kid for kid in self.kids}
        some = [item for item in items if self.draw.random() < 0.05]
        now = self.clock.now()
        free = {(item.child_id, item.service, item.date) for item in some}
        await self._book(
            [
                (by_id[child], service, on)
                for child, service, on in sorted(free)
                if not self.diary.touched(by_id[child], service, on, now)
            ],
            now,
        )
        if items and day.day == 15:
            await self._close(items[0].date, now)

    async def _close(self, day: date, now: datetime) -> None:
        async with self.database.writing() as db:
            act = await open_act(db, Author(AuthorKind.STAFF, "Mairie", "desk", "grève", now), now=now)
            await close_sessions(db, self.town, Closing(day, day, "grève", services=frozenset(SERVICES)), act=act)
        for service in SERVICES:
            self.diary.closed[service, day] = now

    async def _answers(self) -> None:
        """Who says OUI, in an hour: a few by text, the others as if they had."""
        now = self.clock.now()
        async with self.database.reading() as db:
            sent = select(OutboxMessage).where(OutboxMessage.sent_at >= now, OutboxMessage.purpose == Purpose.REMINDER)
            messages = [message for message in await db.scalars(sent) if self.draw.random() < SAID_YES]
        at_once: dict[tuple[int, str, date], Wanted] = {}
        for message in messages:
            named = [each for each in self.named_in(message) if not self.diary.touched(*each, now)]
            if self.draw.random() < BY_TEXT:
                await self._say_yes(message.to, named, now)
            else:
                at_once |= {(kid.id, service, on): (kid, service, on) for kid, service, on in named}
        await self._book([each for each in at_once.values() if not self.diary.touched(*each, now)], now)

    async def _say_yes(self, phone: str, named: Sequence[Wanted], now: datetime) -> None:
        text_in = Incoming(Channel.SIMULATOR, f"{phone}{now}", phone, "oui", now)
        await self.apps[0].inbox.receive(text_in)
        await self.apps[0].inbox.settle()
        for kid, service, day in named:
            self.diary.booked[kid.id, service, day].append((now, None))

    def named_in(self, message: OutboxMessage) -> Sequence[Wanted]:
        """The children, services and days that a text names, read as a parent reads them."""
        sent = (message.sent_at or message.queued_at).astimezone(self.town.zone).date()
        of_family = {kid.name: kid for kid in self.kids_of[message.to]}
        return [
            (of_family[name], KEYS[found["service"]], day)
            for found in LINE.finditer(message.text)
            for name in re.split(r", | et ", found["names"])
            for day in days_said(found["days"], after=sent)
        ]


def days_said(words: str, *, after: date) -> Iterator[date]:
    """ "lundi 30 novembre, mardi 1er et jeudi 3 décembre": each the first such date from a day on."""
    month = 0
    found = []
    for number, name in reversed(re.findall(r"(\d+)(?:er)?(?: ([a-zéû]+))?", words)):
        month = MONTHS.index(name) + 1 if name in MONTHS else month
        found.append((int(number), month))
    for number, of_month in reversed(found):
        this_year = date(after.year, of_month, number)
        yield this_year if this_year >= after else date(after.year + 1, of_month, number)


WANTED_NONE = ("twice", "after the deadline", "in quiet hours", "in the other parent's week", "missed")


class Recount:
    """What left, looked at by the rules as the town hall would explain them at the counter."""

    def __init__(self, year: Year) -> None:
        self.year, self.calendar = year, year.town.calendar
        self.wrong: Counter[str] = Counter(dict.fromkeys(WANTED_NONE, 0))
        self.told: set[tuple[str, int, str, date]] = set()

    def deadline(self, service: str, day: date) -> datetime:
        """The canteen: the school day before, 9 h. The evening care: the day itself, 10 h."""
        if service == "garderie-soir":
            return self.year.at(day, 10)
        eve = day - timedelta(days=1)
        while not self.calendar.is_school_day(eve):
            eve -= timedelta(days=1)
        return self.year.at(eve, 9)

    def look_at(self, message: OutboxMessage) -> None:
        """One message that left."""
        sent = message.sent_at or message.queued_at
        here = sent.astimezone(self.year.town.zone)
        if not 8 <= here.hour < 21 or here.isoweekday() == 7 or self.calendar.is_public_holiday(here.date()):
            self.wrong["in quiet hours"] += 1
        adult = self.year.adults[message.to]
        named = self.year.named_in(message)
        self.wrong["not understood by the recount"] += not named
        for kid, service, day in named:
            key = (message.to, kid.id, service, day)
            self.wrong["twice"] += key in self.told
            self.told.add(key)
            self.wrong["after the deadline"] += sent >= self.deadline(service, day)
            self.wrong["in the other parent's week"] += not self.has(adult, day)
            self.wrong["to who wants none"] += adult.choice is ReminderChoice.OFF
            self.wrong["of a day that was decided"] += self.year.diary.touched(kid, service, day, sent)
            self.wrong["of a closed day"] += self.is_closed(service, day, sent)
            self.wrong["of an unusual day"] += not self.matters(adult, kid, service, day, here.date())

    def has(self, adult: Adult, day: date) -> bool:
        """Whether the children are with that parent: the weeks are counted from Monday 31 August."""
        return adult.turn is None or ((day - date(2026, 8, 31)).days // 7) % 2 == adult.turn

    def is_closed(self, service: str, day: date, at: datetime) -> bool:
        """Whether it was closed by then."""
        closed = self.year.diary.closed.get((service, day))
        return closed is not None and closed <= at

    def matters(self, adult: Adult, kid: Kid, service: str, day: date, today: date) -> bool:
        """Whether the parent wants every reminder, or the child came on half of the last six such days, at least."""
        if adult.choice is ReminderChoice.ALWAYS:
            return True
        midnight = self.year.at(today, 0)
        open_days = (
            each
            for each in (day - timedelta(weeks=back) for back in range(1, 45))
            if each < today
            and (service, kid.site, each) in self.year.sessions
            and not self.is_closed(service, each, midnight)
        )
        past = list(islice(open_days, 6))
        return bool(past) and 2 * sum(self.year.diary.came(kid, service, each) for each in past) >= len(past)

    def look_for_missing(self) -> None:
        """Who had decided nothing when the deadline came, and should have been told."""
        for service, site, day in self.year.sessions:
            ends = self.deadline(service, day)
            if day < date(2026, 9, 8) or (service, day) in self.year.diary.closed:
                continue
            for kid in self.year.kids:
                if kid.site == site and not self.year.diary.touched(kid, service, day, ends):
                    self.wrong["missed"] += sum(
                        self.should_have_heard(adult, kid, service, day, ends) for adult in kid.adults
                    )

    def should_have_heard(self, adult: Adult, kid: Kid, service: str, day: date, ends: datetime) -> bool:
        """Whether that parent should have been told of that day, and was not."""
        eve = ends.astimezone(self.year.town.zone).date() - timedelta(days=1)
        while eve.isoweekday() == 7 or self.calendar.is_public_holiday(eve):
            eve -= timedelta(days=1)
        wanted = adult.choice is not ReminderChoice.OFF and self.has(adult, day)
        was_told = (adult.phone, kid.id, service, day) in self.told
        return wanted and not was_told and self.matters(adult, kid, service, day, eve)


def _hurry(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """A simulated year need not survive a power cut: nobody waits for the disk."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.close()


async def simulate(url: str, families: int) -> None:
    """Run the year, recount it, and print both."""
    database = Database(url)
    year = Year(database, families)
    event.listen(database.engine.sync_engine, "connect", _hurry)
    started, used_before = time.monotonic(), time.process_time()
    await year.prepare()
    await year.run()
    took, used = time.monotonic() - started, time.process_time() - used_before
    recount = Recount(year)
    async with database.reading() as db:
        left = select(OutboxMessage).where(
            OutboxMessage.purpose == Purpose.REMINDER, OutboxMessage.sent_at.is_not(None)
        )
        messages = (await db.scalars(left.order_by(OutboxMessage.id))).all()
        for kept in await db.scalars(select(ReminderItem.kept).where(ReminderItem.kept.is_not(None))):
            year.kept[f"{kept} (as it left)"] += 1
    for message in messages:
        recount.look_at(message)
    recount.look_for_missing()
    await database.close()
    console.print(
        f"{families} families, {len(year.kids)} children, a school year in {took:.0f} s (wanted: under 300 s), "
        f"of which {used:.0f} s of processor"
    )
    console.print(f"due: {year.due} places, sent: {len(recount.told)} of them in {len(messages)} messages")
    for why, number in sorted(year.kept.items()):
        console.print(f"  suppressed: {number} {why}")
    for what, number in sorted(recount.wrong.items()):
        console.print(f"  recount: {number} {what} (wanted: 0)")


def main() -> None:
    """Simulate a year on SQLite."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--families", type=int, default=800)
    asked = parser.parse_args()
    with fresh("sqlite") as url:
        asyncio.run(simulate(url, asked.families))


if __name__ == "__main__":
    main()
