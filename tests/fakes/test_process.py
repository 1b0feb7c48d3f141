"""A stand-in runs in a process of its own, ruled over HTTP."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]


@contextmanager
def standing_in(provider: str, *options: str) -> Iterator[tuple[httpx.Client, dict[str, str]]]:
    command = [sys.executable, "-m", "tests.fakes", provider, *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told: dict[str, str] = json.loads(process.stdout.readline())
        try:
            with httpx.Client(base_url=told["address"], trust_env=False) as client:
                yield client, told
        finally:
            process.terminate()
    assert process.returncode == 0, "a stand-in ends in good order"


def test_twilio_takes_texts_and_troubles() -> None:
    with standing_in("twilio", "--port", "0") as (client, told):
        messages = f"/2010-04-01/Accounts/{told['account_sid']}/Messages.json"
        account = (told["account_sid"], told["auth_token"])
        text = {"To": "+33639980001", "From": told["number"], "Body": "cantine lundi"}

        client.post("/_control/throttle", json={"retry_after": 7, "times": 1})
        refused = client.post(messages, data=text, auth=account)
        taken = client.post(messages, data=text, auth=account)
        sent = client.get("/_control/sent").json()

    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "7")
    assert [(it["sid"], it["to"], it["body"]) for it in sent] == [
        (taken.json()["sid"], "+33639980001", "cantine lundi")
    ]


def test_telegram_has_people_who_write() -> None:
    with standing_in("telegram") as (client, told):
        api = f"/bot{told['token']}"
        client.post("/_control/says", json={"chat": 5, "text": "bonjour"})
        (update,) = client.post(f"{api}/getUpdates").json()["result"]
        client.post(f"{api}/sendMessage", json={"chat_id": 5, "text": "Bonjour !"})
        sent = client.get("/_control/sent").json()

    assert update["message"]["text"] == "bonjour"
    assert [post["text"] for post in sent] == ["Bonjour !"]


@pytest.mark.parametrize(
    ("action", "arguments", "status"),
    [
        pytest.param("explode", {}, 404, id="no such action"),
        pytest.param("open", {}, 404, id="what is not for others"),
        pytest.param("refuse", {}, 400, id="an action without what it needs"),
        pytest.param("text", {"sender": "+33639980001", "body": "x"}, 400, id="a text to an app that is nowhere"),
    ],
)
def test_a_wrong_order_is_told(action: str, arguments: dict[str, str], status: int) -> None:
    with standing_in("twilio") as (client, _):
        answer = client.post(f"/_control/{action}", json=arguments)

    assert answer.status_code == status
    assert answer.json()["error"]
