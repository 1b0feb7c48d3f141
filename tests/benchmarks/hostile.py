"""Webhooks that nobody honest sent: forged, replayed, cut off or oversized, at a real `serve`.

    python -m tests.benchmarks.hostile [--posts 1000]

Three honest posts come first: a text that books a meal, the receipt of its answer, a Telegram chat that begins. Then
the others, each made of one of these with something changed, from a fixed seed. Each kind comes from a place of its
own on this machine, so that the bound on what one place may be refused in a minute leaves all of them their way in.
Prints how each kind was answered; fails if one of them changed anything in the database, made anything leave, or met
a fault of ours (5xx).
"""

import argparse
import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

import httpx
from sqlalchemy import text
from twilio.request_validator import RequestValidator

from booking.database import Database
from tests.benchmarks.path import Provider, stand_in
from tests.processes import CLOCK, free_port, prepared, served

PUBLIC_URL = "http://town.example"
FORM = "application/x-www-form-urlencoded"
SECRET = "a-secret-of-the_town"
CAMILLE, CHAT = "+33639980009", 5_000_000_001
SETTLED = 7  # seconds without a change: all that was to come of a post has come, the word to the other parent too
PROVIDERS_PLACE = "127.0.0.2"
NO_ANSWER = 0


@dataclass(frozen=True, slots=True)
class Post:
    """One request."""

    path: str
    body: bytes
    headers: Mapping[str, str]
    cut_after: int | None = None  # bytes of the body, after which the connection is closed


def signed(provider: Provider, path: str, form: Mapping[str, str]) -> Post:
    """A post as Twilio makes it."""
    signature = RequestValidator(provider.auth_token).compute_signature(f"{PUBLIC_URL}{path}", dict(form))
    return Post(path, urlencode(form).encode(), {"Content-Type": FORM, "X-Twilio-Signature": signature})


def honest_text(provider: Provider) -> Post:
    """A text that books a meal."""
    words = "cantine lundi pour Victor"
    form = {"MessageSid": "SM1", "From": CAMILLE, "To": provider.number, "Body": words, "NumMedia": "0"}
    return signed(provider, "/sms/inbound", form)


def honest_update() -> Post:
    """A chat that begins."""
    person = {"id": CHAT, "first_name": "Camille", "is_bot": False}
    chat = {"id": CHAT, "type": "private"}
    message = {"message_id": 1, "date": int(time.time()), "chat": chat, "from": person, "text": "/start"}
    body = json.dumps({"update_id": 7, "message": message}).encode()
    headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET}
    return Post("/telegram/webhook", body, headers)


Change = Callable[[Post, random.Random], Post]


def _without(post: Post, header: str) -> Post:
    return replace(post, headers={name: value for name, value in post.headers.items() if name != header})


def _with(post: Post, header: str, value: str) -> Post:
    return replace(post, headers={**post.headers, header: value})


def _proof(post: Post) -> str:
    return "X-Twilio-Signature" if "X-Twilio-Signature" in post.headers else "X-Telegram-Bot-Api-Secret-Token"


def forged(post: Post, dice: random.Random) -> Post:
    """Another content, another address, or another proof than the honest one."""
    at, proof = dice.randrange(len(post.body)), _proof(post)
    unproven = _with(post, proof, "".join(dice.choices("abcXYZ019+/=", k=28)))
    if proof != "X-Twilio-Signature":  # a secret proves whoever knows it: what is forged does not
        return dice.choice([unproven, _without(post, proof), _with(post, proof, SECRET[:-1]), _with(post, proof, "")])
    changes = [
        unproven,
        _without(post, proof),
        _with(post, proof, post.headers[proof][: at % 28]),
        replace(post, body=post.body + b"&Body=annule"),
        replace(post, body=post.body.replace(b"lundi", b"mardi") + b"&x="),
        replace(post, body=post.body[:at] + dice.randbytes(3) + post.body[at:]),
        replace(post, path=f"{post.path}?admin=1"),
        replace(post, path="/sms/status" if post.path == "/sms/inbound" else "/sms/inbound"),
        replace(post, path="/telegram/webhook"),
        _with(post, "Content-Type", "application/json"),
        _with(post, "Content-Type", "multipart/form-data; boundary=x"),
    ]
    return dice.choice(changes)


def replayed(post: Post, _: random.Random) -> Post:
    """The honest one once more, to the letter."""
    return post


def cut(post: Post, dice: random.Random) -> Post:
    """The connection is closed in the middle, or the body ends early."""
    at = dice.randrange(len(post.body))
    return dice.choice([replace(post, cut_after=at), replace(post, body=post.body[:at])])


def oversized(post: Post, dice: random.Random) -> Post:
    """Far more than anybody honest sends: of body, of fields, of headers."""
    much = dice.randrange(300_000, 900_000)
    changes = [
        replace(post, body=post.body + b"&x=" + b"a" * much),
        replace(post, body=b"&".join(b"f%d=x" % number for number in range(2_000))),
        _with(post, _proof(post), "a" * 30_000),
        replace(post, body=b" " * much + post.body),
    ]
    return dice.choice(changes)


NONSENSE: Sequence[bytes] = (
    b"[" * 100_000,
    b'{"update_id": 1e999}',
    b'{"update_id": NaN, "message": {}}',
    b'{"update_id": 340282366920938463463374607431768211456, "message": {"chat": {"id": 1}}}',
    b'{"update_id": 9, "message": {"chat": {"id": "1"}, "text": "cantine"}}',
    b'{"update_id": 9, "message": {"chat": [], "text": {}}}',
    b'{"update_id": 9, "message": null}',
    b'{"update_id": 9, "callback_query": {"from": {"id": 5000000001}, "data": 5}}',
    b'{"update_id": true, "message": {"chat": {"id": 5000000001}, "text": "cantine lundi"}}',
    b"[]",
    b"null",
    b"\xff\xfe\x00",
    b"",
)


def nonsense(post: Post, dice: random.Random) -> Post:
    """What no provider sends, even where the secret is known."""
    if _proof(post) == "X-Twilio-Signature":
        return replace(post, body=dice.randbytes(dice.randrange(1, 400)))
    return replace(post, body=dice.choice(NONSENSE))


KINDS: Sequence[Change] = (forged, replayed, cut, oversized, nonsense)


class Town:
    """A real `serve`, and what can be seen of it from outside and in its database."""

    def __init__(self, app: str, url: str) -> None:
        self._app = app
        self._database = Database(url)
        self._http: dict[str, httpx.AsyncClient] = {}

    async def post(self, post: Post, place: str = PROVIDERS_PLACE) -> int:
        """The status of the answer to a post from that address; `NO_ANSWER` where none can come."""
        if post.cut_after is not None:
            await self._cut(post, post.cut_after, place)
            return NO_ANSWER
        http = self._http.setdefault(place, calling_from(place))
        try:
            answer = await http.post(f"{self._app}{post.path}", content=post.body, headers=dict(post.headers))
        except (httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):  # we were hung up on before we had done
            return NO_ANSWER
        return answer.status_code

    async def state(self) -> Mapping[str, object]:
        """All that a post can change."""
        async with self._database.reading() as db:
            return {
                what: (await db.execute(text(f"SELECT count(*), max(id) FROM {what}"))).one()._tuple()
                for what in ("inbox", "outbox", "acts", "journal", "reservations", "conversations")
            } | {"delivered": await db.scalar(text("SELECT count(*) FROM outbox WHERE state = 'delivered'"))}

    async def settled(self) -> Mapping[str, object]:
        """The state once nothing has changed for a while."""
        before, since = await self.state(), time.monotonic()
        while time.monotonic() - since < SETTLED:
            await asyncio.sleep(0.1)
            now = await self.state()
            if now != before:
                before, since = now, time.monotonic()
        return before

    async def sid_of_answer(self) -> str:
        """Under which id the answer to the honest text left."""
        async with asyncio.timeout(30):
            while True:
                async with self._database.reading() as db:
                    sid = await db.scalar(text("SELECT max(provider_id) FROM outbox WHERE channel = 'sms'"))
                if sid:
                    return str(sid)
                await asyncio.sleep(0.1)

    async def close(self) -> None:
        """Let go of the database and of all connections."""
        await self._database.close()
        for http in self._http.values():
            await http.aclose()

    async def _cut(self, post: Post, after: int, place: str) -> None:
        host, port = self._app.removeprefix("http://").split(":")
        _, line = await asyncio.open_connection(host, int(port), local_addr=(place, 0))
        headers = {"Host": "x", "Content-Length": str(len(post.body)), **post.headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        line.write(f"POST {post.path} HTTP/1.1\r\n{head}\r\n".encode() + post.body[:after])
        await line.drain()
        line.close()
        await line.wait_closed()


def calling_from(place: str) -> httpx.AsyncClient:
    """Something that posts from that address of this machine."""
    return httpx.AsyncClient(transport=httpx.AsyncHTTPTransport(local_address=place), trust_env=False, timeout=30)


async def attack(town: Town, provider: Provider, posts: int) -> bool:
    """Print how all were answered; whether nothing came of them."""
    honest = [honest_text(provider), honest_update()]
    statuses = [await town.post(post) for post in honest]
    receipt = {"MessageSid": await town.sid_of_answer(), "MessageStatus": "delivered", "To": CAMILLE}
    honest.append(signed(provider, "/sms/status", receipt))
    statuses.append(await town.post(honest[-1]))
    before = await town.settled()
    print(f"honest: {statuses}; reservations (number, last): {before['reservations']}")
    answered: dict[str, Counter[int]] = {kind.__name__: Counter() for kind in KINDS}
    dice, started = random.Random(2026), time.perf_counter()
    for number in range(posts):
        which = number % len(KINDS)
        kind, place = KINDS[which], f"127.0.1.{which + 1}"
        answered[kind.__name__][await town.post(kind(dice.choice(honest), dice), place)] += 1
    took = time.perf_counter() - started
    after = await town.settled()
    for kind_name, counts in answered.items():
        shown = ", ".join(f"{status or 'no answer'}: {count}" for status, count in sorted(counts.items()))
        print(f"{kind_name:>10}: {shown}")
    faults = sum(count for counts in answered.values() for status, count in counts.items() if status >= 500)
    changed = {what: (before[what], after[what]) for what in before if before[what] != after[what]}
    still = await town.post(signed(provider, "/sms/inbound", {"MessageSid": "SM2", "From": CAMILLE, "Body": "ok"}))
    print(f"{posts} in {took:.1f} s: {faults} met a fault of ours (5xx), {len(changed)} kinds of rows changed", end=" ")
    print(changed or "")
    print(f"an honest text afterwards: {still}")
    return not faults and not changed and statuses == [200] * 3 and still == 200


@contextmanager
def telegram_stand_in() -> Iterator[Mapping[str, str]]:
    """A Telegram of our own in another process: its address, and the bot's token."""
    process = subprocess.Popen([sys.executable, "-m", "tests.fakes", "telegram"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()


async def run(posts: int) -> bool:
    """Serve the demonstration town, and attack it."""
    with tempfile.TemporaryDirectory(prefix="allo-bench-") as name, stand_in() as provider:
        url = f"sqlite:///{Path(name) / 'bench.db'}"
        await prepared(Path(name), url)
        with telegram_stand_in() as telegram:
            settings = {
                "database_url": url, "clock": CLOCK, "public_url": PUBLIC_URL,
                "twilio_account_sid": provider.account_sid, "twilio_auth_token": provider.auth_token,
                "twilio_from": provider.number, "twilio_api_base": provider.address,
                "telegram_mode": "webhook", "telegram_token": telegram["token"],
                "telegram_webhook_secret": SECRET, "telegram_api_base": telegram["address"],
            }  # fmt: skip
            async with served(free_port(), Path(name), **settings) as app:
                town = Town(app, url)
                try:
                    return await attack(town, provider, posts)
                finally:
                    await town.close()


def main() -> None:
    """Attack, and fail where anything came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.hostile", description=__doc__)
    parser.add_argument("--posts", type=int, default=1000)
    if not asyncio.run(run(parser.parse_args().posts)):
        sys.exit("something came of it")


if __name__ == "__main__":
    main()
