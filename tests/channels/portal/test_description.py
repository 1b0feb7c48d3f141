"""The API does what its description says: every address, with what fits and with what does not, with a key and without.

schemathesis makes the calls out of /api/v1/openapi.json, over real HTTP; a seed keeps them the same from run to run.
"""

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import AsyncClient

from channels.portal.api.application import NOUNS
from tests.channels.portal.conftest import PortalTown
from tests.processes import CLOCK, free_port, prepared, run, served

SCHEMATHESIS = str(Path(sys.executable).with_name("schemathesis"))


@pytest.fixture
async def address(tmp_path: Path) -> AsyncIterator[tuple[str, str]]:
    """A portal in a process of its own, and a key to it."""
    database_url = f"sqlite:///{tmp_path / 'town.db'}"
    await prepared(tmp_path, database_url)
    added = await run("key", "add", "portail", folder=tmp_path, settings={"database_url": database_url})
    async with served(free_port(), tmp_path, "--no-worker", database_url=database_url, clock=CLOCK) as home:
        yield f"{home}/api/v1/openapi.json", added.out.strip()


async def called(description: str, *options: str) -> tuple[int, str]:
    """Let schemathesis call; how it ended, and what it said at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "schemathesis.cli",
        "run",
        description,
        "--workers=1",
        "--seed=9",
        "--generation-database=none",
        *options,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(240):
        said, _ = await process.communicate()
    return process.returncode or 0, said.decode()[-4000:]


async def test_every_address_answers_as_described_to_whoever_has_a_key(address: tuple[str, str]) -> None:
    description, key = address
    header = f"--header=Authorization: Bearer {key}"
    status, said = await called(description, header, "--phases=examples,coverage,fuzzing", "--max-examples=1")
    assert status == 0, said
    assert f"Tested: {len(operations())}" in said


async def test_every_address_answers_as_described_to_whoever_has_none(address: tuple[str, str]) -> None:
    status, said = await called(address[0], "--phases=examples,fuzzing", "--max-examples=2")
    assert status == 0, said


async def test_each_operation_has_an_example_of_what_it_answers(portal_town: PortalTown) -> None:
    async with portal_town.client() as anybody:
        described = (await anybody.get("/openapi.json")).json()
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert operation["description"] or operation["summary"], f"{method} {path}"
            assert {"401", "403", "404", "422", "429", "500", "503"} <= set(operation["responses"]), f"{method} {path}"
    for name, schema in described["components"]["schemas"].items():
        is_whole = re.search("(Shown|Done|Wished|Problem)$", name) and "Terms" not in name
        assert not is_whole or schema.get("examples") or has_examples_inside(name), name


def has_examples_inside(name: str) -> bool:
    """Parts of others, whose examples hold one of them."""
    return name in {
        "AnswerWished",
        "CancellingWished",
        "EnrolmentShown",
        "GuardianShown",
        "HoursShown",
        "MonthShown",
        "PriceShown",
        "ServiceShown",
        "SiteShown",
        "StandingDone",
    }


async def test_a_tag_is_promised_where_it_can_be_told_and_nowhere_else(portal_town: PortalTown) -> None:
    async with portal_town.client() as anybody:
        described = (await anybody.get("/openapi.json")).json()
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            takes_one = "If-None-Match" in {asked["name"] for asked in operation.get("parameters", [])}
            promises = any("ETag" in answer.get("headers", {}) for answer in operation["responses"].values())
            assert promises is takes_one is ("304" in operation["responses"]), f"{method} {path}"


async def test_what_cannot_be_done_at_an_address_is_said_with_what_can(api: AsyncClient) -> None:
    answer = await api.options("/families/1/reservations")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, POST")
    assert answer.headers["Content-Type"] == "application/problem+json"


def operations() -> list[str]:
    """Every operation of the API."""
    return [str(route) for noun in NOUNS for route in noun.routes.routes]
