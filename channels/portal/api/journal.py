"""The journal of a reservation: all that happened to it, who did it, when it reached us, in which words."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from booking.domain import AuthorKind, Entry, Reason, State
from booking.journal import Event, history
from channels.portal.api.calling import ReadingReservations
from channels.portal.api.numbers import FamilyNumber, ReservationNumber
from channels.portal.api.reservations import reservation_of
from channels.portal.problems import WHY_OF_REASON, Why

routes = APIRouter(tags=["journal"])


class EventShown(BaseModel):
    """One line of the journal, with the act behind it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "at": "2026-11-23T08:00:02Z",
                    "arrived": "2026-11-23T08:00:00Z",
                    "author": "guardian",
                    "name": "Claire Moreau",
                    "channel": "sms",
                    "words": "cantine lundi",
                    "entry": "booked",
                    "why": None,
                    "reason": None,
                    "before": None,
                    "after": "confirmed",
                }
            ]
        }
    )

    at: datetime = Field(description="When it was done")
    arrived: datetime = Field(description="When it reached us: by this hour it was judged")
    author: AuthorKind
    name: str
    channel: str
    words: str
    entry: Entry
    why: Why | None = Field(description="refused: one of the five reasons")
    reason: Reason | None = Field(description="refused: the reason more exactly")
    before: State | None
    after: State | None


class Journal(BaseModel):
    """The journal of a reservation, from first to last, with what was refused to that child for that day."""

    items: list[EventShown]


@routes.get("/families/{family}/reservations/{reservation}/journal")
async def read_journal(call: ReadingReservations, family: FamilyNumber, reservation: ReservationNumber) -> Journal:
    """All that happened to a reservation."""
    async with call.reading() as db:
        await reservation_of(db, family, reservation)
        events = await history(db, reservation)
    return Journal(items=[_shown(event) for event in events])


def _shown(event: Event) -> EventShown:
    return EventShown(
        at=event.at,
        arrived=event.arrived,
        author=event.author,
        name=event.name,
        channel=event.channel,
        words=event.words,
        entry=event.entry,
        why=None if event.reason is None else WHY_OF_REASON[event.reason],
        reason=event.reason,
        before=event.before,
        after=event.after,
    )
