"""Where no page can be shown, whoever sits before a browser reads why, in French; a program gets JSON."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient

from booking.town import Town
from channels.web.edge import Edge
from channels.web.limits import limits
from tests.conftest import At
from tests.whole_site import open_site

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
FEW = 3  # pages a minute


@pytest.fixture
async def visitor(tmp_path: Path, town: Town, at: At) -> AsyncIterator[AsyncClient]:
    """Somebody who may call few times a minute."""
    async with open_site(tmp_path, town, at("2026-11-23 09:00")) as site:
        edge = Edge(site.app, limits(FEW), now=lambda: site.hour, https=True)
        async with AsyncClient(transport=ASGITransport(edge), base_url="https://cantine.test") as client:
            yield client


async def read(client: AsyncClient, status: int, method: str = "GET", path: str = "/famille", body: bytes = b"") -> str:
    answer = await client.request(method, path, headers=BROWSER, content=body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "style-src 'sha256-" in answer.headers["content-security-policy"]
    assert '<html lang="fr">' in answer.text
    return answer.text


async def test_an_address_that_nobody_has_leads_back(visitor: AsyncClient) -> None:
    page = await read(visitor, 404, path="/nulle-part")
    assert "<h1>Cette page n'existe pas</h1>" in page
    assert '<a href="/">' in page


async def test_what_is_too_long_is_said(visitor: AsyncClient) -> None:
    assert "<h1>C'est trop long</h1>" in await read(visitor, 413, "POST", "/famille/planning", b"x" * 300_000)


async def test_whoever_asks_too_often_is_told_how_long_to_wait(visitor: AsyncClient) -> None:
    for _ in range(FEW):
        assert (await visitor.get("/famille", headers=BROWSER)).status_code == 200
    page = await read(visitor, 429)
    assert "<h1>Trop de demandes</h1>" in page
    assert "Attendez 60\N{NO-BREAK SPACE}secondes" in page


async def test_a_method_that_a_page_has_not_is_said(visitor: AsyncClient) -> None:
    assert "<h1>Ce n'est pas possible ici</h1>" in await read(visitor, 405, "PUT", "/confidentialite")


async def test_a_program_gets_json(visitor: AsyncClient) -> None:
    answer = await visitor.get("/nulle-part", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()) == (404, {"detail": "Not Found"})


async def test_the_site_itself_leads_to_the_parents_pages(visitor: AsyncClient) -> None:
    answer = await visitor.get("/", headers=BROWSER, follow_redirects=True)
    assert (answer.status_code, answer.url.path) == (200, "/famille")
