"""What a sender of text messages can do, by its very form, and where Twilio brings what people write to it.

France: texts by machines from 06 and 07 are forbidden since 1 January 2023 (ARCEP decision 2022-1583); letters cannot
be answered; short codes 38xxx, and 09 37 to 09 39, carry both ways.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

from channels.errors import SendError
from channels.sms.transport import PATIENCE, failures_told


class SenderKind(StrEnum):
    """The kinds of sender, as a town may have bought them."""

    SERVICE = "service"  # a messaging service, which pools numbers
    LETTERS = "letters"  # one-way: nobody can answer
    FRENCH_MOBILE = "french_mobile"  # forbidden to machines
    FRENCH_PLATFORM = "french_platform"  # 09 37, 09 38, 09 39: meant for this
    FRENCH_OTHER = "french_other"
    SHORT_CODE = "short_code"
    FOREIGN = "foreign"


FORMS = (
    (r"MG[0-9a-f]{32}", SenderKind.SERVICE),
    (r"\d{3,6}", SenderKind.SHORT_CODE),
    (r"\+33[67]\d{8}", SenderKind.FRENCH_MOBILE),
    (r"\+3393[789]\d{6}", SenderKind.FRENCH_PLATFORM),
    (r"\+33\d{9}", SenderKind.FRENCH_OTHER),
    (r"\+\d{7,15}", SenderKind.FOREIGN),
)


def kind_of(sender: str) -> SenderKind:
    """What a sender is, by its form; letters where it is nothing else."""
    return next((kind for form, kind in FORMS if re.fullmatch(form, sender)), SenderKind.LETTERS)


@dataclass(frozen=True, slots=True)
class Registration:
    """Where a sender's texts are brought: an address, and how; empty where to nobody."""

    webhook: str
    method: str


def _registration(url: str | None, method: str | None) -> Registration:
    return Registration(url or "", method or "")


class Registrations:
    """Asks Twilio what is set for a sender. Every call raises `SendError`."""

    def __init__(self, account_sid: str, auth_token: str, api_base: str, *, patience: timedelta = PATIENCE) -> None:
        from twilio.rest import Client

        from channels.sms.http import TwilioHttp

        self._sid = account_sid
        self._http = TwilioHttp(api_base, patience)
        self._client = Client(account_sid, auth_token, http_client=self._http)

    async def of(self, sender: str) -> Registration | None:
        """What is set for this sender; none where the account has no such sender."""
        match kind_of(sender):
            case SenderKind.SERVICE:
                return await self._of_service(sender)
            case SenderKind.SHORT_CODE:
                async with failures_told():
                    codes = await self._client.api.accounts(self._sid).short_codes.list_async(short_code=sender)
                return next((_registration(code.sms_url, code.sms_method) for code in codes), None)
            case _:
                async with failures_told():
                    numbers = await self._client.incoming_phone_numbers.list_async(phone_number=sender)
                return next((_registration(number.sms_url, number.sms_method) for number in numbers), None)

    async def status(self) -> str:
        """The account's own state in Twilio's word: active, suspended, closed."""
        async with failures_told():
            account = await self._client.api.accounts(self._sid).fetch_async()
        return str(account.status)

    def clock(self) -> datetime | None:
        """The hour of Twilio's last answer (aware), to the second; none before the first one."""
        told = self._http.last_date
        return None if told is None else parsedate_to_datetime(told)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _of_service(self, sid: str) -> Registration | None:
        try:
            async with failures_told():
                service = await self._client.messaging.v1.services(sid).fetch_async()
        except SendError as error:
            if error.detail.startswith("20404"):
                return None
            raise
        return Registration(str(service.inbound_request_url or ""), str(service.inbound_method or ""))
