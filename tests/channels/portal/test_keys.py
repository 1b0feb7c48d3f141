"""Keys of the API: shown once, kept as what recognises them, revocable at once."""

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from channels.portal.errors import KeyNameTaken, UnknownKey
from channels.portal.keys import Scope, add_key, revoke_key
from channels.portal.tables import ApiKey
from tests.channels.portal.conftest import PortalTown
from tests.processes import prepared, run


async def test_the_key_itself_is_nowhere_in_the_database(portal_town: PortalTown) -> None:
    secret = await portal_town.key()
    async with portal_town.database.reading() as db:
        kept = (await db.scalars(select(ApiKey))).one()
    assert secret not in repr(vars(kept))
    assert len(secret) > 40


async def test_a_revoked_key_opens_nothing_from_that_moment_on(portal_town: PortalTown) -> None:
    async with portal_town.client(await portal_town.key()) as client:
        assert (await client.get("/town")).status_code == 200
        async with portal_town.database.writing() as db:
            await revoke_key(db, "portail", now=portal_town.phones.clock.now())
        answer = await client.get("/town")
    assert (answer.status_code, answer.json()["type"]) == (401, "no-key")


async def test_a_name_is_taken_once_and_an_unknown_one_is_said(portal_town: PortalTown) -> None:
    await portal_town.key()
    now = portal_town.phones.clock.now()
    async with portal_town.database.writing() as db:
        with pytest.raises(KeyNameTaken, match="portail"):
            await add_key(db, "portail", [Scope.SESSIONS], now=now)
        with pytest.raises(UnknownKey, match="absente"):
            await revoke_key(db, "absente", now=now)


async def test_more_calls_than_a_minute_allows_are_told_when_to_come_again(portal_town: PortalTown) -> None:
    town = PortalTown(portal_town.town, portal_town.database, portal_town.phones.clock.now(), calls_per_minute=2)
    async with town.client(await town.key()) as client:
        answers = [await client.get("/town") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert answers[-1].json()["type"] == "too-many"


async def test_the_command_shows_a_key_once_lists_it_and_revokes_it(tmp_path: Path) -> None:
    settings = {"database_url": f"sqlite:///{tmp_path / 'town.db'}"}
    await prepared(tmp_path, settings["database_url"])
    added = await run("key", "add", "portail", "--scope", "sessions", folder=tmp_path, settings=settings)
    assert re.fullmatch(r"allo_[A-Za-z0-9_-]{43}\n", added.out)
    wrong = await run("key", "add", "autre", "--scope", "tout", folder=tmp_path, settings=settings)
    assert (wrong.status, wrong.err.count("families")) == (2, 1)
    await run("key", "revoke", "portail", folder=tmp_path, settings=settings)
    listed = await run("key", "list", folder=tmp_path, settings=settings)
    assert re.fullmatch(
        r"portail : sessions \(depuis le 20\d\d-\d\d-\d\d, révoquée le 20\d\d-\d\d-\d\d\)\n", listed.out
    )
