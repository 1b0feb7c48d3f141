"""How texts went and how long they waited for their answer, hour by hour; and what became of what we sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from booking.sql_time import hour_of, tenths_between
from channels.errors import Failure
from channels.purpose import Purpose
from channels.tables import Course, ForStaff, InboxMessage, OutboxMessage, Sending
from channels.transport import Kind

WORDS = (Kind.TEXT, Kind.EDITED, Kind.BUTTON, Kind.MEDIA)  # what somebody said to us
BY_STAFF = "answer:%"  # how the batch of an answer of staff begins


@dataclass(frozen=True, slots=True)
class Texts:
    """So many texts of an hour (counted from 1970, UTC) that went that way."""

    hour: int
    course: Course | None
    for_staff: ForStaff | None
    number: int


@dataclass(frozen=True, slots=True)
class Waits:
    """So many texts of an hour whose answer left after so many tenths of a second."""

    hour: int
    tenths: int
    number: int


@dataclass(frozen=True, slots=True)
class Fate:
    """So many messages of ours, queued in an hour (counted from 1970, UTC), that came to that."""

    hour: int
    state: Sending
    failure: Failure | None
    number: int


async def texts_by_hour(db: AsyncSession, *, first: datetime, last: datetime) -> Sequence[Texts]:
    """The texts that reached us from `first` to `last` (excluded; both aware), by how they went."""
    hour = hour_of(InboxMessage.received_at)
    wanted = (
        select(hour, InboxMessage.course, InboxMessage.for_staff, func.count())
        .where(InboxMessage.received_at >= first, InboxMessage.received_at < last, InboxMessage.kind.in_(WORDS))
        .group_by(hour, InboxMessage.course, InboxMessage.for_staff)
    )
    return [Texts(*row) for row in await db.execute(wanted)]


async def waits_by_hour(db: AsyncSession, *, first: datetime, last: datetime) -> Sequence[Waits]:
    """How long these texts waited until the bot's answer was with the provider. Answers of staff are counted apart."""
    hour, tenths = hour_of(InboxMessage.received_at), tenths_between(InboxMessage.received_at, OutboxMessage.sent_at)
    wanted = (
        select(hour, tenths, func.count())
        .select_from(InboxMessage)
        .join(OutboxMessage, OutboxMessage.answers == InboxMessage.id)
        .where(
            InboxMessage.received_at >= first,
            InboxMessage.received_at < last,
            OutboxMessage.sent_at.is_not(None),
            OutboxMessage.purpose == Purpose.ANSWER,
            OutboxMessage.instead_of.is_(None),
            or_(OutboxMessage.batch.is_(None), OutboxMessage.batch.not_like(BY_STAFF)),
        )
        .group_by(hour, tenths)
    )
    return [Waits(*row) for row in await db.execute(wanted)]


async def fates_by_hour(db: AsyncSession, *, first: datetime, last: datetime) -> Sequence[Fate]:
    """What became of the messages queued then; one that went another way in the end counts by what came of that."""
    hour, second = hour_of(OutboxMessage.queued_at), aliased(OutboxMessage)
    wanted = (
        select(hour, OutboxMessage.state, OutboxMessage.failure, func.count())
        .where(
            OutboxMessage.queued_at >= first,
            OutboxMessage.queued_at < last,
            ~exists().where(second.instead_of == OutboxMessage.id),
        )
        .group_by(hour, OutboxMessage.state, OutboxMessage.failure)
    )
    return [Fate(*row) for row in await db.execute(wanted)]
