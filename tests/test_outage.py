"""The database goes away under `serve`, and comes back: no text is lost, each is judged by its arrival."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from booking.database import DATABASE_FAILURES, Database, is_away
from booking.demonstration import families
from tests.conftest import address, run_on_server
from tests.fakes.twilio import FakeTwilio
from tests.processes import free_port, prepared, served
from tests.stoppable_postgres import StoppablePostgres, stoppable_postgres
from tests.test_providers import CAMILLE, count, eventually, now, sms_settings

TOWN_FILE = Path(families.__file__).with_name("town.toml")
OTHER = "+33639980001"
LONGEST_ANSWER = 5  # seconds; Twilio waits for 15


@pytest.fixture(scope="module")
def postgres() -> Iterator[StoppablePostgres]:
    with stoppable_postgres() as server:
        yield server


@pytest.fixture(scope="module")
def town_url(postgres: StoppablePostgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The demonstration town on that server."""
    asyncio.run(run_on_server(postgres.uri, "CREATE DATABASE town"))
    url = address(postgres.uri, "town")
    asyncio.run(prepared(tmp_path_factory.mktemp("town"), url))
    return url


async def readiness(app: str) -> tuple[int, int]:
    """The status of /readyz, and how many messages wait in the spool."""
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.get(f"{app}/readyz")
        return answer.status_code, answer.json()["spool"]


async def until_noted(url: str, what: str) -> None:
    async with asyncio.timeout(15):
        while not await count(url, what):  # noqa: ASYNC110 - by another process
            await asyncio.sleep(0.05)


def heard_by(phone: str, twilio: FakeTwilio) -> list[str]:
    """What came to this phone: what the other parent is told of it, by the next minute, is not counted."""
    return [message.body for message in twilio.sent if message.to == phone]


async def test_whatever_a_stop_does_to_transactions_is_known_as_the_databases_own(
    postgres: StoppablePostgres, town_url: str
) -> None:
    """What is not known as that ends a worker, or is told to a parent as a fault."""
    database, failures = Database(town_url), list[Exception]()
    stopping = asyncio.Event()

    async def write() -> None:
        while not stopping.is_set():
            try:
                async with database.writing() as db:
                    await db.execute(text("SELECT pg_sleep(0.001)"))
            except Exception as error:  # noqa: BLE001 - whichever it is
                failures.append(error)
                await asyncio.sleep(0.02)

    writers = [asyncio.create_task(write()) for _ in range(10)]
    for _ in range(2):
        await asyncio.sleep(0.2)
        await asyncio.to_thread(postgres.stop)
        await asyncio.to_thread(postgres.start)
    stopping.set()
    await asyncio.gather(*writers)
    await database.close()
    assert len(failures) >= 2
    assert [error for error in failures if not (isinstance(error, DATABASE_FAILURES) and is_away(error))] == []


async def test_texts_and_receipts_outlive_the_database(
    postgres: StoppablePostgres, town_url: str, tmp_path: Path
) -> None:
    port = free_port()
    async with FakeTwilio(now=now, app=f"http://127.0.0.1:{port}") as twilio:
        settings = sms_settings(twilio, town_url, f"http://127.0.0.1:{port}")
        async with served(port, tmp_path, **settings) as app:
            await twilio.text(CAMILLE, "cantine lundi pour Victor")
            await until_noted(town_url, "outbox WHERE state = 'sent'")
            postgres.stop()
            began = time.perf_counter()
            taken = [await twilio.text(CAMILLE, "annule lundi")]
            taken += [await twilio.text(CAMILLE, "cantine jeudi pour Victor"), await twilio.again()]
            taken += [await twilio.receipt(twilio.sent[0].sid, "delivered")]
            assert [answer.status_code for answer in taken] == [200] * 4
            assert time.perf_counter() - began < LONGEST_ANSWER
            assert await readiness(app) == (503, 4)
            postgres.start()
            await eventually(lambda: len(heard_by(CAMILLE, twilio)) == 3)
            assert "Annulé" in heard_by(CAMILLE, twilio)[1]
            assert "jeudi 26 novembre" in heard_by(CAMILLE, twilio)[2]
            assert await readiness(app) == (200, 0)
    assert await count(town_url, "inbox WHERE state = 'handled'") == 3
    assert await count(town_url, "outbox WHERE state = 'delivered'") == 1


async def test_a_process_that_starts_without_the_database_goes_on_with_the_spool(
    postgres: StoppablePostgres, town_url: str, tmp_path: Path
) -> None:
    port = free_port()
    async with FakeTwilio(now=now, app=f"http://127.0.0.1:{port}") as twilio:
        settings = sms_settings(twilio, town_url, f"http://127.0.0.1:{port}") | {"town": str(TOWN_FILE)}
        async with served(port, tmp_path, **settings):
            postgres.stop()
            await twilio.text(OTHER, "bonjour", sid="SMfirst")
        async with served(port, tmp_path, until="/healthz", **settings) as app:
            assert (await twilio.text(OTHER, "english please", sid="SMsecond")).status_code == 200
            assert await readiness(app) == (503, 2)
            postgres.start()
            await eventually(lambda: len(twilio.sent) == 2)
            assert await readiness(app) == (200, 0)
    assert ["Bonjour" in twilio.sent[0].body, "English" in twilio.sent[1].body] == [True, True]
