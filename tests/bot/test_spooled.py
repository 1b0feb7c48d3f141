"""Texts that came while the database took none: worked off in the order of each phone, judged by their arrival."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import text

from booking.database import Database
from channels.arrivals import Arrivals
from channels.spool import Spool
from channels.transport import Channel, Incoming, Receipt
from tests.bot.conftest import CLAIRE, KARIM
from tests.bot.phone import Phones
from tests.conftest import At


@asynccontextmanager
async def out_of_reach(database: Database, url: str) -> AsyncIterator[None]:
    """While this lasts, nobody else can write anything down."""
    async with database.writing() as db:
        if not url.startswith("sqlite"):
            await db.execute(text("LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE"))
        yield


async def no_receipts(_: Receipt) -> None:
    raise AssertionError("nothing was sent")


async def test_an_outage_makes_nobody_late_and_turns_no_order_round(
    phones: Phones, database: Database, database_url: str, at: At, tmp_path: Path
) -> None:
    arrivals = Arrivals(phones.app.inbox.receive, no_receipts, Spool(tmp_path / "spool", phones.clock.now))

    async def texts(number: str, words: str) -> None:
        known = f"SM{arrivals.spool.size()}"
        await arrivals.receive(Incoming(Channel.SIMULATOR, known, number, words, phones.clock.now()))

    async with out_of_reach(database, database_url):
        phones.later(at("2026-11-26 08:58"))  # the deadline for Friday is on Thursday at nine
        await texts(CLAIRE, "cantine vendredi pour Léo")
        await texts(CLAIRE, "annule")
        phones.later(at("2026-11-26 09:01"))
        await texts(KARIM, "cantine vendredi pour Emma")
        assert arrivals.spool.size() == 3
    phones.later(at("2026-11-26 14:00"))
    while await arrivals.work_off():
        await phones.app.inbox.settle()
    booked, cancelled = await phones.phone(CLAIRE).heard()
    assert "Réservé : cantine pour Léo, vendredi 27 novembre." in booked.text
    assert "Annulé : cantine pour Léo, vendredi 27 novembre" in cancelled.text
    (late,) = await phones.phone(KARIM).heard()
    assert "Hors délai" in late.text
    assert arrivals.spool.is_empty()
