"""What people do, and what operators say of their texts: posted to the app, signed."""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence

import httpx
from twilio.request_validator import RequestValidator

from tests.fakes.twilio.account import Account
from tests.fakes.twilio.texts import Text
from tests.fakes.twilio.whatsapp import OUTSIDE_THE_WINDOW, PREFIX, is_whatsapp, number_of, passes

STOP_WORDS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
START_WORDS = frozenset({"START", "YES", "UNSTOP"})


class People(Account):
    """The other side of the line."""

    _last_post: tuple[str, dict[str, str]] | None = None

    async def text(
        self, sender: str, body: str, *, sid: str | None = None, media: int = 0, **more: str
    ) -> httpx.Response:
        """A person texts our number; gives the app's answer. `more` adds fields, or replaces them.

        With `whatsapp:` before the sender's number, by WhatsApp.
        """
        self._note_opt_out(sender, body)
        if is_whatsapp(sender):
            self.heard[sender] = self.now()
            more = {"To": f"{PREFIX}{self.number}", "WaId": number_of(sender)[1:], "ProfileName": "C."} | more
        sid = sid or self.new_sid()
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
        if self.app_address is None:
            raise ValueError("this Twilio does not know where the app is: give it `app`")
        return await self._post(f"{self.public_url or self.app_address}/sms/inbound", form | more)

    async def again(self) -> httpx.Response:
        """Post the last text or receipt a second time, as Twilio does when no answer reached it."""
        if self._last_post is None:
            raise ValueError("nothing was posted yet")
        return await self._post(*self._last_post)

    async def receipt(self, sid: str, status: str, error_code: int | None = None) -> httpx.Response:
        """Tell the app how far a text has come."""
        text = self.texts[sid]
        text.move(status, error_code, self.now())
        if text.status_callback is None:
            raise ValueError("this text asked for no receipts")
        form = {
            "SmsSid": sid, "SmsStatus": status, "MessageStatus": status, "To": text.to, "MessageSid": sid,
            "AccountSid": self.account_sid, "From": text.sender, "ApiVersion": "2010-04-01",
        }  # fmt: skip
        if error_code is not None:
            form["ErrorCode"] = str(error_code)
        return await self._post(text.status_callback, form)

    def tell_by_itself(self, text: Text) -> None:
        """Bring the receipts that this account is set to give, while the app goes on."""
        if text.status_callback and self._receipts_of(text):
            telling = asyncio.create_task(self._tell(text))
            self.telling.add(telling)
            telling.add_done_callback(self.telling.discard)

    async def _tell(self, text: Text) -> None:
        for status, code in self._receipts_of(text):
            with contextlib.suppress(httpx.TransportError):  # a receipt that nobody takes is not brought again
                await self.receipt(text.sid, status, code)

    def _receipts_of(self, text: Text) -> Sequence[tuple[str, int | None]]:
        """Free words outside the window are taken, and refused afterwards."""
        if is_whatsapp(text.to) and text.template is None and not passes(self.heard.get(text.to), text.created):
            return [("undelivered", OUTSIDE_THE_WINDOW)]
        return [(status, None) for status in self.receipts]

    async def __aexit__(self, *details: object) -> None:
        for telling in [*self.telling]:
            telling.cancel()
        await super().__aexit__(*details)

    def sign(self, url: str, form: Mapping[str, str]) -> str:
        """The signature of a post to `url`."""
        return str(RequestValidator(self.auth_token).compute_signature(url, form))

    async def _post(self, url: str, form: dict[str, str]) -> httpx.Response:
        self._last_post = (url, form)
        address = url.replace(self.public_url, self.app_address, 1) if self.public_url and self.app_address else url
        headers = {"X-Twilio-Signature": self.sign(url, form), "I-Twilio-Idempotency-Token": form["MessageSid"]}
        return await self._http.post(address, data=form, headers=headers)

    def _note_opt_out(self, sender: str, body: str) -> None:
        word = body.strip().upper()
        if word in STOP_WORDS:
            self.opted_out.add(sender)
        elif word in START_WORDS:
            self.opted_out.discard(sender)
