"""Changes told to a portal's own address: signed, once each, again until they are taken."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
from fastapi import FastAPI, Request, Response
from httpx import AsyncClient

from channels.portal.webhooks import PAUSES, WebhookCaller
from tests.bot.conftest import CLAIRE
from tests.channels.portal.conftest import PortalTown
from tests.channels.portal.portal_client import Portal
from tests.fakes.server import serving

MONDAY, TUESDAY = date(2026, 11, 30), date(2026, 12, 1)


class Listener:
    """A portal's address: what it was told, and what it answers."""

    def __init__(self) -> None:
        self.status = 204
        self.told: list[tuple[dict[str, str], bytes]] = []
        self.app = FastAPI()
        self.app.add_api_route("/changes", self._take, methods=["POST"])

    async def _take(self, request: Request) -> Response:
        self.told.append((dict(request.headers), await request.body()))
        return Response(status_code=self.status)

    @property
    def types(self) -> list[str]:
        """What it was told of, in order."""
        return [json.loads(body)["type"] for _, body in self.told]


@pytest.fixture
async def listener() -> AsyncIterator[tuple[Listener, str]]:
    """An address that listens, over real HTTP."""
    listening = Listener()
    async with serving(listening.app) as home:
        yield listening, f"{home}/changes"


def is_signed(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """As the specification tells a receiver to check it, written down once more."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return f"v1,{wanted}" in headers["webhook-signature"].split()


async def test_every_change_is_told_once_and_signed(
    api: AsyncClient, portal_town: PortalTown, listener: tuple[Listener, str]
) -> None:
    heard, url = listener
    portal, caller, now = Portal(api), WebhookCaller(portal_town.database), portal_town.phones.clock.now
    await portal.enter(CLAIRE)
    await portal.book("Emma", "cantine", TUESDAY)
    made = (await api.post("/webhooks", json={"url": url})).json()
    booked = await portal.book("Léo", "cantine", MONDAY)
    await portal.cancel(booked.reservations[0])
    assert await caller.round(now=now()) == 2
    assert await caller.round(now=now()) == 0
    assert heard.types == ["reservation.booked", "reservation.cancelled"]
    assert all(is_signed(made["secret"], headers, body) for headers, body in heard.told)
    assert json.loads(heard.told[0][1])["data"]["reservation"] == booked.reservations[0]
    assert b"Moreau" not in b"".join(body for _, body in heard.told)


async def test_an_address_that_is_down_is_tried_again_after_growing_pauses_and_given_up_in_the_end(
    api: AsyncClient, portal_town: PortalTown, listener: tuple[Listener, str]
) -> None:
    heard, url = listener
    portal, caller = Portal(api), WebhookCaller(portal_town.database)
    await portal.enter(CLAIRE)
    await api.post("/webhooks", json={"url": url})
    await portal.book("Léo", "cantine", MONDAY)
    heard.status = 503
    now = portal_town.phones.clock.now()
    for pause in PAUSES:
        assert await caller.round(now=now) == 1
        assert await caller.round(now=now + pause - timedelta(seconds=1)) == 0
        now += pause
    assert await caller.round(now=now) == 1
    assert await caller.round(now=now + timedelta(days=30)) == 0
    assert len(heard.told) == len(PAUSES) + 1


async def test_an_address_that_wants_no_more_is_left_alone_and_one_that_is_removed_too(
    api: AsyncClient, portal_town: PortalTown, listener: tuple[Listener, str]
) -> None:
    heard, url = listener
    portal, caller, now = Portal(api), WebhookCaller(portal_town.database), portal_town.phones.clock.now()
    await portal.enter(CLAIRE)
    made = (await api.post("/webhooks", json={"url": url})).json()
    await portal.book("Léo", "cantine", MONDAY)
    heard.status = 410
    await caller.round(now=now)
    assert await caller.round(now=now + timedelta(days=1)) == 0
    assert (await api.delete(f"/webhooks/{made['id']}")).status_code == 200
    await portal.book("Emma", "cantine", MONDAY)
    assert await caller.round(now=now + timedelta(days=2)) == 0
    assert (await api.get("/webhooks")).json()["items"] == []


async def test_another_keys_address_is_as_if_there_were_none(api: AsyncClient, portal_town: PortalTown) -> None:
    made = (await api.post("/webhooks", json={"url": "https://portail.example/x"})).json()
    async with portal_town.client(await portal_town.key("autre")) as other:
        theirs = await other.delete(f"/webhooks/{made['id']}")
        nobodys = await other.delete("/webhooks/999999")
    assert (theirs.status_code, theirs.content) == (404, nobodys.content)
