"""GET /metrics: the outbox in figures, for a Prometheus; nobody's number, name or words are in it.

https://prometheus.io/docs/instrumenting/exposition_formats/ (written by hand: the official client counts within one
process, and what counts here stands in the database, the same from whichever process is asked).
"""

import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Response
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import DATABASE_FAILURES, Database
from channels.outbox import overview
from channels.terms import Terms
from channels.transport import Channel

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
QUANTILES = (0.5, 0.95)


@dataclass(frozen=True, slots=True)
class Sample:
    """One value of a gauge."""

    name: str
    value: float
    labels: Mapping[str, str]

    def __str__(self) -> str:
        labels = ",".join(
            f'{name}="{value}"' for name, value in self.labels.items()
        )  # our own words: nothing to escape
        return f"{self.name}{{{labels}}} {self.value:g}"


HELP = {
    "allo_outbox_waiting": "messages that wait, due or not",
    "allo_outbox_due": "messages that should have left",
    "allo_outbox_oldest_seconds": "for how long the oldest of them should have left",
    "allo_outbox_messages_last_day": "messages queued within a day, by state, and by reason where they failed",
    "allo_outbox_receipt_seconds": "from handing over to the receipt, within a day",
    "allo_outbox_segments_month": "segments sent this month (UTC)",
    "allo_outbox_budget_segments": "segments that may be sent in a month before broadcasts stop",
    "allo_outbox_provider_failures": "tries in a row at which the provider was not there",
}


def metrics_router(database: Database, terms: Mapping[Channel, Terms], now: Callable[[], datetime]) -> APIRouter:
    """GET /metrics; 503 while the database is away."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/metrics")
    async def metrics() -> Response:
        try:
            async with database.reading() as db:
                samples = await collect(db, terms, now=now())
        except DATABASE_FAILURES:
            return Response("no database", 503, media_type="text/plain")
        return Response(written(samples), headers={"Content-Type": CONTENT_TYPE})

    return routes


async def collect(db: AsyncSession, terms: Mapping[Channel, Terms], *, now: datetime) -> Sequence[Sample]:
    """All figures of this instant."""
    return [
        *_of_queues(await overview.queues(db, now=now), now),
        *_of_counts(await overview.counts(db, now=now)),
        *_of_delays(await overview.receipt_delays(db, now=now)),
        *[
            sample
            for allowance in await overview.allowances(db)
            for sample in _of_spending(allowance.channel, allowance.spent, allowance.failures, terms)
        ],
    ]


def written(samples: Sequence[Sample]) -> str:
    """In Prometheus' own form: all samples of a name together, below what the name means."""
    lines = []
    for name, meaning in HELP.items():
        lines += [f"# HELP {name} {meaning}", f"# TYPE {name} gauge"]
        lines += [str(sample) for sample in samples if sample.name == name]
    return "\n".join([*lines, ""])


def _of_queues(queues: Sequence[overview.Queue], now: datetime) -> Iterator[Sample]:
    for queue in queues:
        labels = {"channel": queue.channel.value}
        age = 0.0 if queue.oldest is None else (now - queue.oldest).total_seconds()
        yield Sample("allo_outbox_waiting", queue.waiting, labels)
        yield Sample("allo_outbox_due", queue.due, labels)
        yield Sample("allo_outbox_oldest_seconds", age, labels)


def _of_counts(counts: Sequence[overview.Count]) -> Iterator[Sample]:
    for count in counts:
        reason = "" if count.failure is None else count.failure.value
        labels = {"channel": count.channel.value, "state": count.state.value, "reason": reason}
        yield Sample("allo_outbox_messages_last_day", count.number, labels)


def _of_delays(delays: Mapping[Channel, Sequence[float]]) -> Iterator[Sample]:
    for channel, seconds in delays.items():
        points = statistics.quantiles(seconds, n=100, method="inclusive") if len(seconds) > 1 else [seconds[0]] * 99
        for quantile in QUANTILES:
            labels = {"channel": channel.value, "quantile": str(quantile)}
            yield Sample("allo_outbox_receipt_seconds", points[round(quantile * 100) - 1], labels)


def _of_spending(channel: Channel, spent: int, failures: int, terms: Mapping[Channel, Terms]) -> Iterator[Sample]:
    labels = {"channel": channel.value}
    yield Sample("allo_outbox_provider_failures", failures, labels)
    if channel.costs_segments:
        yield Sample("allo_outbox_segments_month", spent, labels)
    known = terms.get(channel)
    if known is not None and known.budget is not None:
        yield Sample("allo_outbox_budget_segments", known.budget, labels)
