"""Logging in through the town's identity provider, over real HTTP: only who it truly names, and who has an account."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from channels.desk.openid import OpenId, Provider
from channels.desk.openid_login import BACK
from channels.desk.roles import Role
from channels.desk.router import router
from tests.channels.desk.html import Html
from tests.channels.desk.office import ADDRESS, Office
from tests.fakes.openid import CLIENT, SECRET, STRANGE_KEY, FakeOpenId

CLAIRE = "claire.duval@ville.example"


@pytest.fixture
async def provider(office: Office) -> AsyncIterator[FakeOpenId]:
    async with FakeOpenId(office.clock.now, person={"email": CLAIRE, "email_verified": True}).open() as provider:
        yield provider


@asynccontextmanager
async def browser(office: Office, provider: FakeOpenId, secret: str = SECRET) -> AsyncIterator[httpx.AsyncClient]:
    """A browser at a desk that knows this provider; the provider itself is reached over the network."""
    known = Provider(provider.address, CLIENT, secret, "email", f"{ADDRESS}{BACK}")
    app = FastAPI()
    app.include_router(router(replace(office.desk, openid=OpenId(known))))
    desk = {ADDRESS: httpx.ASGITransport(app)}
    async with httpx.AsyncClient(mounts=dict(desk), follow_redirects=True, trust_env=False) as client:
        yield client


async def log_in(client: httpx.AsyncClient, towards: str = "/guichet/appel") -> Html:
    return Html((await client.get(f"{ADDRESS}/guichet/openid?vers={towards}")).text)


async def test_who_has_an_account_is_let_in_and_goes_on_where_they_wanted(office: Office, provider: FakeOpenId) -> None:
    await office.hire(CLAIRE, Role.COUNTER)
    async with browser(office, provider) as client:
        page = await log_in(client)
        assert CLAIRE in page.words
        assert "Appel" in page.words
        assert "Familles" in page.words


async def test_the_login_page_offers_it(office: Office, provider: FakeOpenId) -> None:
    async with browser(office, provider) as client:
        answer = await client.get(f"{ADDRESS}/guichet")
        assert "Avec mon compte de la mairie" in answer.text


async def test_who_has_no_account_is_told_so(office: Office, provider: FakeOpenId) -> None:
    async with browser(office, provider) as client:
        assert "n'a pas de compte au guichet" in (await log_in(client)).words


async def test_nobody_is_led_out_of_the_desk_afterwards(office: Office, provider: FakeOpenId) -> None:
    await office.hire(CLAIRE, Role.COUNTER)
    async with browser(office, provider) as client:
        page = await log_in(client, "https://evil.example/guichet")
        assert "lundi 23 novembre" in page.words


@pytest.mark.parametrize(
    "lies",
    [
        pytest.param({"aud": "another"}, id="a token for another client"),
        pytest.param({"iss": "https://evil.example"}, id="of another issuer"),
        pytest.param({"nonce": "another"}, id="for another browser"),
        pytest.param({"exp": 1}, id="long expired"),
        pytest.param({"email_verified": False}, id="an address that was never checked"),
        pytest.param({"email": None}, id="no name at all"),
        pytest.param({"email": ["claire.duval@ville.example"]}, id="a name that is no word"),
    ],
)
async def test_a_token_is_believed_only_if_it_is_truly_ours(
    office: Office, provider: FakeOpenId, lies: dict[str, object]
) -> None:
    await office.hire(CLAIRE, Role.COUNTER)
    provider.lies = lies
    async with browser(office, provider) as client:
        assert "n'a pas abouti" in (await log_in(client)).words
        assert "Connexion" in (await client.get(f"{ADDRESS}/guichet")).text


async def test_a_signature_by_another_key_is_not_believed(office: Office, provider: FakeOpenId) -> None:
    await office.hire(CLAIRE, Role.COUNTER)
    provider.key = STRANGE_KEY
    async with browser(office, provider) as client:
        assert "n'a pas abouti" in (await log_in(client)).words


async def test_a_refusal_and_a_wrong_secret_are_told_in_words(office: Office, provider: FakeOpenId) -> None:
    await office.hire(CLAIRE, Role.COUNTER)
    async with browser(office, provider, secret="faux") as client:
        assert "n'a pas répondu comme prévu" in (await log_in(client)).words
    provider.refuses = True
    async with browser(office, provider) as client:
        assert "n'a pas confirmé la connexion" in (await log_in(client)).words


async def test_an_answer_that_this_browser_did_not_ask_for_is_refused(office: Office, provider: FakeOpenId) -> None:
    async with browser(office, provider) as client:
        answer = await client.get(f"{ADDRESS}{BACK}?state=x&code=y")
        assert "pas de ce navigateur" in answer.text


async def test_who_comes_back_too_late_starts_again(office: Office, provider: FakeOpenId) -> None:
    await office.hire(CLAIRE, Role.COUNTER)
    async with browser(office, provider) as client:
        left = await client.get(f"{ADDRESS}/guichet/openid", follow_redirects=False)
        office.clock.move_to(office.clock.now() + timedelta(minutes=11))
        assert "trop ancienne" in (await client.get(left.headers["location"])).text


async def test_a_provider_that_is_down_is_told_in_words(office: Office) -> None:
    gone = FakeOpenId(office.clock.now, address="http://127.0.0.1:9")
    async with browser(office, gone) as client:
        assert "n'a pas répondu comme prévu" in (await log_in(client)).words
