"""The doctor: every fault that it knows is found, on the line that it concerns, with what to do."""

from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from booking.database import Database
from bot.clock import Clock
from bot.commands.backing_up import CLOCK
from bot.doctor.base import look_at_database
from bot.doctor.finding import Finding, Verdict
from bot.doctor.machine import look_at_machine
from bot.doctor.providers import look_at_telegram, look_at_twilio
from bot.doctor.public import look_at_address
from bot.doctor.town import look_at_settings, look_at_town
from bot.readiness import MAY_WAIT
from bot.settings import Settings, TelegramMode
from bot.workers import SILENT_AFTER, beat
from channels.outbox import queue
from channels.transport import Channel, Outgoing
from tests.fakes.server import serving
from tests.fakes.telegram import FakeTelegram
from tests.fakes.twilio import SERVICE, FakeTwilio
from tests.processes import run

HOME = "https://cantine.example.fr"
RIGHT = f"{HOME}/sms/inbound#rc=2&rp=all"
FAULT, WARNING, FINE = Verdict.FAULT, Verdict.WARNING, Verdict.FINE
Change = Callable[[FakeTwilio], None]


def verdicts(found: object) -> dict[str, Verdict]:
    """How each thing stands; the worst where two lines speak of one."""
    order = [Verdict.FINE, Verdict.WARNING, Verdict.FAULT]
    told: dict[str, Verdict] = {}
    for finding in found if isinstance(found, list | tuple) else [found]:
        assert isinstance(finding, Finding)
        assert finding.verdict is FINE or ". " in finding.words or ":" in finding.words  # what is wrong, then the cure
        told[finding.about] = max(told.get(finding.about, FINE), finding.verdict, key=order.index)
    return told


def settings(**given: object) -> Settings:
    return Settings.model_validate({"public_url": HOME, **given})


# --- Twilio -------------------------------------------------------------------------------------------------------


@pytest.fixture
async def twilio() -> AsyncIterator[FakeTwilio]:
    async with FakeTwilio(now=lambda: datetime.now(UTC)) as provider:
        provider.sets(RIGHT)
        yield provider


async def asked(twilio: FakeTwilio, sender: str | None = None, **given: object) -> dict[str, Verdict]:
    account = {
        "twilio_account_sid": twilio.account_sid,
        "twilio_auth_token": twilio.auth_token,
        "twilio_from": sender or twilio.number,
        "twilio_api_base": twilio.address,
    }
    return verdicts([*await look_at_twilio(settings(**(account | given)), CLOCK)])


async def test_a_number_whose_texts_come_here_is_well(twilio: FakeTwilio) -> None:
    assert await asked(twilio) == {"Twilio": FINE, "horloge": FINE, "SMS reçus": FINE}


async def test_a_messaging_service_is_looked_up_as_one(twilio: FakeTwilio) -> None:
    assert (await asked(twilio, SERVICE))["SMS reçus"] is FINE
    twilio.sets("")
    assert (await asked(twilio, SERVICE))["SMS reçus"] is FAULT
    assert (await asked(twilio, "MG" + "9" * 32))["ALLO_TWILIO_FROM"] is FAULT


async def test_a_short_code_is_looked_up_as_one() -> None:
    async with FakeTwilio(now=lambda: datetime.now(UTC), number="38123") as twilio:
        twilio.sets(RIGHT)
        assert (await asked(twilio))["SMS reçus"] is FINE
        assert (await asked(twilio, "38999"))["ALLO_TWILIO_FROM"] is FAULT


@pytest.mark.parametrize(
    ("url", "method", "verdict"),
    [
        ("", "POST", FAULT),
        ("https://demo.twilio.com/welcome/sms/reply", "POST", FAULT),
        (RIGHT, "GET", FAULT),
        (f"{HOME}/sms/inbound", "POST", WARNING),
    ],
    ids=["brought to nobody", "brought to Twilio's own demonstration", "by GET", "brought only once"],
)
async def test_texts_that_do_not_come_here_are_said(
    twilio: FakeTwilio, url: str, method: str, verdict: Verdict
) -> None:
    twilio.sets(url, method)
    assert (await asked(twilio))["SMS reçus"] is verdict


@pytest.mark.parametrize(
    ("sender", "verdict"),
    [("MAIRIE", FAULT), ("+33612345678", FAULT), ("+33712345678", FAULT), ("+33939999999", FAULT)],
    ids=["letters cannot be answered", "06 is closed to machines", "07 is closed to machines", "not of this account"],
)
async def test_a_sender_that_cannot_serve_is_said(twilio: FakeTwilio, sender: str, verdict: Verdict) -> None:
    assert (await asked(twilio, sender))["ALLO_TWILIO_FROM"] is verdict


@pytest.mark.parametrize("sender", ["+33465712026", "+32460123456"], ids=["a landline", "a foreign number"])
async def test_a_sender_that_may_not_serve_is_doubted(sender: str) -> None:
    async with FakeTwilio(now=lambda: datetime.now(UTC), number=sender) as twilio:
        twilio.sets(RIGHT)
        assert (await asked(twilio))["ALLO_TWILIO_FROM"] is WARNING


async def test_an_account_that_is_suspended_or_not_ours_is_said(twilio: FakeTwilio) -> None:
    twilio.status = "suspended"
    assert (await asked(twilio))["Twilio"] is FAULT
    assert await asked(twilio, twilio_auth_token="guessed") == {"Twilio": FAULT}


async def test_a_clock_that_differs_from_twilios_is_said(twilio: FakeTwilio) -> None:
    twilio.ahead = timedelta(minutes=-3)
    assert (await asked(twilio))["horloge"] is FAULT


async def test_a_twilio_out_of_reach_is_said(twilio: FakeTwilio) -> None:
    twilio.drop()
    assert await asked(twilio) == {"Twilio": FAULT}


async def test_whatsapp_is_to_be_looked_at_by_hand(twilio: FakeTwilio) -> None:
    assert (await asked(twilio, twilio_whatsapp_from=twilio.number))["WhatsApp"] is WARNING


# --- Telegram -----------------------------------------------------------------------------------------------------


async def asked_of_telegram(
    telegram: FakeTelegram, mode: TelegramMode = TelegramMode.WEBHOOK, **given: object
) -> dict[str, Verdict]:
    bot = {"telegram_token": telegram.token, "telegram_mode": mode, "telegram_api_base": telegram.address}
    return verdicts([*await look_at_telegram(settings(**(bot | given)))])


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(now=lambda: datetime.now(UTC), app="http://127.0.0.1:1") as provider:
        yield provider


async def registered(telegram: FakeTelegram, url: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        await http.post(f"{telegram.address}/bot{telegram.token}/setWebhook", data={"url": url})


async def test_a_bot_whose_webhook_is_ours_is_well(telegram: FakeTelegram) -> None:
    assert await asked_of_telegram(telegram) == {"Telegram": FINE, "Telegram reçu": FAULT}
    await registered(telegram, "https://elsewhere.example/telegram/webhook")
    assert (await asked_of_telegram(telegram))["Telegram reçu"] is FAULT
    await registered(telegram, f"{HOME}/telegram/webhook")
    assert await asked_of_telegram(telegram) == {"Telegram": FINE, "Telegram reçu": FINE}


async def test_a_webhook_that_telegram_cannot_reach_is_said(telegram: FakeTelegram) -> None:
    await registered(telegram, f"{HOME}/telegram/webhook")
    await telegram.says(5_000_000_001, "bonjour")
    assert (await asked_of_telegram(telegram))["Telegram reçu"] is FAULT


async def test_polling_wants_no_webhook(telegram: FakeTelegram) -> None:
    assert (await asked_of_telegram(telegram, TelegramMode.POLLING))["Telegram reçu"] is FINE
    await registered(telegram, f"{HOME}/telegram/webhook")
    assert (await asked_of_telegram(telegram, TelegramMode.POLLING))["Telegram reçu"] is FAULT


async def test_a_token_that_is_not_the_bots_is_said(telegram: FakeTelegram) -> None:
    assert await asked_of_telegram(telegram, telegram_token="1:guessed") == {"Telegram": FAULT}


# --- our address --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (JSONResponse({"status": "ok"}), WARNING),
        (PlainTextResponse("It works!"), FAULT),
        (PlainTextResponse("Bad gateway", 502), FAULT),
    ],
    ids=["ours, but in the clear", "a web server of somebody else's", "a proxy with nobody behind it"],
)
async def test_our_address_must_lead_to_us(answer: Response, verdict: Verdict) -> None:
    async def alive(_: Request) -> Response:
        return answer

    async with serving(Starlette(routes=[Route("/healthz", alive)])) as address:
        assert verdicts([*await look_at_address(settings(public_url=address))]) == {"ALLO_PUBLIC_URL": verdict}


async def test_an_address_that_leads_nowhere_is_said() -> None:
    found = await look_at_address(settings(public_url="http://127.0.0.1:9"))
    assert verdicts([*found]) == {"ALLO_PUBLIC_URL": FAULT}


# --- the database -------------------------------------------------------------------------------------------------


async def examined(database: Database, tmp_path: Path, clock: Clock = CLOCK) -> dict[str, Verdict]:
    return verdicts(await look_at_database(settings(spool=tmp_path / "spool"), database, clock))


async def test_a_town_at_work_is_well(database: Database, tmp_path: Path) -> None:
    async with database.writing() as db:
        await beat(db, "worker:1", now=CLOCK.now())
    assert await examined(database, tmp_path) == {
        "base": FINE,
        "horloge": FINE,
        "travail de fond": FINE,
        "envois": FINE,
    }


async def test_a_town_without_a_worker_and_with_replies_that_wait_is_said(database: Database, tmp_path: Path) -> None:
    async with database.writing() as db:
        await beat(db, "worker:1", now=CLOCK.now() - SILENT_AFTER)
        await queue(db, Outgoing(Channel.SMS, "+33639980001", "Réservé"), now=CLOCK.now() - MAY_WAIT)
    found = await examined(database, tmp_path)
    assert (found["travail de fond"], found["envois"]) == (FAULT, FAULT)


async def test_tables_of_another_version_or_no_database_at_all_are_said(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    for path in ("empty.db", "no/such/folder.db"):
        database = Database(f"sqlite:///{tmp_path / path}")
        assert await examined(database, tmp_path) == {"base": FAULT}
        await database.close()


# --- the machine, the settings, the town's file -------------------------------------------------------------------


def test_a_backup_must_be_there_and_of_today(tmp_path: Path) -> None:
    folder, now = tmp_path / "backups", datetime(2026, 11, 24, 18, tzinfo=UTC)
    here = settings(spool=tmp_path / "spool", database_url=f"sqlite:///{tmp_path / 'a.db'}")

    def backups(where: Path | None) -> Verdict:
        return verdicts([*look_at_machine(here, where, now=now)])["sauvegardes"]

    assert (backups(None), backups(folder)) == (WARNING, FAULT)
    folder.mkdir()
    (folder / "allo-cantine-20261123T020000000000Z.db").touch()
    assert backups(folder) is FAULT
    (folder / "allo-cantine-20261124T020000000000Z.db").touch()
    assert backups(folder) is FINE


def test_a_spool_that_takes_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "spool").touch()
    here = settings(spool=tmp_path / "spool", database_url=f"sqlite:///{tmp_path / 'a.db'}")
    found = verdicts([*look_at_machine(here, None, now=CLOCK.now())])
    assert (found["ALLO_SPOOL"], found["fuseaux horaires"], found["disque"] in set(Verdict)) == (FAULT, FINE, True)


@pytest.mark.parametrize(
    ("given", "about", "verdict"),
    [
        ({}, "canaux", FAULT),
        ({"clock": "2026-11-23T09:00"}, "ALLO_CLOCK", WARNING),
        ({"provider": "essai"}, "ALLO_PROVIDER", WARNING),
        ({}, "ALLO_SECRET_KEY", WARNING),
    ],
    ids=["no channel at all", "a clock that was moved", "a provider on trial", "a key that is in every backup"],
)
def test_settings_that_are_not_for_a_town_are_said(given: Mapping[str, str], about: str, verdict: Verdict) -> None:
    assert verdicts([*look_at_settings(settings(**given))])[about] is verdict


async def test_a_town_file_with_a_fault_is_said(sqlite_url: str, tmp_path: Path) -> None:
    database = Database(sqlite_url)
    (tmp_path / "town.toml").write_text("name = 3\n")
    for town in (tmp_path / "town.toml", tmp_path / "none.toml"):
        assert verdicts(await look_at_town(settings(town=town), database)) == {"fichier de la ville": FAULT}
    await database.close()


# --- the command --------------------------------------------------------------------------------------------------


async def test_the_command_says_all_of_it_and_its_status_tells_of_a_fault(town_sqlite_url: str, tmp_path: Path) -> None:
    said = await run("doctor", folder=tmp_path, settings={"database_url": town_sqlite_url})
    assert (said.status, "canaux" in said.out, "Traceback" in said.err) == (1, True, False)
    refused = await run("doctor", folder=tmp_path, settings={"twilio_account_sid": "AC1"})
    assert (refused.status, "ALLO_TWILIO_AUTH_TOKEN" in refused.out) == (1, True)
