"""The command line as its users type it: what works, and what is said when it cannot."""

import json
import shutil
import socket
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from booking.town_file import demonstration_town
from channels.transport import Channel
from tests.bot.screenplay import read
from tests.bot.stage import performed
from tests.conftest import run_on_server
from tests.processes import CLOCK, prepared, run


async def test_the_demonstration_is_prepared_once_and_shown_as_json(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    families = await prepared(tmp_path, url)
    assert len(families) >= 40
    assert set(families[0]) == {"number", "guardians", "children"}
    again = await run("demo", "--prepare", folder=tmp_path, settings={"database_url": url})
    assert again.status == 2
    assert "base vide" in again.err
    assert "Traceback" not in again.err


async def test_the_same_families_are_invented_each_time(tmp_path: Path) -> None:
    one = await prepared(tmp_path, f"sqlite:///{tmp_path / 'one.db'}")
    other = await prepared(tmp_path, f"sqlite:///{tmp_path / 'other.db'}")
    assert one == other


async def test_a_terminal_is_a_phone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    await prepared(tmp_path, url)
    said = await run(
        "chat", "--from", "+33639980009", "--now", CLOCK, folder=tmp_path, settings={"database_url": url},
        typed="cantine lundi pour Victor\nmes réservations\n".encode(),
    )  # fmt: skip
    assert said.status == 0, said.err
    assert "Réservé : cantine pour Victor, lundi 30 novembre." in said.out
    assert "lundi 30 novembre : cantine (Victor)" in said.out


async def test_a_complaint_becomes_a_test(tmp_path: Path) -> None:
    database, complaint = tmp_path / "demo.db", tmp_path / "garderie_ou_cantine.txt"
    url = f"sqlite:///{database}"
    await prepared(tmp_path, url)
    fresh = tmp_path / "fresh.db"
    shutil.copy(database, fresh)
    said = await run(
        "chat", "--from", "0639980009", "--now", CLOCK, "--transcript", str(complaint),
        folder=tmp_path, settings={"database_url": url}, typed=b"garderie jeudi victor\n2\n",
    )  # fmt: skip
    assert said.status == 0, said.err
    play = read(complaint)
    assert play.title == "garderie ou cantine"
    assert play.booked == ("Victor garderie-soir 2026-11-26",)
    heard, booked = await performed(play, Channel.SMS, demonstration_town(), fresh, tmp_path)
    assert [step.hears(Channel.SMS) for step in play.steps] == heard
    assert tuple(booked) == play.booked


async def test_a_transcript_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    await prepared(tmp_path, url)
    refused = await run(
        "chat", "--from", "0639980009", "--transcript", str(tmp_path / "nowhere" / "plainte.txt"),
        folder=tmp_path, settings={"database_url": url}, typed=b"bonjour\n",
    )  # fmt: skip
    assert refused.status == 2
    assert "--transcript : impossible d'écrire" in refused.err


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        (b"\n", "Je n'ai pas compris"),
        ("🎉🎉🎉\n".encode(), "Avec plaisir"),
        (b"x" * 10_000 + b"\n", "Je n'ai pas compris"),
        (b"\xff\xfe cantine \xc3\x28\n", ""),
    ],
    ids=["empty", "emoji only", "ten thousand letters", "no UTF-8"],
)
async def test_whatever_is_typed_is_answered(tmp_path: Path, typed: bytes, heard: str) -> None:
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    await prepared(tmp_path, url)
    said = await run(
        "chat", "--from", "06 39 98 00 09", "--now", CLOCK, folder=tmp_path, settings={"database_url": url}, typed=typed
    )
    assert said.status == 0, said.err
    assert heard in said.out
    assert said.out.strip()
    assert "Traceback" not in said.err


async def test_a_port_in_use_is_said_in_words(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    await prepared(tmp_path, url)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = await run("serve", "--port", str(port), folder=tmp_path, settings={"database_url": url})
    assert refused.status == 2
    assert f"127.0.0.1:{port}" in refused.err
    assert "--port" in refused.err
    assert "Traceback" not in refused.err


async def said_by_serve(folder: Path, **settings: str) -> str:
    """What `serve` says when it cannot start."""
    ended = await run("serve", "--port", "0", folder=folder, settings=settings)
    assert ended.status == 2
    assert "Traceback" not in ended.err
    return ended.err


async def test_an_empty_database_is_told_to_be_migrated(tmp_path: Path) -> None:
    assert "allo-cantine migrate" in await said_by_serve(tmp_path, database_url=f"sqlite:///{tmp_path / 'new.db'}")


async def test_a_migrated_database_without_a_town_names_the_setting(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    assert (await run("migrate", folder=tmp_path, settings={"database_url": url})).status == 0
    assert "ALLO_TOWN" in await said_by_serve(tmp_path, database_url=url)


async def test_a_database_of_another_version_is_named(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    await prepared(tmp_path, url)
    with sqlite3.connect(tmp_path / "demo.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "9999" in await said_by_serve(tmp_path, database_url=url)


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("mysql://localhost/allo", "mysql"),
        ("nonsense", "ALLO_DATABASE_URL"),
        ("postgresql://nobody@127.0.0.1:1/none", "ALLO_DATABASE_URL"),
        ("sqlite:////nowhere/at/all.db", "ALLO_DATABASE_URL"),
    ],
    ids=["a database we do not know", "no address", "no server there", "no folder there"],
)
async def test_a_database_that_cannot_be_used_is_named(tmp_path: Path, url: str, named: str) -> None:
    assert named in await said_by_serve(tmp_path, database_url=url)


async def test_a_database_that_somebody_else_holds_is_said_in_words(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    await prepared(tmp_path, url)
    with sqlite3.connect(tmp_path / "demo.db", isolation_level=None) as holder:
        holder.execute("BEGIN IMMEDIATE")
        assert "ALLO_DATABASE_URL" in await said_by_serve(tmp_path, database_url=url)
        holder.execute("ROLLBACK")


async def test_a_missing_setting_is_named(tmp_path: Path) -> None:
    assert "ALLO_TWILIO_AUTH_TOKEN" in await said_by_serve(tmp_path, twilio_account_sid="AC1")


async def test_a_wrong_hour_is_named(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    await prepared(tmp_path, url)
    refused = await run(
        "chat", "--from", "0639980009", "--now", "lundi", folder=tmp_path, settings={"database_url": url}
    )
    assert (refused.status, "--now" in refused.err) == (2, True)


async def test_understanding_answers_line_by_line(tmp_path: Path) -> None:
    asked = {"id": "a", "today": "2026-11-23", "children": ["Léo"], "pending": None, "text": "cantine lundi"}
    said = await run("understand", folder=tmp_path, typed=json.dumps(asked).encode() + b"\n")
    assert said.status == 0, said.err
    answer = json.loads(said.out)
    assert answer["id"] == "a"
    assert answer["requests"] == [{"intent": "book", "services": ["cantine"], "children": [], "days": ["2026-11-30"]}]


async def test_a_read_only_database_is_said_in_words(tmp_path: Path, postgres_url: str, postgres_server: str) -> None:
    await prepared(tmp_path, postgres_url)
    name = make_url(postgres_url).database
    await run_on_server(postgres_server, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    assert "ALLO_DATABASE_URL" in await said_by_serve(tmp_path, database_url=postgres_url)


@pytest.mark.parametrize("asked", ["--help", "serve --help", "staff add --help", "understand --help"])
async def test_help_comes_without_loading_what_only_work_needs(tmp_path: Path, asked: str) -> None:
    helped = await run(*asked.split(), folder=tmp_path, more={"PYTHONPROFILEIMPORTTIME": "1"})
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in helped.err.splitlines()}
    assert helped.status == 0
    assert "typer" in loaded
    assert loaded & {"sqlalchemy", "pydantic_settings", "fastapi", "uvicorn", "telegram", "twilio", "alembic"} == set()
