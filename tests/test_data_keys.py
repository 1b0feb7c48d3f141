"""Data keys are renewed while `serve` runs and texts come in: nothing becomes unreadable, nothing is lost."""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import select

from booking.audit import audit
from booking.cipher import new_key
from booking.data_keys import sealed_columns, sealed_tables
from booking.database import Database
from booking.sealing import Keyring
from booking.tables import ActRow, Base
from channels.tables import Handling, InboxMessage, OutboxMessage
from tests.fakes.twilio import FakeTwilio
from tests.processes import free_port, run, served
from tests.test_providers import eventually, now, sms_settings

OLD, NEW = new_key(), new_key()
BOTH = f"{NEW},{OLD}"
PARENTS = [f"+33639980{number:03}" for number in range(1, 13)]
WORDS = ("cantine lundi", "annule lundi")
TEXTS_AFTERWARDS = 24


@asynccontextmanager
async def texting(twilio: FakeTwilio, taken: list[int]) -> AsyncIterator[None]:
    """Parents text meanwhile, and a little longer; `taken` are the answers to each text's webhook."""
    until = sys.maxsize

    async def go_on() -> None:
        while len(taken) < until:
            words = WORDS[len(taken) // len(PARENTS) % 2]
            taken.append((await twilio.text(PARENTS[len(taken) % len(PARENTS)], words)).status_code)
            await asyncio.sleep(0.02)

    parents = asyncio.create_task(go_on())
    yield
    until = len(taken) + TEXTS_AFTERWARDS
    await parents


async def unhandled(database: Database) -> Sequence[int]:
    """Texts that were not handled, or only after something went wrong."""
    wrong = (InboxMessage.state != Handling.HANDLED) | (InboxMessage.attempts > 0)
    async with database.reading() as db:
        return (await db.scalars(select(InboxMessage.id).where(wrong))).all()


async def test_texts_are_answered_while_the_key_is_renewed_and_the_new_one_opens_all(
    town_url: str, tmp_path: Path
) -> None:
    port, taken = free_port(), list[int]()
    app = f"http://127.0.0.1:{port}"
    async with FakeTwilio(now=now, app=app, receipts=["delivered"]) as twilio:
        settings = sms_settings(twilio, town_url, app)
        async with served(port, tmp_path, **settings, data_keys=OLD), texting(twilio, taken):
            await eventually(lambda: len(twilio.sent) > 10)
        async with served(port, tmp_path, **settings, data_keys=BOTH):
            async with texting(twilio, taken):
                done = await run(
                    "data-keys", "rotate", folder=tmp_path, settings={"database_url": town_url, "data_keys": BOTH}
                )
            renewed = Database(town_url, keys=Keyring([NEW]))
            async with asyncio.timeout(30):
                while await unhandled(renewed):  # noqa: ASYNC110 - by another process
                    await asyncio.sleep(0.05)
    assert (done.status, "lignes" in done.err) == (0, True)
    assert set(taken) == {200}
    async with renewed.reading() as db:
        for table in sealed_tables(Base.metadata):
            assert (await db.execute(select(*sealed_columns(table)))).all() is not None, "raises where a key is missing"
        texts = (await db.scalars(select(InboxMessage.text))).all()
        caused = (await db.scalars(select(ActRow.words).where(ActRow.guardian_id.is_not(None)))).all()
        replies = (await db.scalars(select(OutboxMessage.text).where(OutboxMessage.answers.is_not(None)))).all()
        assert (await audit(db)).contradictions == []
    await renewed.close()
    assert len(texts) == len(replies) == len(taken)
    assert set(texts) | set(caused) == set(WORDS)
    assert [text for text in replies if "erreur" in text or "faute" in text] == []
