"""No secret leaves the process: not in its log, an error, the figures, or the list of processes. A real `serve`."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from twilio.request_validator import RequestValidator

from tests.processes import CLOCK, PROGRAM, environment, free_port, prepared

PUBLIC_URL = "http://town.test"
PHONE, WORDS = "+33639980009", "cantine lundi pour Raphael-le-secret"
SECRETS = {
    "secret_key": "a-key-that-nobody-may-ever-see-1234567890",
    "twilio_auth_token": "0123456789abcdef-twilio-token",
    "telegram_token": "987654:AA-telegram-token-of-the-town",
    "telegram_webhook_secret": "telegram-webhook-secret-5f2c",
    "oidc_client_secret": "openid-client-secret-77aa",
}


@asynccontextmanager
async def serving(folder: Path, **settings: str) -> AsyncIterator[tuple[str, asyncio.subprocess.Process]]:
    """`allo-cantine serve` with its output kept: its address, and the process."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        PROGRAM, "serve", "--port", str(port), cwd=folder, env=environment(folder, **settings),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    async with asyncio.timeout(30), httpx.AsyncClient(trust_env=False) as http:
        while True:
            try:
                await http.get(f"{address}/healthz")
                break
            except httpx.TransportError:
                await asyncio.sleep(0.05)
    try:
        yield address, process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def provoke(http: httpx.AsyncClient, address: str) -> str:
    """Everything that could make it speak: honest, forged and broken calls, while its providers are away."""
    form = {"MessageSid": "SM1", "From": PHONE, "To": "+33937000000", "Body": WORDS, "NumMedia": "0"}
    signature = RequestValidator(SECRETS["twilio_auth_token"]).compute_signature(f"{PUBLIC_URL}/sms/inbound", form)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    posts = [
        ("/sms/inbound", urlencode(form), kind | {"X-Twilio-Signature": signature}),
        ("/sms/inbound", urlencode(form), kind | {"X-Twilio-Signature": "forged"}),
        ("/telegram/webhook", "{}", {"X-Telegram-Bot-Api-Secret-Token": "forged"}),
        ("/telegram/webhook", "{", {"X-Telegram-Bot-Api-Secret-Token": SECRETS["telegram_webhook_secret"]}),
        ("/guichet/connexion", "name=x&password=y&csrf=z", kind),
        ("/api/v1/reservations", "[", {"Authorization": "Bearer forged"}),
    ]
    answers = [await http.post(f"{address}{path}", content=body, headers=headers) for path, body, headers in posts]
    pages = (
        "/metrics",
        "/readyz",
        "/nowhere",
        "/guichet/openid",
        "/guichet/connexion",
        "/famille/lien/forged",
        "/api/v1",
    )
    answers += [await http.get(f"{address}{path}") for path in pages]
    return "".join(f"{answer.headers}{answer.text}" for answer in answers)


async def test_no_secret_and_nobodys_words_leave_the_process(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'town.db'}"
    await prepared(tmp_path, url)
    away = f"http://127.0.0.1:{free_port()}"
    settings = SECRETS | {
        "database_url": url, "clock": CLOCK, "public_url": PUBLIC_URL, "twilio_account_sid": "AC1",
        "twilio_from": "+33937000000", "twilio_api_base": away, "telegram_api_base": away,
        "telegram_mode": "webhook", "oidc_issuer": away, "oidc_client_id": "town",
    }  # fmt: skip
    async with serving(tmp_path, **settings) as (address, process), httpx.AsyncClient(trust_env=False) as http:
        said = await provoke(http, address)
        await asyncio.sleep(4)  # real seconds of a real process: its reply is tried at a provider that is away
        command_line = Path(f"/proc/{process.pid}/cmdline").read_text()
        process.terminate()
        log = (await process.communicate())[0].decode()
    assert "telegram.webhook_not_registered" in log
    for name, secret in SECRETS.items():
        assert secret not in said, name
        assert secret not in command_line, name
        assert secret not in log, name
    for theirs in (PHONE, WORDS, "Raphael-le-secret"):
        assert theirs not in log


@pytest.mark.parametrize("secret", [SECRETS["secret_key"], SECRETS["twilio_auth_token"]])
async def test_a_wrong_setting_is_named_without_its_neighbours(tmp_path: Path, secret: str) -> None:
    names = [name for name, value in SECRETS.items() if value == secret]
    broken = {names[0]: secret, "telegram_mode": "nonsense", "database_url": f"sqlite:///{tmp_path / 'none.db'}"}
    process = await asyncio.create_subprocess_exec(
        PROGRAM, "serve", cwd=tmp_path, env=environment(tmp_path, **broken),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said = (await process.communicate())[0].decode()
    assert "ALLO_TELEGRAM_MODE" in said
    assert secret not in said


@pytest.mark.parametrize(
    ("trusted", "refused"),
    [pytest.param("127.0.0.1", 0, id="by a trusted proxy"), pytest.param("192.0.2.1", 40, id="by anybody")],
)
async def test_who_calls_is_believed_when_it_is_written(tmp_path: Path, trusted: str, refused: int) -> None:
    url = f"sqlite:///{tmp_path / 'town.db'}"
    await prepared(tmp_path, url)
    settings = {"database_url": url, "trusted_proxies": trusted, "calls_per_address": "60", "clock": CLOCK}
    async with serving(tmp_path, **settings) as (address, _), httpx.AsyncClient(trust_env=False) as http:
        statuses = [
            (await http.get(f"{address}/famille", headers={"X-Forwarded-For": f"203.0.113.{number}"})).status_code
            for number in range(100)
        ]
    assert statuses.count(429) == refused, json.dumps(statuses)
