"""/metrics: the outbox in figures, in Prometheus' own form, and nobody in it."""

from datetime import timedelta

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from bot.metrics import metrics_router
from channels.errors import Failure
from channels.purpose import Purpose
from channels.terms import Terms
from channels.transport import Channel, Delivery
from tests.channels.office import ALEX, CAMILLE, Office


async def scraped(office: Office) -> dict[str, float]:
    """The samples by name and labels."""
    app = FastAPI()
    app.include_router(metrics_router(office.database, office.terms, office.watch.now))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://town") as prometheus:
        answer = await prometheus.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert CAMILLE[1:] not in answer.text
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


async def test_depth_and_age_of_what_waits(office: Office) -> None:
    await office.queue("Réservé.")
    await office.queue("Rappel.", purpose=Purpose.REMINDER, due_in=timedelta(hours=3))
    office.wait(timedelta(seconds=90))
    figures = await scraped(office)
    assert figures['allo_outbox_waiting{channel="sms"}'] == 2
    assert figures['allo_outbox_due{channel="sms"}'] == 1
    assert figures['allo_outbox_oldest_seconds{channel="sms"}'] == 90


async def test_sent_failed_by_reason_and_the_delay_of_receipts(office: Office) -> None:
    office.twilio.opt_out(ALEX)
    await office.queue("Réservé.")
    await office.queue("Réservé.", to=ALEX)
    await office.postman.round()
    office.wait(timedelta(seconds=4))
    await office.receipt(office.twilio.sent[0].sid, Delivery.DELIVERED)
    figures = await scraped(office)
    day = "allo_outbox_messages_last_day"
    assert figures[day + '{channel="sms",state="delivered",reason=""}'] == 1
    assert figures[day + f'{{channel="sms",state="failed",reason="{Failure.OPTED_OUT}"}}'] == 1
    assert figures['allo_outbox_receipt_seconds{channel="sms",quantile="0.5"}'] == 4


async def test_what_the_month_has_cost(office: Office) -> None:
    office.terms[Channel.SMS] = Terms(budget=100)
    await office.queue("a" * 161)
    await office.postman.round()
    figures = await scraped(office)
    assert figures['allo_outbox_segments_month{channel="sms"}'] == 2
    assert figures['allo_outbox_budget_segments{channel="sms"}'] == 100
