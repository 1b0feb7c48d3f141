"""The provider itself: what it was given, and what it posts to us, signed as Twilio signs."""

import asyncio
import secrets
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import httpx
import structlog
from twilio.request_validator import RequestValidator

from channels.sms.addresses import read, written
from channels.transport import Channel
from channels.trial.numbers import Behaviour, behaviour_of

log = structlog.get_logger(__name__)

SENDER = "+33639989900"  # the town's own number, in the range of fiction too
TEMPLATE = "HX" + "0" * 32
KEPT = 500  # messages, the last ones
PATIENCE = 15.0  # seconds, as Twilio gives a webhook


@dataclass
class TrialMessage:
    """A message on the page: from a phone to the town, or from the town to a phone."""

    sid: str
    channel: Channel
    phone: str
    body: str
    at: datetime
    incoming: bool
    status: str
    code: int | None = None
    status_callback: str | None = None


class TrialProvider:
    """One account of a provider that sends nothing. `address` is where this process itself listens.

    `pace` is 1 in earnest; less makes all waiting shorter.
    """

    def __init__(self, address: str, now: Callable[[], datetime], *, pace: float = 1) -> None:
        self.address = address
        self.account_sid = f"AC{secrets.token_hex(16)}"
        self.auth_token = secrets.token_hex(16)
        self.key = secrets.token_urlsafe(12)  # of the page: who has it can text in anybody's name
        self._now = now
        self._pace = pace
        self._messages: deque[TrialMessage] = deque(maxlen=KEPT)
        self._tries: Counter[tuple[str, str]] = Counter()
        self._telling: set[asyncio.Task[None]] = set()
        self._http: httpx.AsyncClient | None = None

    @asynccontextmanager
    async def open(self) -> AsyncIterator["TrialProvider"]:
        """While this lasts, it can post to us; then it tells nothing any more."""
        async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as self._http:
            yield self
            for telling in [*self._telling]:
                telling.cancel()
            await asyncio.gather(*self._telling, return_exceptions=True)

    def last(self, number: int) -> Sequence[TrialMessage]:
        """So many messages in both directions, newest first."""
        return list(islice(reversed(self._messages), number))

    def sent_to(self, channel: Channel, phone: str) -> Sequence[TrialMessage]:
        """What the town sent to that phone, newest first."""
        mine = (channel, phone, False)
        return [each for each in reversed(self._messages) if (each.channel, each.phone, each.incoming) == mine]

    async def wait(self, seconds: float) -> None:
        """Let so much time pass."""
        await asyncio.sleep(seconds * self._pace)

    def try_number(self, to: str, body: str) -> int:
        """Count a call; how many there have been for these words to that address."""
        self._tries[to, body] += 1
        return self._tries[to, body]

    def take(self, to: str, body: str, status_callback: str | None) -> TrialMessage:
        """Take a message of the town's, and tell later what became of it."""
        channel, phone = read(to)
        message = TrialMessage(
            _sid(), channel, phone, body, self._now(), incoming=False, status="queued", status_callback=status_callback
        )
        self._messages.append(message)
        telling = asyncio.create_task(self._tell(message, behaviour_of(phone)))
        self._telling.add(telling)
        telling.add_done_callback(self._telling.discard)
        return message

    async def text(self, channel: Channel, phone: str, body: str) -> int:
        """As if that phone had texted the town; the status with which the town's webhook answered."""
        message = TrialMessage(_sid(), channel, phone, body, self._now(), incoming=True, status="received")
        self._messages.append(message)
        form = {
            "MessageSid": message.sid,
            "AccountSid": self.account_sid,
            "From": written(channel, phone),
            "To": written(channel, SENDER),
            "Body": body,
            "NumMedia": "0",
        }
        return await self._post(f"{self.address}/sms/inbound", form)

    async def _tell(self, message: TrialMessage, behaviour: Behaviour) -> None:
        for told in behaviour.receipts:
            await self.wait(told.after)
            message.status, message.code = told.status, told.code
            if message.status_callback is not None:
                form = {
                    "MessageSid": message.sid,
                    "AccountSid": self.account_sid,
                    "MessageStatus": told.status,
                    "To": written(message.channel, message.phone),
                    "From": written(message.channel, SENDER),
                }
                await self._post(message.status_callback, form | ({"ErrorCode": str(told.code)} if told.code else {}))

    async def _post(self, url: str, form: dict[str, str]) -> int:
        if self._http is None:
            raise RuntimeError("a provider on trial posts only while it is open")
        signature = RequestValidator(self.auth_token).compute_signature(url, form)
        try:
            answer = await self._http.post(url, data=form, headers={"X-Twilio-Signature": signature})
        except httpx.TransportError as error:
            log.warning("trial.not_posted", cause=type(error).__name__)
            return httpx.codes.SERVICE_UNAVAILABLE
        return answer.status_code


def _sid() -> str:
    return f"SM{secrets.token_hex(16)}"
