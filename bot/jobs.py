"""What the bot does by itself: deliver the outbox, pick up texts that were left, keep sessions open ahead.

APScheduler is only the clock that wakes these jobs; what is due, they ask the database. So a late tick, a second
one or none for an hour does no harm (its default of dropping what is a second late would: `misfire_grace_time`).
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from booking.database import DATABASE_FAILURES
from booking.errors import CalendarMissing
from booking.frozen_counts import freeze_due
from booking.offers import expire_offers
from booking.sessions import open_sessions
from booking.trace import new_trace, traced
from booking.waiting_list import serve_waiting
from bot.announcements import announce
from bot.app import App
from bot.forgetting.turns import forget_all
from bot.speaking import outgoing, style_of
from bot.workers import BEAT_EVERY, beat, own_name, sign_off
from channels import inbox, outbox
from channels.desk.figures.totals import keep_totals
from channels.inbox import LAST_WORDS
from channels.portal.webhooks import WebhookCaller
from channels.purpose import Purpose

log = structlog.get_logger(__name__)
Job: TypeAlias = Callable[[], Awaitable[object]]

SWEEP_EVERY = 2  # seconds: how long a text waits that the process which took it in could not finish
RECOVER_EVERY = 10  # seconds
TIDY_EVERY = 10  # seconds
TELL_EVERY = 5  # seconds
REMIND_EVERY = 5  # seconds; where nothing is due, a tick costs one small statement
OFFERS_EVERY = 60  # seconds
TO_SIGN_OFF = 3  # seconds for the database, when we end
DELIVER_AGAIN = 1  # seconds after something went wrong
WEBHOOKS_EVERY = 2  # seconds
FORGET_EVERY = 1  # hours
TOTALS_EVERY = 1  # hours
COUNTS_EVERY = 60  # seconds
HORIZON_EVERY = 6  # hours
HORIZON = timedelta(days=120)  # sessions are open this far ahead, within the school year of the town's file


def surviving(job: Job) -> Callable[[], Coroutine[None, None, None]]:
    """The same job, which comes round again whatever happens: what went wrong costs one turn and a line in the log."""
    name = getattr(job, "__name__", "")

    async def turn() -> None:
        with traced(new_trace()):
            try:
                await job()
            except DATABASE_FAILURES as error:
                log.warning("job.no_database", job=name, cause=type(error).__name__)
            except Exception:
                # the edge of a job: one that is broken must not end the others
                log.exception("job.failed", job=name, alarm=True)

    return turn


class Worker:
    """The jobs of one process."""

    def __init__(self, app: App) -> None:
        self._town = app.town
        self._database = app.database
        self._clock = app.clock
        self._inbox = app.inbox
        self._postman = app.postman
        self._catalogue = app.catalogue
        self._planner = app.planner
        self._webhooks = WebhookCaller(app.database)
        self._name = own_name()

    def scheduler(self) -> AsyncIOScheduler:
        """The clock that wakes the jobs, not started yet. All of them recur after so many seconds or hours: triggers
        with an hour of the day skip one, or repeat it, where the town's clocks are changed."""
        scheduler = AsyncIOScheduler(
            timezone=self._town.zone, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        scheduler.add_job(surviving(self._inbox.sweep), "interval", seconds=SWEEP_EVERY)
        at_once = self._clock.local(datetime.now(UTC))
        scheduler.add_job(surviving(self.beat), "interval", seconds=BEAT_EVERY)
        scheduler.add_job(surviving(self._postman.recover), "interval", seconds=RECOVER_EVERY, next_run_time=at_once)
        scheduler.add_job(surviving(self._postman.tidy), "interval", seconds=TIDY_EVERY)
        scheduler.add_job(surviving(self.settle_offers), "interval", seconds=OFFERS_EVERY)
        scheduler.add_job(surviving(self.freeze_counts), "interval", seconds=COUNTS_EVERY)
        scheduler.add_job(surviving(self.tell), "interval", seconds=TELL_EVERY)
        scheduler.add_job(surviving(self.remind), "interval", seconds=REMIND_EVERY)
        scheduler.add_job(surviving(self.tell_portals), "interval", seconds=WEBHOOKS_EVERY)
        scheduler.add_job(surviving(self.forget), "interval", hours=FORGET_EVERY)
        scheduler.add_job(surviving(self.keep_totals), "interval", hours=TOTALS_EVERY, next_run_time=at_once)
        scheduler.add_job(surviving(self.open_horizon), "interval", hours=HORIZON_EVERY)
        return scheduler

    async def run(self) -> None:
        """Work until cancelled."""
        scheduler = self.scheduler()
        scheduler.start()
        try:
            await surviving(self.beat)()
            await surviving(self._inbox.sweep)()
            await surviving(self.open_horizon)()
            await surviving(self.freeze_counts)()
            while True:
                await surviving(self._postman.run)()  # ends only when something is wrong
                await asyncio.sleep(DELIVER_AGAIN)
        finally:
            scheduler.shutdown(wait=False)
            with suppress(asyncio.CancelledError):
                await self._inbox.settle(at_most=LAST_WORDS)
                await surviving(self.sign_off)()

    async def beat(self) -> None:
        """Say that this worker lives."""
        async with self._database.writing() as db:
            await beat(db, self._name, now=self._clock.now())

    async def sign_off(self) -> None:
        """Hand back what this worker alone may do, so that another one does it at once."""
        async with asyncio.timeout(TO_SIGN_OFF), self._database.writing() as db:
            await self._planner.hand_back(db)
            await sign_off(db, self._name)
        log.info("worker.stopped")

    async def settle_offers(self) -> None:
        """Pass on places whose offer nobody took, and those to which time alone has entitled somebody."""
        now = self._clock.now()
        async with self._database.writing() as db:
            await expire_offers(db, self._town, now=now, heard_until=await inbox.oldest_arrival(db))
            await serve_waiting(db, self._town, now=now)

    async def freeze_counts(self) -> None:
        """Freeze the head-counts whose deadline has passed, for the kitchens."""
        async with self._database.writing() as db:
            await freeze_due(db, self._town, now=self._clock.now())

    async def tell(self) -> None:
        """Tell families what happened to them without a text of theirs."""
        now = self._clock.now()
        async with self._database.writing() as db:
            news = await announce(db, self._town, channels=self._postman.channels, now=now)
            for each in news:
                words = outgoing(
                    self._catalogue,
                    each.reply,
                    channel=each.there.channel,
                    to=each.there.address,
                    style=style_of(each.there.channel),
                    language=each.language,
                )
                with traced(each.trace):
                    await outbox.queue(
                        db,
                        words,
                        now=now,
                        purpose=Purpose.NEWS,
                        guardian_id=each.guardian_id,
                        due_at=each.due_at,
                        no_use_after=each.no_use_after,
                        batch=each.batch,
                    )
        if news:
            self._postman.ring()

    async def remind(self) -> None:
        """Plan the reminders that are due, if no other worker does."""
        planned = await self._planner.plan(now=self._clock.now())
        if planned.messages:
            self._postman.ring()

    async def tell_portals(self) -> None:
        """Call the addresses that want to hear of changes."""
        await self._webhooks.round(now=self._clock.now())

    async def forget(self) -> None:
        """Forget what has been kept long enough."""
        done = await forget_all(self._database, self._town, now=self._clock.now())
        if number := sum(done.values()):
            log.info("forgotten", number=number)

    async def keep_totals(self) -> None:
        """Count the days that are over, so that the page of figures need not."""
        await keep_totals(self._database, self._town.zone, now=self._clock.now())

    async def open_horizon(self) -> None:
        """Open the sessions of the coming months that are not open yet."""
        now = self._clock.now()
        today = self._clock.local(now).date()
        try:
            async with self._database.writing() as db:
                opened = await open_sessions(db, self._town, today, today + HORIZON, now=now)
        except CalendarMissing as missing:
            log.error("sessions.not_opened", reason=str(missing))  # noqa: TRY400 - the words say all
            return
        if opened:
            log.info("sessions.opened", number=opened)
