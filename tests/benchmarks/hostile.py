"""Calls that nobody honest makes: forged, replayed, cut off, oversized or astray, at a real `serve`.

    python -m tests.benchmarks.hostile [--posts 1000]

Three honest posts come first: a text that books a meal, the receipt of its answer, a Telegram chat that begins. Then
the others, each made of one of these with something changed, from a fixed seed. Prints how each kind was answered;
fails if one of them changed anything in the database, made anything leave, met a fault of ours (5xx), or if the
process grew by more than 20 MB after the first twentieth of them. Each comes from another address: one caller alone
would be shut out after the first few hundred.
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
import psutil
from sqlalchemy import text
from twilio.request_validator import RequestValidator

from booking.database import Database
from tests.benchmarks.path import Provider, stand_in
from tests.processes import CLOCK, free_port, prepared, served

PUBLIC_URL = "http://town.example"
FORM = "application/x-www-form-urlencoded"
SECRET = "a-secret-of-the_town"
CAMILLE, CHAT = "+33639980009", 5_000_000_001
SETTLED = 7  # seconds without a change: all that was to come of a post has come, and others were told of it
NO_ANSWER = 0


@dataclass(frozen=True, slots=True)
class Post:
    """One request."""

    path: str
    body: bytes
    headers: Mapping[str, str]
    method: str = "POST"
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


ADDRESSES = (
    *("/guichet", "/guichet/connexion", "/guichet/familles/", "/guichet/static/", "/famille", "/famille/lien/"),
    *("/famille/agenda/", "/famille/historique/", "/famille/planning", "/api/v1/openapi.json", "/api/v1/children/"),
    *(
        "/api/v1/reservations",
        "/healthz",
        "/readyz",
        "/metrics",
        "/demo",
        "/essai/",
        "/",
        "/.env",
        "/wp-login.php",
        "/../",
    ),
)


def astray(post: Post, dice: random.Random) -> Post:
    """A page, a call of the API, an address that is not there; with a cookie, a key or a form that is made up."""
    junk = "".join(dice.choices("abc019%_-./?&=;<>'\"", k=dice.randrange(0, 60)))
    made_up = {"Cookie": f"allo_guichet={junk}; allo_famille={junk}", "Authorization": f"Bearer {junk or 'x'}"}
    path = dice.choice(ADDRESSES) + dice.choice(["", junk, f"?{junk}"])
    method = dice.choice(["GET", "GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"])
    body = post.body if method in ("POST", "PUT") else b""
    return Post(path, body, {"Content-Type": FORM, **made_up}, method)


KINDS: Sequence[Change] = (forged, replayed, cut, oversized, nonsense, astray)
GROWS_BY = 20  # megabytes at most


class Town:
    """A real `serve`, and what can be seen of it from outside and in its database."""

    def __init__(self, app: str, url: str, http: httpx.AsyncClient) -> None:
        self._app = app
        self._database = Database(url)
        self._http = http

    async def post(self, post: Post) -> int:
        """The status of the answer; `NO_ANSWER` where none can come."""
        if post.cut_after is not None:
            await self._cut(post, post.cut_after)
            return NO_ANSWER
        try:
            target = httpx.URL(self._app).copy_with(raw_path=post.path.encode("ascii"))
            answer = await self._http.request(post.method, target, content=post.body, headers=dict(post.headers))
        except (httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):  # we were hung up on before we had done
            return NO_ANSWER
        return answer.status_code

    def memory(self) -> float:
        """How much the process holds, in megabytes."""
        serving = [each for each in psutil.Process().children() if "serve" in each.cmdline()]
        return float(sum(each.memory_info().rss for each in serving)) / 1e6

    async def state(self) -> Mapping[str, object]:
        """All that a post can change."""
        async with self._database.reading() as db:
            return {
                what: (await db.execute(text(f"SELECT count(*), max(id) FROM {what}"))).one()
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
        """Let go of the database."""
        await self._database.close()

    async def _cut(self, post: Post, after: int) -> None:
        host, port = self._app.removeprefix("http://").split(":")
        _, line = await asyncio.open_connection(host, int(port))
        headers = {"Host": "x", "Content-Length": str(len(post.body)), **post.headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        line.write(f"POST {post.path} HTTP/1.1\r\n{head}\r\n".encode() + post.body[:after])
        await line.drain()
        line.close()
        await line.wait_closed()


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
    warm = town.memory()
    for number in range(posts):
        if number == posts // 20:
            warm = town.memory()
        kind = KINDS[number % len(KINDS)]
        hostile = _with(
            kind(dice.choice(honest), dice), "X-Forwarded-For", f"198.18.{number // 250 % 256}.{number % 250}"
        )
        answered[kind.__name__][await town.post(hostile)] += 1
    took, grown = time.perf_counter() - started, town.memory() - warm
    after = await town.settled()
    for kind_name, counts in answered.items():
        shown = ", ".join(f"{status or 'no answer'}: {count}" for status, count in sorted(counts.items()))
        print(f"{kind_name:>10}: {shown}")
    faults = sum(count for counts in answered.values() for status, count in counts.items() if status >= 500)
    changed = {what: (before[what], after[what]) for what in before if before[what] != after[what]}
    still = await town.post(signed(provider, "/sms/inbound", {"MessageSid": "SM2", "From": CAMILLE, "Body": "ok"}))
    print(f"{posts} in {took:.1f} s: {faults} met a fault of ours (5xx), {len(changed)} kinds of rows changed", end=" ")
    print(changed or "")
    print(f"memory: {warm:.0f} MB after the first twentieth, {grown:+.1f} MB since; an honest text afterwards: {still}")
    return not faults and not changed and statuses == [200] * 3 and still == 200 and grown < GROWS_BY


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
            async with (
                served(free_port(), Path(name), **settings) as app,
                httpx.AsyncClient(trust_env=False, timeout=30) as http,
            ):
                town = Town(app, url, http)
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
