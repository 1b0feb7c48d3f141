"""Sessions: what can be booked on which day, how many places are left, and until when."""

from collections.abc import Sequence
from datetime import date, datetime

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from starlette.responses import Response

from booking.rules.acts import ActRules, Applicant
from booking.rules.explain import Explanation, Step, explain
from booking.tables import Session
from booking.town import Part, Town
from booking.ways import terms_of
from channels.portal.api.calling import IfNoneMatch, ReadingSessions
from channels.portal.api.numbers import First, Last, ServiceKey, SessionNumber, SiteKey
from channels.portal.api.terms import TermsShown, terms_shown
from channels.portal.paging import After, Limit, Piece, number_after, piece_of
from channels.portal.problems import unknown

routes = APIRouter(tags=["sessions"])


class Later(BaseModel):
    """What is still possible after the ordinary deadline, until an instant (excluded)."""

    until: datetime
    terms: TermsShown
    decided_by: str | None = Field(description="Who decides, in French; none where nobody needs to")
    only_by: str | None = Field(description="The one way in which it must come")
    only_waiting: bool = Field(description="Only by a place on the waiting list")


class Limits(BaseModel):
    """When something may be done: from `opens_at` until `closes_at` (excluded), and what may be done later.

    They are those of a family of which no rule says anything special: a family's own are in its month.
    """

    opens_at: datetime | None = Field(description="None where it was always open")
    closes_at: datetime | None = Field(description="None where there is no ordinary way")
    later: list[Later]


class SessionShown(BaseModel):
    """One service at one site on one day, or a part of it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": 4711,
                    "service": "cantine",
                    "site": "jean-moulin",
                    "day": "2026-11-30",
                    "part": "day",
                    "capacity": 30,
                    "booked": 28,
                    "left": 2,
                    "closed": None,
                    "closed_classes": {},
                    "booking": {"opens_at": None, "closes_at": "2026-11-27T09:00:00+01:00", "later": []},
                    "cancelling": {"opens_at": None, "closes_at": "2026-11-27T09:00:00+01:00", "later": []},
                }
            ]
        }
    )

    id: int
    service: str
    site: str
    day: date
    part: Part
    capacity: int
    booked: int
    left: int
    closed: str | None = Field(description="Why it is closed; none while it is open")
    closed_classes: dict[str, str] = Field(description="Why it is closed to single classes")
    booking: Limits
    cancelling: Limits


@routes.get("/sessions")
async def list_sessions(
    call: ReadingSessions,
    first: First,
    last: Last,
    service: ServiceKey = None,
    site: SiteKey = None,
    limit: Limit = 100,
    after: After = None,
) -> Piece[SessionShown]:
    """The sessions of these days with places and deadlines, piece by piece."""
    wanted = (
        select(Session)
        .where(Session.id > number_after(after), Session.date.between(first, last))
        .order_by(Session.id)
        .limit(limit + 1)
    )
    if service is not None:
        wanted = wanted.where(Session.service == service)
    if site is not None:
        wanted = wanted.where(Session.site == site)
    async with call.reading() as db:
        found = (await db.scalars(wanted)).all()
    return piece_of(found, limit, lambda session: _shown(call.town, session), lambda session: session.id)


@routes.get("/sessions/{session}", response_model=SessionShown)
async def read_session(call: ReadingSessions, session: SessionNumber, _if_none_match: IfNoneMatch = None) -> Response:
    """One session."""
    async with call.reading() as db:
        found = await db.get(Session, session)
    if found is None:
        raise unknown()
    return call.shown(_shown(call.town, found))


def _shown(town: Town, session: Session) -> SessionShown:
    service = town.service(session.service)
    return SessionShown(
        id=session.id,
        service=session.service,
        site=session.site,
        day=session.date,
        part=session.part,
        capacity=session.capacity,
        booked=session.booked,
        left=max(session.capacity - session.booked, 0),
        closed=session.closed,
        closed_classes=session.closed_classes,
        booking=_limits(town, service.booking, session.date),
        cancelling=_limits(town, service.cancelling, session.date),
    )


def _limits(town: Town, rules: ActRules, day: date) -> Limits:
    known: Explanation = explain(rules, day, calendar=town.calendar, who=Applicant())
    return Limits(
        opens_at=known.opens_at, closes_at=known.limit and known.limit.closes_at, later=_later(rules, known.steps)
    )


def _later(rules: ActRules, steps: Sequence[Step]) -> list[Later]:
    return [
        Later(
            until=step.limit.closes_at,
            terms=terms_shown(terms_of(step.tier, Applicant())),
            decided_by=step.tier.approval_by or rules.approval_by,
            only_by=step.tier.channel,
            only_waiting=step.tier.waiting_list,
        )
        for step in steps
    ]
