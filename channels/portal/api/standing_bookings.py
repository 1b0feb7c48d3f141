"""Standing bookings: "every Monday and Thursday", of one guardian, for one child."""

from collections.abc import Sequence
from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, JsonValue
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from booking.outcomes import Outcome
from booking.patterns import Pattern, Weeks
from booking.rules.calendar import Weekday
from booking.standing import Wish as StandingWish
from booking.standing import end_standing, except_days, make_standing, standings_of
from booking.tables import Child, StandingBooking
from booking.town import Hours, Part
from channels.portal.api.acting import Wish, act_of
from channels.portal.api.calling import Booking, Call, IdempotencyKey, IfMatch, IfNoneMatch, ReadingReservations, given
from channels.portal.api.changes import Result
from channels.portal.api.children import require_family
from channels.portal.api.numbers import FamilyNumber, StandingNumber
from channels.portal.api.reservations import HoursShown
from channels.portal.api.results import result_of
from channels.portal.api.written import Day, Number, Yes
from channels.portal.etags import etag_of, require_unchanged
from channels.portal.idempotency import Answer
from channels.portal.problems import MEANINGS, Problem, unknown

routes = APIRouter(tags=["standing bookings"])
EXAMPLE: dict[str, JsonValue] = {
    "child": 57,
    "service": "cantine",
    "weekdays": [1, 4],
    "weeks": "all",
    "first": "2026-11-30",
    "until": "2027-07-02",
}


class StandingPattern(BaseModel):
    """On which days: these weekdays (1 is Monday), from `first` to `until` (both included)."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    child: Number
    service: str = Field(pattern="^[A-Za-z0-9_-]{1,64}$", description="The key of a service")
    weekdays: list[Weekday] = Field(min_length=1, max_length=7)
    weeks: Weeks = Field(Weeks.ALL, description="Even and odd ones are those of the ISO calendar")
    anchor: Day | None = Field(None, description="alternate: a day of a week that counts; that of `first` if none")
    first: Day
    until: Day
    part: Part | None = None
    meal: Yes | None = None
    hours: HoursShown | None = None

    @property
    def wish(self) -> StandingWish:
        """As the core knows it."""
        pattern = Pattern(frozenset(self.weekdays), self.first, self.until, self.weeks, anchor=self.anchor)
        hours = None if self.hours is None else Hours(self.hours.start, self.hours.end)
        return StandingWish(self.child, self.service, pattern, self.part, self.meal, hours)


class StandingShown(StandingPattern):
    """A standing booking."""

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={
            "examples": [EXAMPLE | {"id": 8, "guardian": 31, "exceptions": ["2026-12-24"], "wait": False}]
        },
    )

    id: int
    guardian: int | None = Field(description="The guardian whose days they are")
    exceptions: list[date] = Field(description="Days left out")
    wait: bool = Field(description="Whether the family agreed to wait where it is full")


class StandingBookings(BaseModel):
    """The standing bookings of a family that are not over."""

    items: list[StandingShown]


class StandingWished(Wish):
    """A standing booking to make, for whom and on which terms."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"guardian": 31, "pattern": EXAMPLE}]})

    pattern: StandingPattern


class EndWished(Wish):
    """The first day on which there is nothing of it any more."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"guardian": 31, "from_day": "2027-01-04"}]})

    from_day: Day


class ExceptWished(Wish):
    """Days to leave out, open yet or not."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"guardian": 31, "days": ["2026-12-24"]}]})

    days: list[Day] = Field(min_length=1, max_length=366)


class StandingDone(BaseModel):
    """A standing booking after the act, and what came of each day that is open already."""

    standing_booking: StandingShown
    results: list[Result]


@routes.get("/families/{family}/standing-bookings")
async def list_standing_bookings(call: ReadingReservations, family: FamilyNumber) -> StandingBookings:
    """The standing bookings of a family that are not over today."""
    async with call.reading() as db:
        await require_family(db, family)
        children = list(await db.scalars(select(Child.id).where(Child.family_id == family)))
        found = await standings_of(db, children, on=call.today)
    return StandingBookings(items=[_shown(row) for row in found])


@routes.get("/families/{family}/standing-bookings/{standing}", response_model=StandingShown)
async def read_standing_booking(
    call: ReadingReservations, family: FamilyNumber, standing: StandingNumber, _if_none_match: IfNoneMatch = None
) -> Response:
    """One standing booking, over or not."""
    async with call.reading() as db:
        return call.shown(_shown(await _of_family(db, family, standing)))


@routes.post("/families/{family}/standing-bookings", status_code=201, response_model=StandingDone)
async def make_standing_booking(
    call: Booking, family: FamilyNumber, wish: StandingWished, _idempotency_key: IdempotencyKey = None
) -> Response:
    """Make a standing booking, and book the days of it that are open already, each with a result."""

    async def act(db: AsyncSession) -> Answer:
        opened = await act_of(db, call, family, wish)
        made = await make_standing(db, call.town, wish.pattern.wish, act=opened, consent=wish.consent.given)
        return await _answer(db, call, made.id, made.outcomes, 201)

    return await call.write(act)


@routes.post("/families/{family}/standing-bookings/{standing}/end", response_model=StandingDone)
async def end_standing_booking(
    call: Booking,
    family: FamilyNumber,
    standing: StandingNumber,
    wish: EndWished,
    if_match: IfMatch = None,
    _idempotency_key: IdempotencyKey = None,
) -> Response:
    """End a standing booking: what is booked by it from that day on is given back, each by its rules."""

    async def act(db: AsyncSession) -> Answer:
        opened = await act_of(db, call, family, wish)
        await _require_as_seen(db, family, standing, if_match)
        outcomes = await end_standing(
            db, call.town, standing, from_day=wish.from_day, act=opened, consent=wish.consent.given
        )
        return await _answer(db, call, standing, outcomes)

    return await call.write(act)


@routes.post("/families/{family}/standing-bookings/{standing}/except", response_model=StandingDone)
async def except_from_standing_booking(
    call: Booking,
    family: FamilyNumber,
    standing: StandingNumber,
    wish: ExceptWished,
    if_match: IfMatch = None,
    _idempotency_key: IdempotencyKey = None,
) -> Response:
    """Leave some days out of a standing booking; what is booked on them is given back, each by its rules."""

    async def act(db: AsyncSession) -> Answer:
        opened = await act_of(db, call, family, wish)
        await _require_as_seen(db, family, standing, if_match)
        days, consent = frozenset(wish.days), wish.consent.given
        outcomes = await except_days(db, call.town, standing, days, act=opened, consent=consent)
        return await _answer(db, call, standing, outcomes)

    return await call.write(act)


async def _of_family(db: AsyncSession, family: int, number: int, *, hold: bool = False) -> StandingBooking:
    """A standing booking of that family; if we `hold` it, nobody changes it from here on. Raises ProblemError (404)."""
    row = await db.get(StandingBooking, number, with_for_update=hold)
    if row is None or await db.scalar(select(Child.family_id).where(Child.id == row.child_id)) != family:
        raise unknown()
    return row


async def _require_as_seen(db: AsyncSession, family: int, number: int, if_match: str | None) -> None:
    """Raise ProblemError (412) where the caller saw something else than there is now."""
    if if_match is not None:
        row = await _of_family(db, family, number, hold=True)
        require_unchanged(etag_of(_shown(row).model_dump_json()), if_match)


async def _answer(db: AsyncSession, call: Call, number: int, outcomes: Sequence[Outcome], status: int = 200) -> Answer:
    row = await db.get(StandingBooking, number)
    if row is None:
        raise unknown()
    results = [await _result(db, call, outcome, row.child_id) for outcome in outcomes]
    return given(StandingDone(standing_booking=_shown(row), results=results), status)


async def _result(db: AsyncSession, call: Call, outcome: Outcome, child: int) -> Result:
    result = await result_of(db, call, outcome, child)
    status = MEANINGS[type(outcome)].status
    return Result(status=status, problem=result) if isinstance(result, Problem) else Result(status=status, done=result)


def _shown(row: StandingBooking) -> StandingShown:
    start, end = row.from_hour, row.until_hour
    return StandingShown(
        id=row.id,
        guardian=row.guardian_id,
        child=row.child_id,
        service=row.service,
        weekdays=[Weekday(number) for number in row.weekdays],
        weeks=row.weeks,
        anchor=row.anchor,
        first=row.first,
        until=row.until,
        part=row.part,
        meal=row.meal,
        hours=HoursShown(start=start, end=end) if start is not None and end is not None else None,
        exceptions=[date.fromisoformat(day) for day in row.exceptions],
        wait=row.wait,
    )
