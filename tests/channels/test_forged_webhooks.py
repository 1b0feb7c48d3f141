"""A thousand posts that are forged, replayed, cut or oversized: none acts, none is a fault of ours."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from urllib.parse import urlencode

import httpx
import pytest
from fastapi import FastAPI

from channels.sms import router
from channels.telegram import webhook_router
from channels.transport import Incoming, Receipt
from tests.fakes.server import serving
from tests.fakes.twilio import FakeTwilio

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PUBLIC = "https://cantine.example"
SECRET = "a-secret-of-the_town"
FORM = "application/x-www-form-urlencoded"
GENUINE = {"MessageSid": "SM1", "From": "+33639980001", "To": "+33937000001", "Body": "cantine lundi", "NumMedia": "0"}

Post = tuple[str, bytes, dict[str, str]]


class Inbox:
    """Remembers the ids of what was let in."""

    def __init__(self) -> None:
        self.let_in: set[str] = set()

    async def receive(self, incoming: Incoming) -> None:
        self.let_in.add(incoming.provider_id)

    async def note(self, receipt: Receipt) -> None:
        self.let_in.add(receipt.provider_id)


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def twilio() -> FakeTwilio:
    return FakeTwilio(now=lambda: NINE)


@pytest.fixture
async def address(inbox: Inbox, twilio: FakeTwilio) -> AsyncIterator[str]:
    app = FastAPI()
    app.include_router(
        router(inbox.receive, inbox.note, auth_token=twilio.auth_token, public_url=PUBLIC, now=lambda: NINE)
    )
    app.include_router(webhook_router(inbox.receive, secret=SECRET, now=lambda: NINE))
    async with serving(app) as address:
        yield address


def forged(genuine: Post, dice: random.Random) -> Post:
    """A genuine post with one thing changed, as somebody who has seen one could."""
    path, body, headers = genuine
    at = dice.randrange(len(body))
    changes: list[Callable[[], Post]] = [
        lambda: (path, body[:at], headers),
        lambda: (path, body[:at] + dice.randbytes(3) + body[at:], headers),
        lambda: (path, body + b"&Body=annule", headers),
        lambda: (path, body + b"&x=" + b"a" * dice.randrange(60_000, 90_000), headers),
        lambda: (f"{path}?admin=1", body, headers),
        lambda: ("/sms/status", body, headers),
        lambda: ("/telegram/webhook", body, headers),
        lambda: (path, body, headers | {"X-Twilio-Signature": headers["X-Twilio-Signature"][: at % 28]}),
        lambda: (path, body, {"Content-Type": FORM}),
        lambda: (path, body, headers | {"Content-Type": "application/json"}),
        lambda: (path, dice.randbytes(at), headers),
    ]
    return dice.choice(changes)()


async def test_forged_posts_open_nothing(address: str, inbox: Inbox, twilio: FakeTwilio) -> None:
    dice = random.Random(2026)
    headers = {"Content-Type": FORM, "X-Twilio-Signature": twilio.sign(f"{PUBLIC}/sms/inbound", GENUINE)}
    genuine = ("/sms/inbound", urlencode(GENUINE).encode(), headers)
    statuses: Counter[int] = Counter()
    async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
        for _ in range(1000):
            path, body, given = forged(genuine, dice)
            statuses[(await client.post(path, content=body, headers=given)).status_code] += 1
        replayed = [await client.post(genuine[0], content=genuine[1], headers=headers) for _ in range(3)]

    assert sorted(statuses) == [400, 403, 413, 415]
    assert [answer.status_code for answer in replayed] == [200, 200, 200]
    assert inbox.let_in == {"SM1"}, "the genuine one, once"


@pytest.mark.parametrize("path", ["/sms/inbound", "/sms/status", "/telegram/webhook"])
async def test_a_post_that_is_cut_off_leaves_no_trace(
    address: str, inbox: Inbox, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    host, port = address.removeprefix("http://").split(":")
    _, line = await asyncio.open_connection(host, int(port))
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\nContent-Length: 500\r\n"
    line.write(f"{head}X-Telegram-Bot-Api-Secret-Token: {SECRET}\r\n\r\nBody=lun".encode())
    await line.drain()
    line.close()
    await line.wait_closed()
    async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
        assert (await client.post(path)).status_code in {403, 415}, "others are served as before"

    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []
    assert inbox.let_in == set()
