"""Texts and receipts come in from Twilio, signed; each is kept before it is answered."""

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest
from fastapi import FastAPI

from channels.errors import Failure
from channels.sms import SmsTransport, router
from channels.transport import Channel, Delivery, Incoming, Kind, Outgoing, Receipt
from tests.fakes.server import serving
from tests.fakes.twilio import FakeTwilio

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CAMILLE = "+33639980001"
PUBLIC = "https://cantine.example"
FORM = "application/x-www-form-urlencoded"


class Inbox:
    """Keeps what comes in, each once; can be away, as a database can."""

    def __init__(self) -> None:
        self.texts: dict[str, Incoming] = {}
        self.receipts: list[Receipt] = []
        self.away = False

    async def receive(self, incoming: Incoming) -> None:
        if self.away:
            raise ConnectionRefusedError(f"cannot keep {incoming.text!r}")
        self.texts.setdefault(incoming.provider_id, incoming)

    async def note(self, receipt: Receipt) -> None:
        if self.away:
            raise ConnectionRefusedError("cannot keep the receipt")
        self.receipts.append(receipt)

    def only(self) -> Incoming:
        (text,) = self.texts.values()
        return text


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
async def twilio(inbox: Inbox) -> AsyncIterator[FakeTwilio]:
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


async def test_a_text_is_kept_and_answered_with_silence(twilio: FakeTwilio, inbox: Inbox) -> None:
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


async def test_a_second_delivery_gets_the_same_answer(twilio: FakeTwilio, inbox: Inbox) -> None:
    first = await twilio.text(CAMILLE, "cantine lundi")
    second = await twilio.again()

    assert (second.status_code, second.text) == (first.status_code, first.text)
    assert len(inbox.texts) == 1


async def test_a_text_that_cannot_be_kept_is_asked_for_again(twilio: FakeTwilio, inbox: Inbox) -> None:
    inbox.away = True
    refused = await twilio.text(CAMILLE, "cantine lundi")
    inbox.away = False
    taken = await twilio.again()

    assert (refused.status_code, taken.status_code) == (503, 200)
    assert inbox.only().text == "cantine lundi"


async def test_a_text_that_cannot_be_kept_is_not_told_to_the_log(
    twilio: FakeTwilio, inbox: Inbox, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
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
    twilio: FakeTwilio, inbox: Inbox, body: str, media: int, kind: Kind
) -> None:
    answer = await twilio.text(CAMILLE, body, media=media)

    assert answer.status_code == 200
    assert (inbox.only().text, inbox.only().kind) == (body, kind)


async def test_a_character_that_no_database_holds_is_left_out(twilio: FakeTwilio, inbox: Inbox) -> None:
    await twilio.text(CAMILLE, "cantine\x00 lundi")

    assert inbox.only().text == "cantine lundi"


async def test_new_fields_of_twilio_do_no_harm(twilio: FakeTwilio, inbox: Inbox) -> None:
    answer = await twilio.text(CAMILLE, "lundi", OptOutType="HELP", ChannelMetadata="{}", Été="nouveau")

    assert answer.status_code == 200
    assert inbox.only().text == "lundi"


async def test_a_person_on_whatsapp_is_known_by_the_number_alone(twilio: FakeTwilio, inbox: Inbox) -> None:
    await twilio.text(f"whatsapp:{CAMILLE}", "cantine lundi", To="whatsapp:+33937000001", ProfileName="Camille")

    assert (inbox.only().sender, inbox.only().to) == (CAMILLE, "+33937000001")


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
        self, inbox: Inbox, stranger: httpx.AsyncClient, path: str, signature: str | None
    ) -> None:
        form = {"MessageSid": "SM1", "From": CAMILLE, "Body": "lundi", "MessageStatus": "delivered"}
        headers = [] if signature is None else [(b"X-Twilio-Signature", signature.encode())]
        answer = await stranger.post(path, data=form, headers=headers)

        assert answer.status_code == 403
        assert inbox.texts == {}
        assert inbox.receipts == []

    async def test_does_not_cover_another_text(
        self, twilio: FakeTwilio, inbox: Inbox, stranger: httpx.AsyncClient
    ) -> None:
        form = {"MessageSid": "SM1", "From": CAMILLE, "Body": "lundi"}
        answer = await stranger.post("/sms/inbound", data=form | {"Body": "mardi"}, headers=signed(twilio, form))

        assert answer.status_code == 403
        assert inbox.texts == {}

    async def test_of_a_text_does_not_open_the_receipts(
        self, twilio: FakeTwilio, inbox: Inbox, stranger: httpx.AsyncClient
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
        self, inbox: Inbox, stranger: httpx.AsyncClient, content_type: str | None, body: bytes, status: int
    ) -> None:
        headers = {"Content-Type": content_type} if content_type else {}
        for path in ("/sms/inbound", "/sms/status"):
            answer = await stranger.post(path, content=body, headers=headers)
            assert answer.status_code == status
        assert inbox.texts == {}

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


class TestReceipts:
    @pytest.fixture
    async def sid(self, twilio: FakeTwilio) -> str:
        sms = SmsTransport(twilio.account_sid, twilio.auth_token, twilio.number, twilio.address, f"{PUBLIC}/sms/status")
        sid = await sms.send(Outgoing(Channel.SMS, CAMILLE, "C'est noté."))
        await sms.aclose()
        return sid

    @pytest.mark.parametrize(
        ("word", "status"),
        [
            ("queued", Delivery.QUEUED),
            ("sending", Delivery.SENDING),
            ("sent", Delivery.SENT),
            ("delivered", Delivery.DELIVERED),
            ("read", Delivery.READ),
            ("teleported", Delivery.UNKNOWN),
        ],
    )
    async def test_say_how_far_a_text_has_come(
        self, twilio: FakeTwilio, inbox: Inbox, sid: str, word: str, status: Delivery
    ) -> None:
        answer = await twilio.receipt(sid, word)

        assert answer.status_code == 200
        assert inbox.receipts == [Receipt(Channel.SMS, sid, status, at=NINE)]

    @pytest.mark.parametrize(
        ("word", "code", "failure"),
        [
            pytest.param("undelivered", 30003, Failure.UNREACHABLE, id="the phone is off"),
            pytest.param("undelivered", 30005, Failure.NOT_A_NUMBER, id="the number is nobody's"),
            pytest.param("undelivered", 30006, Failure.NOT_A_MOBILE, id="the number is a landline"),
            pytest.param("undelivered", 30007, Failure.FILTERED, id="the operator took it for spam"),
            pytest.param("failed", 21610, Failure.OPTED_OUT, id="the parent had sent STOP"),
            pytest.param("failed", 31_999, Failure.UNKNOWN, id="a reason that nobody has met"),
            pytest.param("failed", None, Failure.UNKNOWN, id="no reason"),
        ],
    )
    async def test_say_why_a_text_did_not_arrive(
        self, twilio: FakeTwilio, inbox: Inbox, sid: str, word: str, code: int | None, failure: Failure
    ) -> None:
        await twilio.receipt(sid, word, code)

        kept = None if code is None else str(code)
        assert inbox.receipts == [Receipt(Channel.SMS, sid, Delivery.FAILED, NINE, failure, kept)]

    async def test_come_again_when_they_could_not_be_kept(self, twilio: FakeTwilio, inbox: Inbox, sid: str) -> None:
        inbox.away = True
        refused = await twilio.receipt(sid, "delivered")
        inbox.away = False
        await twilio.again()

        assert refused.status_code == 503
        assert [receipt.status for receipt in inbox.receipts] == [Delivery.DELIVERED]

    async def test_without_a_status_are_refused_by_name(self, twilio: FakeTwilio, stranger: httpx.AsyncClient) -> None:
        form = {"MessageSid": "SM1"}
        answer = await stranger.post("/sms/status", data=form, headers=signed(twilio, form, "/sms/status"))

        assert answer.status_code == 400
        assert "MessageStatus" in answer.text


@pytest.mark.parametrize(
    ("known", "told", "is_news"),
    [
        pytest.param(Delivery.QUEUED, Delivery.SENT, True, id="sent comes after queued"),
        pytest.param(Delivery.DELIVERED, Delivery.SENT, False, id="sent may come after delivered, and is old"),
        pytest.param(Delivery.SENT, Delivery.SENT, False, id="twice the same is not news"),
        pytest.param(Delivery.DELIVERED, Delivery.FAILED, False, id="what arrived did not fail"),
        pytest.param(Delivery.FAILED, Delivery.DELIVERED, False, id="what failed did not arrive"),
        pytest.param(Delivery.DELIVERED, Delivery.READ, True, id="what arrived may be read"),
        pytest.param(Delivery.QUEUED, Delivery.UNKNOWN, False, id="a word that we do not know moves nothing"),
    ],
)
def test_a_text_only_moves_forward(known: Delivery, told: Delivery, is_news: bool) -> None:
    assert told.beyond(known) is is_news
