"""How much one channel may send now: one row for all workers, locked while they take messages."""

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import insert_missing
from channels.errors import Failure, SendError
from channels.purpose import Lane
from channels.tables import Allowance, OutboxMessage
from channels.terms import Terms
from channels.transport import Channel

log = structlog.get_logger(__name__)

NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # before any message, also where a demonstration's clock is moved back
BURST = timedelta(seconds=0.2)  # how far ahead of its rate a channel may be: as long as a worker looks away, doubled
WARN_AT = 0.8  # of the month's budget
FIRST_PAUSE: Mapping[Failure, timedelta] = {
    Failure.NETWORK: timedelta(seconds=2),
    Failure.THROTTLED: timedelta(seconds=1),
    Failure.IN_DOUBT: timedelta(seconds=5),
    Failure.ACCOUNT: timedelta(seconds=30),
}
LONGEST_PAUSE = timedelta(seconds=30)  # so that what waited leaves within a minute of the provider's return


async def lock_allowance(db: AsyncSession, channel: Channel, *, now: datetime) -> Allowance:
    """The allowance of a channel, held until the transaction ends; in a new month nothing is spent yet (UTC)."""
    found = await _locked(db, channel)
    if found is None:
        opened = {"free_at": NEVER, "closed_until": NEVER, "failures": 0}
        row = {"channel": channel, "month": _month(now), "spent": 0} | opened
        await insert_missing(db, Allowance, [row])
        found = await _locked(db, channel)
    if found is None:
        raise LookupError("an allowance that was just begun is not there")
    if found.month != _month(now):
        found.month, found.spent = _month(now), 0
    return found


def may_leave(allowance: Allowance, terms: Terms, row: OutboxMessage, *, now: datetime) -> bool:
    """Whether the rate and the month's budget let this message go now."""
    if row.lane == Lane.BROADCAST and not is_affordable(allowance, terms, row.segments):
        return False
    if terms.per_second is None or (row.lane == Lane.REPLY and terms.provider_queues):
        return True
    return allowance.free_at - now < BURST


def is_affordable(allowance: Allowance, terms: Terms, segments: int) -> bool:
    """Whether the month's budget has room for so many segments more."""
    return terms.budget is None or allowance.spent + segments <= terms.budget


def spend(allowance: Allowance, terms: Terms, segments: int, *, now: datetime) -> None:
    """Take so many segments out of the rate and of the budget, which warns once as it runs low, and once at its end."""
    if terms.per_second is not None:
        allowance.free_at = max(allowance.free_at, now) + timedelta(seconds=segments / terms.per_second)
    before, allowance.spent = allowance.spent, allowance.spent + segments
    if terms.budget is None:
        return
    facts = {"channel": allowance.channel, "spent": allowance.spent, "budget": terms.budget, "alarm": True}
    if before < terms.budget <= allowance.spent:
        log.error("budget.spent", **facts)
    elif before < terms.budget * WARN_AT <= allowance.spent:
        log.warning("budget.nearly_spent", **facts)


def give_back(allowance: Allowance, row: OutboxMessage) -> None:
    """The segments of a message that did not leave are not spent."""
    allowance.spent = max(0, allowance.spent - row.segments)


def close(allowance: Allowance, error: SendError, *, now: datetime) -> None:
    """Leave the provider alone for as long as it asks, or ever longer from one failure to the next; all workers do.

    What else was in its hands and fails meanwhile makes the pause no longer. The pauses vary by half, so that not all
    who wait come back at the same instant.
    """
    is_open = allowance.closed_until <= now
    if error.after is not None:
        allowance.closed_until = max(allowance.closed_until, now + error.after)
    elif is_open:
        grown = min(FIRST_PAUSE[error.failure] * 2 ** min(allowance.failures, 10), LONGEST_PAUSE)
        allowance.closed_until = now + grown * random.uniform(0.5, 1)  # noqa: S311 - no secret hangs on it
    allowance.failures += is_open


def reopen(allowance: Allowance) -> None:
    """The provider took a message."""
    allowance.failures = 0


async def _locked(db: AsyncSession, channel: Channel) -> Allowance | None:
    return await db.get(Allowance, channel, with_for_update=True, populate_existing=True)


def _month(now: datetime) -> date:
    return now.astimezone(UTC).date().replace(day=1)
