"""What families asked for and what came of it, hour by hour, from the journal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.domain import Entry, Reason
from booking.sql_time import hour_of
from booking.tables import ActRow, JournalLine


class Refusal(StrEnum):
    """Why a family does not get what it asks for: the five reasons that it is told, and what is none of them."""

    FULL = "full"
    TOO_LATE = "too_late"
    CLOSED = "closed"
    FILE = "file"
    OUR_FAULT = "our_fault"
    SENSELESS = "senseless"  # there is nothing to give back, or it is not sold that way


REFUSALS: Mapping[Reason, Refusal] = {
    Reason.FULL: Refusal.FULL,
    Reason.TOO_LATE: Refusal.TOO_LATE,
    Reason.NOT_YET: Refusal.TOO_LATE,
    Reason.OFFER_OVER: Refusal.TOO_LATE,
    Reason.CLOSED: Refusal.CLOSED,
    Reason.NO_SESSION: Refusal.CLOSED,
    Reason.FILE: Refusal.FILE,
    Reason.NOT_FOR_CHILD: Refusal.FILE,
    Reason.UNIT: Refusal.SENSELESS,
    Reason.NOT_BOOKED: Refusal.SENSELESS,
}


@dataclass(frozen=True, slots=True)
class Done:
    """So many places booked, or refused for a reason, in an hour (counted from 1970, UTC), by a channel."""

    hour: int
    channel: str
    refused: Refusal | None
    number: int


async def done_by_hour(db: AsyncSession, *, first: datetime, last: datetime) -> Sequence[Done]:
    """The places booked and refused from `first` to `last` (excluded; both aware)."""
    hour = hour_of(ActRow.at)
    wanted = (
        select(hour, ActRow.channel, JournalLine.reason, func.count())
        .select_from(ActRow)
        .join(JournalLine, JournalLine.act_id == ActRow.id)
        .where(ActRow.at >= first, ActRow.at < last, JournalLine.entry.in_((Entry.BOOKED, Entry.REFUSED)))
        .group_by(hour, ActRow.channel, JournalLine.reason)
    )
    return [
        Done(at, channel, None if reason is None else REFUSALS[reason], number)
        for at, channel, reason, number in await db.execute(wanted)
    ]
