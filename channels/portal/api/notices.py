"""Notices: what staff wrote to many, whom it concerned, and how far it came. Read only: writing is done at the desk."""

from datetime import date, datetime

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, JsonValue
from sqlalchemy import Select, select
from sqlalchemy.orm import aliased
from starlette.responses import Response

from booking.audience import Who
from booking.tables import ActRow
from channels.notices.steps import Step, steps_of
from channels.notices.tables import Notice
from channels.portal.api.calling import IfNoneMatch, ReadingNotices
from channels.portal.api.numbers import NoticeNumber
from channels.portal.paging import After, Limit, Piece, number_after, piece_of
from channels.portal.problems import unknown

routes = APIRouter(tags=["notices"])
AUDIENCE: dict[str, JsonValue] = {
    "who": "booked",
    "site": "jean-moulin",
    "service": "cantine",
    "class_name": None,
    "day": "2026-12-04",
}
EXAMPLE: dict[str, JsonValue] = {
    "id": 7,
    "sent_at": "2026-11-23T08:00:00Z",
    "due_at": "2026-11-23T08:00:00Z",
    "audience": AUDIENCE,
    "not_those_told_by": None,
    "texts": {"fr": "Grève vendredi 4 décembre : pas de cantine.", "en": "Strike on Friday 4 December: no lunch."},
    "urgent": False,
    "no_use_after": "2026-12-04T23:00:00Z",
    "people": 120,
    "stopped_at": None,
}
COUNTS: dict[str, JsonValue] = {
    "waiting": 0,
    "sent": 12,
    "delivered": 103,
    "failed": 3,
    "expired": 0,
    "stopped": 0,
    "unreachable": 2,
    "forgotten": 0,
}


class AudienceShown(BaseModel):
    """Whom it concerns, all conditions together; nothing named means all."""

    model_config = ConfigDict(json_schema_extra={"examples": [AUDIENCE]})

    who: Who = Field(description="families: by their file; booked: who comes on that day; waiting: its waiting list")
    site: str | None
    service: str | None
    class_name: str | None
    day: date | None


class NoticeShown(BaseModel):
    """A notice that was sent."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    id: int
    sent_at: datetime = Field(description="When staff pressed")
    due_at: datetime = Field(description="From when on it leaves: not at night unless it is urgent")
    audience: AudienceShown
    not_those_told_by: int | None = Field(description="The notice whose readers are left out, by its `id`")
    texts: dict[str, str] = Field(description="In the words of staff, by language; French always among them")
    urgent: bool
    no_use_after: datetime | None = Field(description="From then on it does not leave any more")
    people: int = Field(description="How many guardians it concerned when it was sent")
    stopped_at: datetime | None = Field(description="When staff stopped it: what had not left then never will")


class CountsShown(BaseModel):
    """How many guardians are where; together they are all whom it concerned."""

    model_config = ConfigDict(json_schema_extra={"examples": [COUNTS]})

    waiting: int
    sent: int = Field(description="With the operator; some networks never say more")
    delivered: int
    failed: int
    expired: int = Field(description="Of no use any more before it could leave")
    stopped: int = Field(description="By staff, before it left")
    unreachable: int = Field(description="No address at which anything may be said")
    forgotten: int = Field(description="The message is not kept any more")


class CountedNoticeShown(NoticeShown):
    """A notice, and how far it came."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE | {"counts": COUNTS}]})

    counts: CountsShown


@routes.get("/notices")
async def list_notices(call: ReadingNotices, limit: Limit = 100, after: After = None) -> Piece[NoticeShown]:
    """The notices that were sent, piece by piece, the oldest first."""
    wanted = _sent().where(Notice.id > number_after(after)).order_by(Notice.id).limit(limit + 1)
    async with call.reading() as db:
        found = [_shown(*row) for row in await db.execute(wanted)]
    return piece_of(found, limit, lambda notice: notice, lambda notice: notice.id)


@routes.get("/notices/{notice}", response_model=CountedNoticeShown)
async def show_notice(call: ReadingNotices, notice: NoticeNumber, _if_none_match: IfNoneMatch = None) -> Response:
    """One of them, with how far it came to how many."""
    async with call.reading() as db:
        row = (await db.execute(_sent().where(Notice.id == notice))).first()
        if row is None:
            raise unknown()
        steps = await steps_of(db, notice)
    counts = CountsShown.model_validate({step.value: steps.get(step, 0) for step in Step})
    return call.shown(CountedNoticeShown.model_validate(_shown(*row).model_dump() | {"counts": counts}))


def _sent() -> Select[Notice, datetime, datetime | None]:
    stopping = aliased(ActRow)
    return (
        select(Notice, ActRow.at, stopping.at)
        .join(ActRow, ActRow.id == Notice.act_id)
        .outerjoin(stopping, stopping.id == Notice.stopped_act_id)
    )


def _shown(notice: Notice, sent_at: datetime, stopped_at: datetime | None) -> NoticeShown:
    chosen = notice.audience
    return NoticeShown(
        id=notice.id,
        sent_at=sent_at,
        due_at=notice.due_at or sent_at,
        audience=AudienceShown(
            who=chosen.who,
            site=chosen.site,
            service=chosen.service,
            class_name=chosen.class_name,
            day=chosen.day,
        ),
        not_those_told_by=notice.without,
        texts=notice.texts,
        urgent=notice.urgent,
        no_use_after=notice.no_use_after,
        people=notice.people,
        stopped_at=stopped_at,
    )
