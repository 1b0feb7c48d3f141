"""What holds whatever happens, in whatever order: a random history of a small town, checked after each step.

On both databases: a centre with two places in the morning and two in the afternoon, six children, three Wednesdays.
"""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import ClassVar, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.closures import Closing
from booking.database import Database
from booking.domain import HOLDING, LIVE, Consent, Entry, Place, State
from booking.head_counts import head_counts
from booking.outcomes import AlreadyBooked, LatePossible, Outcome, Refused
from booking.patterns import Pattern, Weeks
from booking.replay import replay
from booking.rules.acts import Applicant
from booking.rules.calendar import Weekday
from booking.rules.judge import InTime, judge
from booking.rules.offers import OfferRules, WaitingRules
from booking.rules.priority import Criterion
from booking.standing import Wish
from booking.tables import Child, JournalLine, Reservation, Session
from booking.town import Capacity, Part, Service, Town
from booking.waiting_list import serve_waiting
from tests.booking.fresh import Postgres, Sqlite
from tests.booking.places import World, with_service

WEDNESDAYS = (date(2026, 12, 2), date(2026, 12, 9))
LATER = date(2026, 12, 16)  # opens on the way
PLACES = 2
CHILDREN = 6
EXAMPLES, STEPS = 10, 35  # histories, and things that happen in each: some 15 s on each database
START = datetime(2026, 11, 20, 9)  # noqa: DTZ001 - the town's clock, whose zone the world adds
UNCHANGED = (AlreadyBooked, LatePossible)
Result = TypeVar("Result")

children = st.integers(0, CHILDREN - 1)
days = st.sampled_from(WEDNESDAYS)
parts = st.sampled_from([Part.DAY, Part.MORNING, Part.AFTERNOON])


def with_offers(service: Service) -> Service:
    """Few places, offered for two hours to residents first."""
    offer = OfferRules(lasts=timedelta(hours=2), at_least=timedelta(minutes=30))
    return _small(replace(service, waiting=WaitingRules((Criterion.RESIDENTS, Criterion.ARRIVAL), offer)))


def at_once(service: Service) -> Service:
    """Few places, given on at once, brothers and sisters first."""
    return _small(replace(service, waiting=WaitingRules((Criterion.SIBLINGS, Criterion.ARRIVAL), None)))


def _small(service: Service) -> Service:
    return replace(service, capacity={site: Capacity(PLACES) for site in service.sites})


class Histories(RuleBasedStateMachine):
    """Everything that can happen to a few children and a few days."""

    source: "ClassVar[Sqlite | Postgres]"
    town: ClassVar[Town]

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.Runner()
        self.now = START.replace(tzinfo=self.town.zone)
        self.closures: list[int] = []
        self.lines = 0
        self.states: set[State] = set()
        self.allowed_over: Counter[int] = Counter()
        self.do(self._begin())

    def do(self, work: Coroutine[object, object, Result]) -> Result:
        return self.loop.run(work)

    async def _begin(self) -> None:
        self.database = Database(await self.source.begin())
        self.world = World(self.database, self.town)
        for day in WEDNESDAYS:
            await self.world.open(day, day)
        self.children = [
            await self.world.child(f"Enfant {number}", services=("centre",), resident=number % 2 == 0)
            for number in range(CHILDREN - 1)
        ]
        self.children.append(await self.world.sibling(self.children[0], "Cadet", services=("centre",)))

    def teardown(self) -> None:
        self.do(self._end())
        self.loop.close()

    async def _end(self) -> None:
        await self.database.close()
        await self.source.end()

    def place(self, child: int, day: date, part: Part) -> Place:
        return Place(self.children[child], "centre", day, part)

    # --- what can happen ------------------------------------------------------------------------------------------

    @rule(child=children, day=days, part=parts, wait=st.booleans())
    def book(self, child: int, day: date, part: Part, wait: bool) -> None:
        place = self.place(child, day, part)
        outcome = self.do(self.world.book(place, self.now, consent=Consent(wait=wait)))
        self.told(outcome)

    @rule(child=children, day=days, part=parts)
    def cancel(self, child: int, day: date, part: Part) -> None:
        self.told(self.do(self.world.cancel(self.place(child, day, part), self.now)))

    @rule(child=children, part=parts)
    def move(self, child: int, part: Part) -> None:
        first, second = (self.place(child, day, part) for day in WEDNESDAYS)
        self.do(self.world.move(first, second, self.now))

    @precondition(lambda self: State.OFFERED in self.states)
    @rule(accept=st.booleans())
    def answer_an_offer(self, accept: bool) -> None:
        offered = self.do(self._first(State.OFFERED))
        if offered is not None:
            answering = self.world.accept if accept else self.world.decline
            self.told(self.do(answering(offered, self.now)))

    @precondition(lambda self: State.REQUESTED in self.states)
    @rule(granted=st.booleans())
    def decide(self, granted: bool) -> None:
        requested = self.do(self._first(State.REQUESTED))
        if requested is not None:
            self.told(self.do(self.world.decide(requested, self.now, granted=granted)))

    @rule(hours=st.sampled_from([1, 3, 15, 80]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.do(self._what_time_does())

    async def _what_time_does(self) -> None:
        await self.world.expire(self.now)
        async with self.database.writing() as db:
            await serve_waiting(db, self.world.town, now=self.now)

    @rule(day=days, places=st.integers(0, 4), part=st.sampled_from([Part.MORNING, Part.AFTERNOON]))
    def change_capacity(self, day: date, places: int, part: Part) -> None:
        changed = self.do(self.world.capacity("centre", day, places, self.now, part=part))
        session = self.do(self.world.session("centre", day, part))
        self.allowed_over[session.id] = changed.over

    @rule(first=days, only_class=st.booleans())
    def close(self, first: date, only_class: bool) -> None:
        classes = frozenset({"CE1"}) if only_class else frozenset[str]()
        what = Closing(first, WEDNESDAYS[-1], "grève", services=frozenset({"centre"}), classes=classes)
        self.closures.append(self.do(self.world.close(what, self.now)).id)

    @precondition(lambda self: self.closures)
    @rule()
    def lift(self) -> None:
        self.do(self.world.lift(self.closures.pop(0), self.now))

    @rule(child=children, weeks=st.sampled_from(list(Weeks)), part=parts)
    def stand(self, child: int, weeks: Weeks, part: Part) -> None:
        pattern = Pattern(frozenset({Weekday.WEDNESDAY}), WEDNESDAYS[0], LATER, weeks)
        wish = Wish(self.children[child], "centre", pattern, part=part)
        self.do(self.world.standing(wish, self.now, consent=Consent(wait=True)))

    @rule()
    def open_more(self) -> None:
        self.do(self.world.open(WEDNESDAYS[0], LATER, now=self.now))

    # --- what must hold -------------------------------------------------------------------------------------------

    def told(self, outcome: Outcome) -> None:
        """A refusal has exactly one line; what changed nothing has none of its own."""
        lines = self.do(self.world.journal())
        mine = [line for line in lines if line.id > self.lines]
        if isinstance(outcome, Refused):
            assert [line.entry for line in mine] == [Entry.REFUSED]
            assert mine[0].reason is outcome.reason
        elif isinstance(outcome, UNCHANGED):
            assert all(line.entry is Entry.CLASH for line in mine)

    @invariant()
    def all_holds(self) -> None:
        self.do(self._check())

    async def _check(self) -> None:
        async with self.database.reading() as db:
            sessions = {session.id: session for session in await db.scalars(select(Session))}
            rows = list(await db.scalars(select(Reservation)))
            lines = list(await db.scalars(select(JournalLine).order_by(JournalLine.id)))
            self._places(sessions, rows)
            self._one_live(rows)
            self._journal(sessions, rows, lines)
            await self._heads(db, sessions, rows)
        await self._nobody_overlooked()
        self.lines = lines[-1].id if lines else 0
        self.states = {row.state for row in rows}

    def _places(self, sessions: dict[int, Session], rows: list[Reservation]) -> None:
        """What is taken or held is counted, and never more than there are places (or were, when they were lowered)."""
        held = Counter(row.session_id for row in rows if row.state in HOLDING)
        for number, session in sessions.items():
            assert session.booked == held[number]
            assert held[number] <= session.capacity + self.allowed_over[number]

    def _one_live(self, rows: list[Reservation]) -> None:
        live = Counter((row.child_id, row.session_id) for row in rows if row.state in LIVE)
        assert all(number == 1 for number in live.values())

    def _journal(self, sessions: dict[int, Session], rows: list[Reservation], lines: list[JournalLine]) -> None:
        """Replayed from its first line, the journal gives the tables."""
        told = replay(lines)
        assert {number: state.state for number, state in told.items()} == {row.id: row.state for row in rows}
        for row in rows:
            session, known = sessions[row.session_id], told[row.id]
            assert (known.child_id, known.service, known.site, known.day, known.part) == (
                row.child_id,
                session.service,
                session.site,
                session.date,
                session.part,
            )

    async def _heads(self, db: AsyncSession, sessions: dict[int, Session], rows: list[Reservation]) -> None:
        for day in {session.date for session in sessions.values()}:
            counted = sum(count.children for count in await head_counts(db, self.town, day))
            confirmed = [row for row in rows if row.state is State.CONFIRMED and sessions[row.session_id].date == day]
            assert counted == len(confirmed)

    async def _nobody_overlooked(self) -> None:
        """No place stays free while somebody entitled waits: to serve the lists once more changes nothing."""
        async with self.database.writing() as db:
            assert await serve_waiting(db, self.world.town, now=self.now) == 0

    async def _first(self, state: State) -> int | None:
        async with self.database.reading() as db:
            return await db.scalar(select(func.min(Reservation.id)).where(Reservation.state == state))


class AtOnce(Histories):
    """A freed place is given on at once: then a simple count tells whether somebody was overlooked."""

    async def _nobody_overlooked(self) -> None:
        await super()._nobody_overlooked()
        service = self.world.town.service("centre")
        async with self.database.reading() as db:
            waiting = list(
                await db.execute(
                    select(Reservation, Session, Child.class_name)
                    .join(Session, Session.id == Reservation.session_id)
                    .join(Child, Child.id == Reservation.child_id)
                    .where(Reservation.state == State.WAITING)
                )
            )
        together: dict[tuple[int, int, date], list[bool]] = {}
        for reservation, session, class_name in waiting:
            free = session.booked < session.capacity and session.closed is None
            key = (reservation.child_id, reservation.act_id, session.date)
            together.setdefault(key, []).append(free and class_name not in session.closed_classes)
        for (_, _, day), parts_free in together.items():
            verdict = judge(service.booking, day, now=self.now, calendar=self.town.calendar, who=Applicant())
            assert not (all(parts_free) and isinstance(verdict, InTime))


@pytest.mark.parametrize("machine", [Histories, AtOnce], ids=["places are offered", "places are given on at once"])
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_whatever_happens(kind: str, machine: type[Histories], request: pytest.FixtureRequest, town: Town) -> None:
    source: Sqlite | Postgres = Sqlite(request.getfixturevalue("migrated_sqlite"))
    if kind == "postgresql":
        source = Postgres(request.getfixturevalue("postgres_server"), request.getfixturevalue("migrated_postgres"))
    rules = at_once if machine is AtOnce else with_offers
    settings_of_run = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    here: type[Histories] = type("Here", (machine,), {"source": source, "town": with_service(town, "centre", rules)})
    run_state_machine_as_test(here, settings=settings_of_run)
