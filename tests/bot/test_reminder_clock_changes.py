"""Reminders over both clock changes: told once, at the town's own hour, and never while people sleep."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, select

from booking.database import Database
from booking.rules.calendar import Counting
from booking.rules.deadlines import DaysBefore, Deadline, Hour
from booking.rules.reminding import HoursAhead, ReminderChoice
from booking.tables import Session
from booking.town import Service, Town
from bot.jobs import REMIND_EVERY, Worker
from channels.tables import OutboxMessage
from tests.bot.conftest import CLAIRE
from tests.bot.reminding import EVE_AT_SIX, Reminded, reminded_in, reminding, with_service
from tests.conftest import At

ZONE = ZoneInfo("Europe/Paris")
QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Weekend:
    """A weekend of a clock change, a day whose booking ends right after it, so many days before, at 10 h.

    `hours` is a lead that reaches over the change to 19 h of the Saturday: hours that pass, not hours of the dial.
    """

    day: date
    days_before: int
    hours: int
    eve: str
    night: str
    morning: str
    closes: str

    def town(self, town: Town) -> Town:
        """Three services that close then: one reminds on the eve at 18 h, one two hours before, one those hours."""
        rules = reminding(
            town,
            cantine=EVE_AT_SIX,
            garderie_matin=replace(EVE_AT_SIX, lead=HoursAhead(2)),
            garderie_soir=replace(EVE_AT_SIX, lead=HoursAhead(self.hours)),
        )
        for service in ("cantine", "garderie-matin", "garderie-soir"):
            rules = with_service(rules, service, self._closing)
        return rules

    def _closing(self, service: Service) -> Service:
        rule = Deadline(DaysBefore(self.days_before, Counting.CALENDAR, Hour(time(10), included=False)))
        window = replace(service.booking.windows[0], closes=rule)
        return replace(service, booking=replace(service.booking, windows=(window,), late=()))


BACK = Weekend(
    day=date(2026, 11, 2),
    days_before=7,
    hours=40,  # 39 on the dial
    eve="2026-10-24",
    night="2026-10-25",
    morning="2026-10-26",
    closes="lundi 26 octobre, 10 h",
)
FORWARD = Weekend(
    day=date(2027, 4, 1),
    days_before=2,
    hours=62,  # 63 on the dial; the Monday after is that of Easter
    eve="2027-03-27",
    night="2027-03-28",
    morning="2027-03-30",
    closes="mardi 30 mars, 10 h",
)
BOTH = [pytest.param(BACK, id="clocks go back"), pytest.param(FORWARD, id="clocks go forward")]


async def over(weekend: Weekend, database: Database, town: Town, at: At) -> Reminded:
    """The town on the Saturday at noon; Claire asked for all reminders of Léo and Emma."""
    reminded = await reminded_in(weekend.town(town), database, at)
    await reminded.opens(weekend.day, weekend.day)
    async with database.writing() as db:
        await db.execute(delete(Session).where(Session.date != weekend.day))
    await reminded.change(CLAIRE, reminders=ReminderChoice.ALWAYS)
    return reminded


def quarters(start: datetime, end: datetime) -> Iterator[datetime]:
    """Every quarter of an hour that passes, whatever the dial shows."""
    instant = start.astimezone(UTC)
    while instant <= end.astimezone(UTC):
        yield instant
        instant += QUARTER


def walk(weekend: Weekend, at: At) -> Iterator[datetime]:
    """Through the hours in which something could be told, told twice, or told at a wrong hour."""
    yield from quarters(at(f"{weekend.eve} 18:30"), at(f"{weekend.eve} 21:15"))
    yield from quarters(at(f"{weekend.night} 01:00"), at(f"{weekend.night} 04:00"))
    yield from quarters(at(f"{weekend.night} 18:00"), at(f"{weekend.night} 19:00"))
    yield from quarters(at(f"{weekend.morning} 07:00"), at(f"{weekend.morning} 10:15"))


async def told(reminded: Reminded) -> list[tuple[str, str]]:
    """All that Claire was told, with the hour that the town's clocks showed."""
    async with reminded.database.reading() as db:
        sent = select(OutboxMessage).where(OutboxMessage.to == CLAIRE, OutboxMessage.sent_at.is_not(None))
        rows = (await db.scalars(sent.order_by(OutboxMessage.sent_at))).all()
    local = reminded.phones.clock.local
    return [(f"{local(row.sent_at):%Y-%m-%d %H:%M}", row.text) for row in rows if row.sent_at is not None]


def about(weekend: Weekend, service: str, children: str) -> str:
    """The words of a reminder."""
    day = {BACK.day: "lundi 2 novembre", FORWARD.day: "jeudi 1er avril"}[weekend.day]
    return f"Rien de réservé : {service} pour {children}, {day}. Possible avant {weekend.closes}. Réserver ?\nOUI / NON"


@pytest.mark.parametrize("weekend", BOTH)
async def test_two_workers_tell_it_once_at_the_towns_own_hour(
    weekend: Weekend, database: Database, town: Town, at: At
) -> None:
    reminded = await over(weekend, database, town, at)
    other = reminded.is_under(reminded.town)
    for instant in walk(weekend, at):
        await reminded.ticks(instant)
        await other.ticks(instant)
    assert await told(reminded) == [
        (f"{weekend.eve} 19:00", about(weekend, "garderie du soir", "Léo")),
        (f"{weekend.eve} 20:45", about(weekend, "cantine", "Léo et Emma")),  # 18 h lies on a Sunday, or a holiday
        (f"{weekend.morning} 08:00", about(weekend, "garderie du matin", "Léo")),
    ]


@pytest.mark.parametrize("weekend", BOTH)
@pytest.mark.parametrize(
    ("sleeps", "wakes"),
    [
        pytest.param("18:45", "21:45", id="three hours in which they fall due, into the night"),
        pytest.param("18:45", None, id="until the deadline's own day"),
    ],
)
async def test_a_machine_that_slept_tells_all_of_it_in_one_message_when_it_may(
    weekend: Weekend, sleeps: str, wakes: str | None, sqlite_url: str, town: Town, at: At
) -> None:
    database = Database(sqlite_url)
    reminded = await over(weekend, database, town, at)
    asleep = at(f"{weekend.eve} {sleeps}")
    awake = at(f"{weekend.eve} {wakes}") if wakes else at(f"{weekend.morning} 09:10")
    for instant in walk(weekend, at):
        if not asleep <= instant < awake:
            await reminded.ticks(instant)
    ((hour, text),) = await told(reminded)
    await database.close()
    assert hour == f"{weekend.morning} {'08:00' if wakes else '09:15'}"
    assert text.startswith(f"Rien de réservé, possible avant {weekend.closes} :\n1 cantine pour Léo et Emma, ")
    assert "\n2 garderie du matin pour Léo, " in text
    assert "\n3 garderie du soir pour Léo, " in text


@pytest.mark.parametrize("weekend", BOTH)
async def test_the_scheduler_wakes_its_jobs_through_the_change_as_on_any_other_night(
    weekend: Weekend, quick_worker: Worker, at: At
) -> None:
    monday = at(f"{weekend.morning} 10:30").astimezone(UTC)
    for job in quick_worker.scheduler().get_jobs():
        woken = at(f"{weekend.eve} 12:00").astimezone(UTC)
        while woken < monday:
            following = job.trigger.get_next_fire_time(woken.astimezone(ZONE), woken)
            passed = following.astimezone(UTC) - woken
            assert passed == job.trigger.interval, job.name
            woken += max(passed, timedelta(minutes=13) // passed * passed)


async def test_reminders_are_looked_for_every_few_seconds(quick_worker: Worker) -> None:
    intervals = {job.trigger.interval for job in quick_worker.scheduler().get_jobs()}
    assert timedelta(seconds=REMIND_EVERY) in intervals


@pytest.fixture
async def quick_worker(sqlite_url: str, town: Town, at: At) -> AsyncIterator[Worker]:
    database = Database(sqlite_url)
    reminded = await reminded_in(town, database, at)
    yield Worker(reminded.phones.app)
    await database.close()
