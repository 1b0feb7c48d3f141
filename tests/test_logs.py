"""What the program says of itself: one line an event, one trace from the webhook to the receipt, and nobody's data."""

import asyncio
import json
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog
from sqlalchemy import text

from booking.database import Database
from booking.trace import new_trace, traced
from bot.logs import LogForm, set_up_logs
from tests.fakes.twilio import FakeTwilio
from tests.fakes.twilio.account import ACCOUNT, TOKEN
from tests.processes import free_port, prepared, served, working
from tests.test_providers import CAMILLE, eventually, now, sms_settings

STRANGER, REFUSED = "+33639989999", "+33639980031"
DAY = (  # who texts what, in the course of a day
    (CAMILLE, "garderie lundi pour Victor"),
    (CAMILLE, "2"),
    (CAMILLE, "Victor est malade, gastroentérite depuis dimanche"),
    (CAMILLE, "je veux parler à Monsieur Delacroix, c'est inadmissible"),
    (CAMILLE, "zut flûte mandoline"),
    (STRANGER, "Bonjour, inscrivez Philémon Tartempion"),
    ("+33639980001", "mes réservations"),
    ("+33639980001", "rappels non"),
)
OUR_OWN = frozenset({"text", "sent", "alarm", "error"})


@dataclass(frozen=True, slots=True)
class Told:
    """A day's log of both processes, with what must not be in it."""

    lines: Sequence[Mapping[str, object]]
    written: str
    people: Sequence[Mapping[str, object]]
    replies: Sequence[str]
    traces: Mapping[str, object]


@pytest.fixture(scope="module")
def day(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """One process for the webhooks, one that works, a day's texts, and some trouble."""
    folder = tmp_path_factory.mktemp("day")
    (folder / "day.db").write_bytes(migrated_sqlite.read_bytes())
    return asyncio.run(lived(f"sqlite:///{folder / 'day.db'}", folder))


async def lived(url: str, folder: Path) -> Told:
    people, port, log = await prepared(folder, url), free_port(), folder / "log"
    app = f"http://127.0.0.1:{port}"
    async with FakeTwilio(now=now, app=app, receipts=["sent", "delivered"]) as twilio:
        settings = sms_settings(twilio, url, app)
        async with (
            working(folder, log=str(log), **settings),  # first: its clock is then ahead of the other one's
            served(port, folder, "--no-worker", log=str(log), **settings),
        ):
            for number, (sender, words) in enumerate(DAY, start=1):
                await twilio.text(sender, words)
                await until_sent(twilio, number)
            await some_trouble(twilio)
            await eventually(lambda: events(log.read_text()).count("message.receipt") >= len(DAY))
            await eventually(lambda: "message.not_sent" in events(log.read_text()))
    written = log.read_text()
    lines = [json.loads(line) for line in written.splitlines()]
    return Told(lines, written, people, [each.body for each in twilio.sent], await kept_traces(url))


async def until_sent(twilio: FakeTwilio, number: int) -> None:
    await eventually(lambda: len(twilio.sent) >= number)


async def some_trouble(twilio: FakeTwilio) -> None:
    """A reply that is refused, in words that quote the number; and a text that is signed by nobody."""
    twilio.refuse(21211, times=1)
    await twilio.text(REFUSED, "cantine mardi")
    honest, twilio.auth_token = twilio.auth_token, "guessed"
    await twilio.text(REFUSED, "cantine jeudi")
    twilio.auth_token = honest


async def kept_traces(url: str) -> Mapping[str, object]:
    """The traces of one text, of the act that it was, and of the reply."""
    wanted = {"inbox": "text = '2'", "acts": "words = '2'", "outbox": "text LIKE 'Réservé%'"}
    database = Database(url)
    async with database.reading() as db:
        found = {
            table: await db.scalar(text(f"SELECT trace FROM {table} WHERE {row}")) for table, row in wanted.items()
        }
    await database.close()
    return found


def events(written: str) -> list[object]:
    return [json.loads(line).get("event") for line in written.splitlines() if line.endswith("}")]


def words_of(texts: Sequence[str]) -> set[str]:
    """The words by which somebody could be known, or what they wrote."""
    return {word.lower() for each in texts for word in re.findall(r"\w{4,}", each)} - OUR_OWN


def all_strings(value: object) -> list[str]:
    match value:
        case str():
            return [value]
        case Mapping():
            return [found for each in value.values() for found in all_strings(each)]
        case list():
            return [found for each in value for found in all_strings(each)]
        case _:
            return []


def test_every_line_is_json_with_its_hour_and_its_gravity(day: Told) -> None:
    assert len(day.lines) > 4 * len(DAY)
    assert all({"event", "level", "timestamp"} <= set(line) for line in day.lines)


def test_no_phone_no_name_and_no_word_of_anybody_is_in_the_log(day: Told) -> None:
    people = [one for family in day.people for key in ("guardians", "children") for one in _listed(family[key])]
    phones = {each for one in people for each in all_strings(one) if each.startswith("+33")} | {STRANGER, REFUSED}
    assert len(phones) > 40
    assert [phone for phone in phones if phone.removeprefix("+33") in day.written] == []
    known = words_of([*(name for one in people for name in all_strings(one.get("name"))), *(each for _, each in DAY)])
    said = {word.lower() for word in re.findall(r"\w+", day.written)}
    assert sorted(said & (known | words_of(day.replies))) == []


def test_no_secret_is_in_the_log(day: Told) -> None:
    assert [secret for secret in (TOKEN, ACCOUNT, "guessed") if secret in day.written] == []


def _listed(value: object) -> list[Mapping[str, object]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def test_one_trace_leads_from_the_webhook_to_the_receipt_through_both_processes(day: Told) -> None:
    first = next(line["trace"] for line in day.lines if line["event"] == "text.received")
    road = [line["event"] for line in day.lines if line.get("trace") == first]
    assert road == ["text.received", "text.handled", "message.sent", "message.receipt"]
    traces = [line["trace"] for line in day.lines if line["event"] == "text.received"]
    assert len(set(traces)) == len(DAY) + 1


def test_the_log_says_what_went_wrong_and_whose_trace_it_was(day: Told) -> None:
    refused = next(line for line in day.lines if line["event"] == "message.not_sent")
    assert refused["failure"] == "not_a_number"
    assert refused["trace"] in {line.get("trace") for line in day.lines if line["event"] == "text.received"}
    assert "sms.signature_refused" in [line["event"] for line in day.lines]


def test_the_text_its_act_and_its_reply_are_found_in_the_tables_by_that_trace(day: Told) -> None:
    received = [line["trace"] for line in day.lines if line["event"] == "text.received"]
    assert day.traces == dict.fromkeys(("inbox", "acts", "outbox"), received[1])


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Callable[[], list[dict[str, object]]]:
    """What was logged since, as JSON; logs of the run are put back afterwards."""

    def read() -> list[dict[str, object]]:
        return [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    return read


@pytest.fixture
def _logging_put_back() -> object:
    root = logging.getLogger()
    before = (root.level, [*root.handlers])
    yield
    structlog.reset_defaults()
    root.setLevel(before[0])
    root.handlers[:] = before[1]


@pytest.mark.usefixtures("_logging_put_back")
def test_an_exception_is_its_class_and_its_way_never_its_words(lines: Callable[[], list[dict[str, object]]]) -> None:
    set_up_logs(LogForm.JSON)
    try:
        int("Victor Moreau, +33639980009")
    except ValueError:
        structlog.get_logger("test").exception("it.failed")
        logging.getLogger("a.library").exception("Could not tell %s", "Victor Moreau")
    own, foreign = lines()
    assert (own["event"], own["error"]) == ("it.failed", "ValueError")
    assert (foreign["event"], foreign["logger"], foreign["error"]) == ("Could not tell %s", "a.library", "ValueError")
    assert "Victor" not in json.dumps([own, foreign])


@pytest.mark.usefixtures("_logging_put_back")
def test_in_a_terminal_it_is_read_by_people(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(LogForm.TEXT)
    with traced(trace := new_trace()):
        structlog.get_logger("test").info("message.sent", message=12)
    said = capsys.readouterr().err
    assert re.search(rf"info +.*message\.sent.*message=12 .*trace={trace}", said)
