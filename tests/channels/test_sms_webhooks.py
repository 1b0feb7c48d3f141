"""Texts and receipts come in from Twilio, signed; each is kept before it is answered."""

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest
from fastapi import FastAPI

from channels.sms import router
from channels.transport import Channel, Incoming, Kind
from tests.channels.keeper import Keeper
from tests.fakes.server import serving
from tests.fakes.twilio import FakeTwilio

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CAMILLE = "+33639980001"
PUBLIC = "https://cantine.example"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def inbox() -> Keeper:
    return Keeper()


@pytest.fixture
async def twilio(inbox: Keeper) -> AsyncIterator[FakeTwilio]:
    async with FakeTwilio(now=lambda: NINE, public_url=PUBLIC) as twilio:
        app = FastAPI()
        app.include_router(
            router(inbox.receive, inbox.note, auth_token=twilio.auth_token, public_url=PUBLIC, now=lambda: NINE)
        )
        async with serving(app) as address:
            twilio.app(address)
            yield twilio


@pytest.fixture
async def stranger(twilio: FakeTwilio) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=str(twilio.app_address), trust_env=False) as client:
        yield client


def signed(twilio: FakeTwilio, form: dict[str, str], path: str = "/sms/inbound") -> dict[str, str]:
    return {"X-Twilio-Signature": twilio.sign(f"{PUBLIC}{path}", form)}


async def test_a_text_is_kept_and_answered_with_silence(twilio: FakeTwilio, inbox: Keeper) -> None:
    answer = await twilio.text(CAMILLE, "cantine lundi pour Zoé 🍎", sid="SM1")

    assert inbox.only() == Incoming(
        channel=Channel.SMS,
        provider_id="SM1",
        sender=CAMILLE,
        to=twilio.number,
        text="cantine lundi pour Zoé 🍎",
        received_at=NINE,
        kind=Kind.TEXT,
    )
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    assert answer.text == '<?xml version="1.0" encoding="UTF-8"?><Response/>'


async def test_a_second_delivery_gets_the_same_answer(twilio: FakeTwilio, inbox: Keeper) -> None:
    first = await twilio.text(CAMILLE, "cantine lundi")
    second = await twilio.again()

    assert (second.status_code, second.text) == (first.status_code, first.text)
    assert len(inbox.kept) == 1


async def test_a_text_that_cannot_be_kept_is_asked_for_again(twilio: FakeTwilio, inbox: Keeper) -> None:
    inbox.away = True
    refused = await twilio.text(CAMILLE, "cantine lundi")
    inbox.away = False
    taken = await twilio.again()

    assert (refused.status_code, taken.status_code) == (503, 200)
    assert inbox.only().text == "cantine lundi"


async def test_a_text_that_cannot_be_kept_is_not_told_to_the_log(
    twilio: FakeTwilio, inbox: Keeper, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    inbox.away = True
    answer = await twilio.text(CAMILLE, "ma fille est malade")
    logged = "".join(capsys.readouterr()) + caplog.text

    assert "ConnectionRefusedError" in logged
    assert "malade" not in logged + answer.text
    assert CAMILLE not in logged + answer.text


@pytest.mark.parametrize(
    ("body", "media", "kind"),
    [
        pytest.param("", 0, Kind.TEXT, id="an empty text is a text"),
        pytest.param("", 1, Kind.MEDIA, id="a picture alone is nothing we read"),
        pytest.param("  ", 2, Kind.MEDIA, id="nor are two pictures and a space"),
        pytest.param("cantine lundi", 1, Kind.TEXT, id="words with a picture are words"),
        pytest.param("a" * 10_000, 0, Kind.TEXT, id="ten thousand characters are kept as they are"),
        pytest.param("🍎🍏🥕", 0, Kind.TEXT, id="so are pictures made of characters"),
    ],
)
async def test_whatever_a_parent_sends_is_kept(
    twilio: FakeTwilio, inbox: Keeper, body: str, media: int, kind: Kind
) -> None:
    answer = await twilio.text(CAMILLE, body, media=media)

    assert answer.status_code == 200
    assert (inbox.only().text, inbox.only().kind) == (body, kind)


async def test_a_character_that_no_database_holds_is_left_out(twilio: FakeTwilio, inbox: Keeper) -> None:
    await twilio.text(CAMILLE, "cantine\x00 lundi")

    assert inbox.only().text == "cantine lundi"


async def test_new_fields_of_twilio_do_no_harm(twilio: FakeTwilio, inbox: Keeper) -> None:
    answer = await twilio.text(CAMILLE, "lundi", OptOutType="HELP", ChannelMetadata="{}", Été="nouveau")

    assert answer.status_code == 200
    assert inbox.only().text == "lundi"


async def test_a_person_on_whatsapp_is_known_by_the_number_alone(twilio: FakeTwilio, inbox: Keeper) -> None:
    await twilio.text(f"whatsapp:{CAMILLE}", "cantine lundi", ProfileName="Camille")

    assert (inbox.only().channel, inbox.only().sender, inbox.only().to) == (Channel.WHATSAPP, CAMILLE, "+33937000001")


class TestSignature:
    async def test_covers_the_query_of_the_address(self, twilio: FakeTwilio, stranger: httpx.AsyncClient) -> None:
        form = {"MessageSid": "SM1", "From": CAMILLE, "Body": "lundi"}
        path = "/sms/inbound?town=saint-aubin&x=%20y"
        answer = await stranger.post(path, data=form, headers=signed(twilio, form, path))
        without = await stranger.post(path, data=form, headers=signed(twilio, form))

        assert (answer.status_code, without.status_code) == (200, 403)

    @pytest.mark.parametrize("path", ["/sms/inbound", "/sms/status"])
    @pytest.mark.parametrize(
        "signature",
        [
            pytest.param(None, id="none"),
            pytest.param("", id="empty"),
            pytest.param("c2lnbmF0dXJl", id="made up"),
            pytest.param("é", id="not even ASCII"),
        ],
    )
    async def test_opens_nothing_when_it_does_not_fit(
        self, inbox: Keeper, stranger: httpx.AsyncClient, path: str, signature: str | None
    ) -> None:
        form = {"MessageSid": "SM1", "From": CAMILLE, "Body": "lundi", "MessageStatus": "delivered"}
        headers = [] if signature is None else [(b"X-Twilio-Signature", signature.encode())]
        answer = await stranger.post(path, data=form, headers=headers)

        assert answer.status_code == 403
        assert inbox.kept == {}
        assert inbox.receipts == []

    async def test_does_not_cover_another_text(
        self, twilio: FakeTwilio, inbox: Keeper, stranger: httpx.AsyncClient
    ) -> None:
        form = {"MessageSid": "SM1", "From": CAMILLE, "Body": "lundi"}
        answer = await stranger.post("/sms/inbound", data=form | {"Body": "mardi"}, headers=signed(twilio, form))

        assert answer.status_code == 403
        assert inbox.kept == {}

    async def test_of_a_text_does_not_open_the_receipts(
        self, twilio: FakeTwilio, inbox: Keeper, stranger: httpx.AsyncClient
    ) -> None:
        form = {"MessageSid": "SM1", "From": CAMILLE, "MessageStatus": "delivered"}
        answer = await stranger.post("/sms/status", data=form, headers=signed(twilio, form))

        assert answer.status_code == 403
        assert inbox.receipts == []


class TestBadPosts:
    """What Twilio never sends is refused in so many words, and never as a fault of ours."""

    @pytest.mark.parametrize(
        ("content_type", "body", "status"),
        [
            pytest.param("application/json", b"{}", 415, id="JSON"),
            pytest.param("multipart/form-data; boundary=x", b"--x--", 415, id="a form of files"),
            pytest.param(None, b"Body=lundi", 415, id="nothing said of its kind"),
            pytest.param(FORM, b"Body=%ff%fe", 400, id="characters that are no UTF-8"),
            pytest.param(FORM, b"Body=\xff", 400, id="bytes that are no form"),
            pytest.param(FORM, b"&".join(b"f%d=x" % n for n in range(5000)), 400, id="thousands of fields"),
            pytest.param(FORM, b"Body=" + b"a" * 70_000, 413, id="more than any text"),
            pytest.param(FORM, b"", 403, id="nothing, unsigned"),
            pytest.param(FORM, b"%", 403, id="half an escape, unsigned"),
            pytest.param(f"{FORM}; charset=UTF-8", b"Body=lundi", 403, id="a form with its alphabet, unsigned"),
        ],
    )
    async def test_are_refused(
        self, inbox: Keeper, stranger: httpx.AsyncClient, content_type: str | None, body: bytes, status: int
    ) -> None:
        headers = {"Content-Type": content_type} if content_type else {}
        for path in ("/sms/inbound", "/sms/status"):
            answer = await stranger.post(path, content=body, headers=headers)
            assert answer.status_code == status
        assert inbox.kept == {}

    async def test_of_endless_length_are_cut_short(self, stranger: httpx.AsyncClient) -> None:
        sent = 0

        async def endless() -> AsyncIterator[bytes]:
            nonlocal sent
            while sent < 100_000_000:
                sent += 65_536
                yield b"a" * 65_536

        with contextlib.suppress(httpx.WriteError, httpx.ReadError):  # if we were cut off before we read the 413
            answer = await stranger.post("/sms/inbound", content=endless(), headers={"Content-Type": FORM})
            assert answer.status_code == 413
        assert sent < 100_000_000

    @pytest.mark.parametrize("missing", ["MessageSid", "From"])
    async def test_name_the_field_that_is_missing(
        self, twilio: FakeTwilio, stranger: httpx.AsyncClient, missing: str
    ) -> None:
        form = {"MessageSid": "SM1", "From": CAMILLE, "Body": "secret"}
        del form[missing]
        answer = await stranger.post("/sms/inbound", data=form, headers=signed(twilio, form))

        assert answer.status_code == 400
        assert missing in answer.text
        assert CAMILLE not in answer.text
        assert "secret" not in answer.text

    async def test_are_only_posts(self, stranger: httpx.AsyncClient) -> None:
        assert (await stranger.get("/sms/inbound")).status_code == 405

    async def test_are_never_answered_in_plain_text(self, stranger: httpx.AsyncClient) -> None:
        """Twilio texts a plain answer to the parent."""
        answer = await stranger.post("/sms/inbound", data={"Body": "lundi"})

        assert answer.headers["content-type"] == "application/json"
