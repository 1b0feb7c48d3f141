"""A Twilio of our own: takes texts as strictly as the real one, keeps them, and brings people's texts to the app.

Refusals follow https://www.twilio.com/docs/api/errors, messages
https://www.twilio.com/docs/messaging/api/message-resource
"""

import asyncio
import base64
import itertools
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import ClassVar
from urllib.parse import parse_qsl

import httpx
import phonenumbers
from phonenumbers import PhoneNumberType
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from twilio.request_validator import RequestValidator

from tests.fakes.provider import Provider

ACCOUNT = "AC" + "0" * 32
TOKEN = "a-token-of-twilio"
NUMBER = "+33937000001"
LONGEST = 1600
STOP_WORDS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
START_WORDS = frozenset({"START", "YES", "UNSTOP"})
FINAL = frozenset({"delivered", "undelivered", "failed", "canceled"})
MESSAGES = {
    20003: "Authenticate",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    21211: "The 'To' number {to} is not a valid phone number.",
    21602: "Message body is required.",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21606: "The 'From' phone number provided is not a valid message-capable Twilio phone number.",
    21610: "Attempt to send to unsubscribed recipient",
    21614: "'To' number {to} is not a valid mobile number",
    21617: "The concatenated message body exceeds the 1600 character limit",
}

Form = Mapping[str, str]


class RefusalError(Exception):
    """What Twilio answers instead of taking a text."""

    def __init__(self, code: int, status: int = 400) -> None:
        super().__init__(code)
        self.code, self.status = code, status

    def response(self, to: str = "", retry_after: int | None = None) -> Response:
        words = MESSAGES.get(self.code, f"Error {self.code}").format(to=to)
        body = {
            "code": self.code,
            "message": words,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }
        headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        return JSONResponse(body, self.status, headers)


@dataclass
class Text:
    """A text that was taken."""

    sid: str
    to: str
    sender: str
    body: str
    created: datetime
    validity_period: int | None
    status_callback: str | None
    status: str = "queued"
    error_code: int | None = None
    sent_at: datetime | None = None


class FakeTwilio(Provider):
    """One account with one number. People's texts are posted to `app`, signed as for `public_url`."""

    actions: ClassVar[tuple[str, ...]] = (
        *Provider.actions, "refuse", "throttle", "text", "again", "receipt", "opt_out", "forget"
    )  # fmt: skip

    def __init__(
        self,
        *,
        now: Callable[[], datetime],
        app: str | None = None,
        public_url: str | None = None,
        account_sid: str = ACCOUNT,
        auth_token: str = TOKEN,
        number: str = NUMBER,
        receipts: Sequence[str] = (),
    ) -> None:
        super().__init__(now, app)
        self.public_url = public_url
        self.account_sid, self.auth_token, self.number = account_sid, auth_token, number
        self.receipts = receipts
        self.sent: list[Text] = []
        self.opted_out: set[str] = set()
        self._texts: dict[str, Text] = {}
        self._texts_to: dict[str, list[Text]] = defaultdict(list)
        self._ids = itertools.count(1)
        self._last_post: tuple[str, dict[str, str]] | None = None
        self._telling: set[asyncio.Task[None]] = set()

    # troubles of its own

    def refuse(self, code: int, status: int = 400, times: int | None = None) -> None:
        """Refuse each text with this code."""

        async def act(_: Request) -> Response:
            return RefusalError(code, status).response()

        self.have(act, taken=False, times=times)

    def throttle(self, retry_after: int | None = None, times: int | None = None) -> None:
        """Refuse each call as one too many, with or without saying for how many seconds."""

        async def act(_: Request) -> Response:
            return RefusalError(20429, 429).response(retry_after=retry_after)

        self.have(act, taken=False, times=times)

    def opt_out(self, number: str) -> None:
        """As if this person had sent STOP before."""
        self.opted_out.add(number)

    def forget(self) -> None:
        """Forget all texts."""
        self.sent.clear()
        self._texts.clear()
        self._texts_to.clear()

    # what people do

    async def text(
        self, sender: str, body: str, *, sid: str | None = None, media: int = 0, **more: str
    ) -> httpx.Response:
        """A person texts our number; gives the app's answer. `more` adds fields, or replaces them."""
        self._note_opt_out(sender, body)
        sid = sid or self._new_sid()
        form = {
            "ToCountry": "FR", "ToState": "", "SmsMessageSid": sid, "NumMedia": str(media), "ToCity": "",
            "FromZip": "", "SmsSid": sid, "FromState": "", "SmsStatus": "received", "FromCity": "", "Body": body,
            "FromCountry": "FR", "To": self.number, "ToZip": "", "NumSegments": "1", "MessageSid": sid,
            "AccountSid": self.account_sid, "From": sender, "ApiVersion": "2010-04-01",
        }  # fmt: skip
        for picture in range(media):
            form |= {
                f"MediaUrl{picture}": f"{self.address}/media/{picture}",
                f"MediaContentType{picture}": "image/jpeg",
            }
        return await self._post(f"{self._public()}/sms/inbound", form | more)

    async def again(self) -> httpx.Response:
        """Post the last text or receipt a second time, as Twilio does when no answer reached it."""
        if self._last_post is None:
            raise ValueError("nothing was posted yet")
        return await self._post(*self._last_post)

    async def receipt(self, sid: str, status: str, error_code: int | None = None) -> httpx.Response:
        """Tell the app how far a text has come."""
        text = self._texts[sid]
        self._move(text, status, error_code)
        if text.status_callback is None:
            raise ValueError("this text asked for no receipts")
        form = {
            "SmsSid": sid, "SmsStatus": status, "MessageStatus": status, "To": text.to, "MessageSid": sid,
            "AccountSid": self.account_sid, "From": text.sender, "ApiVersion": "2010-04-01",
        }  # fmt: skip
        if error_code is not None:
            form["ErrorCode"] = str(error_code)
        return await self._post(text.status_callback, form)

    def sign(self, url: str, form: Form) -> str:
        """The signature of a post to `url`."""
        return str(RequestValidator(self.auth_token).compute_signature(url, form))

    def told(self) -> list[Mapping[str, object]]:
        return [
            {"sid": text.sid, "to": text.to, "body": text.body, "status": text.status,
             "created": text.created.isoformat(), "validity_period": text.validity_period}
            for text in self.sent
        ]  # fmt: skip

    def _public(self) -> str:
        if self.app_address is None:
            raise ValueError("this Twilio does not know where the app is: give it `app`")
        return self.public_url or self.app_address

    async def _post(self, url: str, form: dict[str, str]) -> httpx.Response:
        self._last_post = (url, form)
        address = url.replace(self._public(), str(self.app_address), 1)
        headers = {"X-Twilio-Signature": self.sign(url, form), "I-Twilio-Idempotency-Token": form["MessageSid"]}
        return await self._http.post(address, data=form, headers=headers)

    def _note_opt_out(self, sender: str, body: str) -> None:
        word = body.strip().upper()
        if word in STOP_WORDS:
            self.opted_out.add(sender)
        elif word in START_WORDS:
            self.opted_out.discard(sender)

    def _move(self, text: Text, status: str, error_code: int | None) -> None:
        if text.status not in FINAL:
            text.status, text.error_code = status, error_code
        if status in {"sent", "delivered"} and text.sent_at is None:
            text.sent_at = self.now()

    # the API

    def routes(self) -> list[Route]:
        account = "/2010-04-01/Accounts/{account}"
        return [
            Route(f"{account}/Messages.json", self._through(self._create), methods=["POST"]),
            Route(f"{account}/Messages.json", self._through(self._list), methods=["GET"]),
            Route(f"{account}/Messages/{{sid}}.json", self._through(self._fetch), methods=["GET"]),
        ]

    def _through(self, work: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        async def call(request: Request) -> Response:
            async def answer() -> Response:
                try:
                    self._authenticate(request)
                    return await work(request)
                except RefusalError as refusal:
                    return refusal.response()

            return await self.through_trouble(request, answer)

        return call

    def _authenticate(self, request: Request) -> None:
        expected = base64.b64encode(f"{self.account_sid}:{self.auth_token}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {expected}":
            raise RefusalError(20003, 401)
        if request.path_params["account"] != self.account_sid:
            raise RefusalError(20404, 404)

    async def _create(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode("ascii"), keep_blank_values=True, errors="strict"))
        try:
            self._check(form)
        except RefusalError as refusal:
            return refusal.response(form.get("To", ""))
        text = self._take(form)
        return JSONResponse(self._as_json(text), 201)

    def _check(self, form: Form) -> None:
        to, body = form.get("To", ""), form.get("Body", "")
        if not to:
            raise RefusalError(21604)
        if not form.get("From") and not form.get("MessagingServiceSid"):
            raise RefusalError(21603)
        if "From" in form and form["From"] != self.number:
            raise RefusalError(21606)
        if not body.strip():
            raise RefusalError(21602)
        if len(body) > LONGEST:
            raise RefusalError(21617)
        if code := _wrong_number(to):
            raise RefusalError(code)
        if to in self.opted_out:
            raise RefusalError(21610)

    def _take(self, form: Form) -> Text:
        text = Text(
            sid=self._new_sid(),
            to=form["To"],
            sender=form.get("From") or self.number,
            body=form["Body"],
            created=self.now(),
            validity_period=int(form["ValidityPeriod"]) if "ValidityPeriod" in form else None,
            status_callback=form.get("StatusCallback"),
        )
        self.sent.append(text)
        self._texts[text.sid] = text
        self._texts_to[text.to].append(text)
        if self.receipts and text.status_callback:
            telling = asyncio.create_task(self._tell(text))
            self._telling.add(telling)
            telling.add_done_callback(self._telling.discard)
        return text

    async def _tell(self, text: Text) -> None:
        for status in self.receipts:
            await self.receipt(text.sid, status)

    async def _list(self, request: Request) -> Response:
        wanted = request.query_params
        texts = self._texts_to[wanted["To"]] if "To" in wanted else self.sent
        found = [text for text in reversed(texts) if _fits(text, wanted)]
        size, page = int(wanted.get("PageSize", 50)), int(wanted.get("Page", 0))
        shown = found[page * size : (page + 1) * size]
        more = (page + 1) * size < len(found)
        following = request.url.include_query_params(Page=page + 1)
        return JSONResponse(
            {
                "messages": [self._as_json(text) for text in shown],
                "page": page,
                "page_size": size,
                "next_page_uri": f"{following.path}?{following.query}" if more else None,
            }
        )

    async def _fetch(self, request: Request) -> Response:
        text = self._texts.get(request.path_params["sid"])
        if text is None:
            raise RefusalError(20404, 404)
        return JSONResponse(self._as_json(text))

    def _as_json(self, text: Text) -> dict[str, object]:
        path = f"/2010-04-01/Accounts/{self.account_sid}/Messages/{text.sid}"
        return {
            "account_sid": self.account_sid, "api_version": "2010-04-01", "body": text.body,
            "date_created": _rfc2822(text.created), "date_sent": _rfc2822(text.sent_at),
            "date_updated": _rfc2822(text.created), "direction": "outbound-api", "error_code": text.error_code,
            "error_message": None, "from": text.sender, "messaging_service_sid": None, "num_media": "0",
            "num_segments": "1", "price": None, "price_unit": "USD", "sid": text.sid, "status": text.status,
            "subresource_uris": {"media": f"{path}/Media.json"}, "to": text.to, "uri": f"{path}.json",
        }  # fmt: skip

    def _new_sid(self) -> str:
        return f"SM{next(self._ids):032x}"


def _fits(text: Text, wanted: Mapping[str, str]) -> bool:
    """A text that has not been sent has no date of sending: no filter by that date finds it."""
    if wanted.get("From", text.sender) != text.sender:
        return False
    return all(
        text.sent_at is not None and holds(text.sent_at, _instant(wanted[name]))
        for name, holds in _BY_DATE.items()
        if name in wanted
    )


_BY_DATE: Mapping[str, Callable[[datetime, datetime], bool]] = {
    "DateSent": lambda sent, asked: sent.date() == asked.date(),
    "DateSent>": lambda sent, asked: sent >= asked,
    "DateSent<": lambda sent, asked: sent <= asked,
}


def _instant(written: str) -> datetime:
    instant = datetime.fromisoformat(written)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


@lru_cache(maxsize=100_000)
def _wrong_number(to: str) -> int | None:
    try:
        number = phonenumbers.parse(to)
    except phonenumbers.NumberParseException:
        return 21211
    if not phonenumbers.is_possible_number(number) or to != f"+{number.country_code}{number.national_number}":
        return 21211
    return 21614 if phonenumbers.number_type(number) == PhoneNumberType.FIXED_LINE else None


def _rfc2822(instant: datetime | None) -> str | None:
    return None if instant is None else format_datetime(instant.astimezone(UTC))
