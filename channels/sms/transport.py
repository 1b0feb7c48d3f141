"""Sending text messages through Twilio's API, by its official library."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from channels.errors import Failure, SendError
from channels.sms.addresses import written
from channels.sms.failures import failure_for
from channels.sms.window import LONGEST_VARIABLE, Window, in_one_line
from channels.transport import Channel, Outgoing, Style

if TYPE_CHECKING:
    from twilio.base.exceptions import TwilioRestException
    from twilio.rest.api.v2010.account.message import MessageInstance, MessageList

SERVER_ERROR = 500
LONGEST_VALIDITY = 36_000  # seconds, https://www.twilio.com/docs/messaging/api/message-resource
CLOCKS_MAY_DIFFER = timedelta(minutes=1)
PATIENCE = timedelta(seconds=15)  # for an answer; what Twilio itself gives a webhook of ours
LOOKED_THROUGH = 200  # texts to one number, newest first: far more than an hour can hold


@dataclass(frozen=True, slots=True)
class SentText:
    """A text that Twilio has: its id, its words, and how far it has come in Twilio's own word."""

    sid: str
    body: str
    status: str


class SmsTransport:
    """Texts from one sender: a number, a short code, or a messaging service (MG…); with a `window`, on WhatsApp.

    `api_base` is https://api.twilio.com, or a stand-in; `status_callback` the public address that receives receipts.
    The Twilio library takes a third of a second to load: it is loaded here, when the transport is made, so that no
    parent waits for it and a town without SMS never pays for it.
    """

    style = Style.PLAIN

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        sender: str,
        api_base: str,
        status_callback: str | None = None,
        *,
        window: Window | None = None,
        patience: timedelta = PATIENCE,
    ) -> None:
        from twilio.rest import Client

        from channels.sms.http import TwilioHttp

        self._http = TwilioHttp(api_base, patience)
        self._client = Client(account_sid, auth_token, http_client=self._http)
        self.channel = Channel.SMS if window is None else Channel.WHATSAPP
        self._window = window
        self._sender = sender
        self._status_callback = status_callback

    async def send(self, message: Outgoing) -> str:
        """Hand one text to Twilio; give its sid. Raises `SendError`.

        `Failure.IN_DOUBT` means that Twilio may have it: look with `sent_since` before sending again.
        """
        words = {"body": message.text} if self._window is None else await self._window.content(message.to, message.text)
        async with failures_told():
            to = written(self.channel, message.to)
            text = await self._texts.create_async(to=to, **words, **self._options(message))
            return str(text.sid)

    async def find(self, message: Outgoing, since: datetime) -> list[str]:
        """The ids of the texts with these very words that Twilio took for this number since then, newest first.

        See `sent_since`. A trial account puts its own words before ours. Raises `SendError`.
        """
        sent = await self.sent_since(message.to, since)
        return [text.sid for text in sent if text.body.endswith(message.text) or self._is_within(message, text)]

    async def sent_since(self, to: str, since: datetime) -> list[SentText]:
        """The texts that Twilio took for the number `to` since the instant `since` (aware), newest first.

        Goes back a minute further, as two clocks may differ: leave out those whose sid you already know. Twilio's own
        filter is not used: it goes by the date of sending, which a queued text does not have. Raises `SendError`.
        """
        async with failures_told():
            texts = await self._texts.list_async(to=written(self.channel, to), limit=LOOKED_THROUGH)
        return [_sent(text) for text in texts if _created(text) >= since - CLOCKS_MAY_DIFFER]

    async def aclose(self) -> None:
        """Close the connections to Twilio."""
        await self._http.aclose()

    def _is_within(self, message: Outgoing, text: SentText) -> bool:
        """Whether it left in a template, which has words of its own around it."""
        return self._window is not None and in_one_line(message.text)[:LONGEST_VARIABLE] in text.body

    @cached_property
    def _texts(self) -> "MessageList":
        return self._client.messages

    def _options(self, message: Outgoing) -> dict[str, object]:
        options: dict[str, object] = (
            {"messaging_service_sid": self._sender}
            if self._sender.startswith("MG")
            else {"from_": written(self.channel, self._sender)}
        )
        if self._status_callback:
            options["status_callback"] = self._status_callback
        if message.valid_for is not None:
            options["validity_period"] = min(max(message.valid_for, 1), LONGEST_VALIDITY)
        return options


@asynccontextmanager
async def failures_told() -> AsyncIterator[None]:
    """What the Twilio library raises becomes `SendError`, without anybody's number in it."""
    from twilio.base.exceptions import TwilioException, TwilioRestException

    try:
        yield
    except TwilioRestException as refusal:
        raise _refused(refusal) from None  # the library's exception quotes the recipient's number
    except TwilioException as error:  # a list that did not come; it quotes the whole answer
        raise SendError(Failure.IN_DOUBT, f"Twilio's answer cannot be read: {type(error).__name__}") from None
    except UnicodeEncodeError:
        raise SendError(Failure.OUR_BUG, "half a surrogate pair cannot be sent") from None
    except ValueError as error:
        raise SendError(Failure.IN_DOUBT, f"Twilio's answer cannot be read: {type(error).__name__}") from error


def _refused(refusal: "TwilioRestException") -> SendError:
    detail = re.sub(r"\+?\d{6,}", "…", f"{refusal.code or refusal.status}: {refusal.msg}")
    if refusal.status >= SERVER_ERROR:
        return SendError(Failure.IN_DOUBT, detail)
    return SendError(failure_for(refusal.code), detail)


def _created(text: "MessageInstance") -> datetime:
    if text.date_created is None:
        raise SendError(Failure.IN_DOUBT, "Twilio's answer cannot be read: a message without date_created")
    return text.date_created


def _sent(text: "MessageInstance") -> SentText:
    return SentText(sid=str(text.sid), body=str(text.body), status=str(text.status))
