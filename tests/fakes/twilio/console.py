"""What the town has set in Twilio's console: its senders, where their texts go, the state of the account.

https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource, …/messaging/api/service-resource
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, timedelta
from email.utils import format_datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.fakes.twilio.people import People
from tests.fakes.twilio.refusals import RefusalError

Work = Callable[[Request], Awaitable[Response]]
SERVICE = "MG" + "2" * 32


class Console(People):
    """One number and one messaging service; both bring texts to `sms_url`."""

    sms_url = ""
    sms_method = "POST"
    status = "active"
    ahead = timedelta()  # of Twilio's clock

    def sets(self, sms_url: str, sms_method: str = "POST") -> None:
        """Somebody fills in "A message comes in"."""
        self.sms_url, self.sms_method = sms_url, sms_method

    def console(self) -> Mapping[str, Work]:
        """What answers at which address."""
        account = "/2010-04-01/Accounts/{account}"
        return {
            f"{account}.json": self._account,
            f"{account}/IncomingPhoneNumbers.json": self._numbers,
            f"{account}/SMS/ShortCodes.json": self._short_codes,
            "/v1/Services/{service}": self._service,
        }

    def dated(self, answer: Response) -> Response:
        """With the hour, as every answer of Twilio's has it."""
        answer.headers["Date"] = format_datetime((self.now() + self.ahead).astimezone(UTC), usegmt=True)
        return answer

    async def _account(self, _: Request) -> Response:
        return JSONResponse(
            {"sid": self.account_sid, "status": self.status, "friendly_name": "Mairie", "type": "Full",
             "date_created": "Mon, 23 Nov 2026 08:00:00 +0000", "uri": f"/2010-04-01/Accounts/{self.account_sid}.json"}
        )  # fmt: skip

    async def _numbers(self, request: Request) -> Response:
        return self._listed("incoming_phone_numbers", "phone_number", request.query_params.get("PhoneNumber", ""), "+")

    async def _short_codes(self, request: Request) -> Response:
        return self._listed("short_codes", "short_code", request.query_params.get("ShortCode", ""), "")

    def _listed(self, name: str, field: str, wanted: str, begins: str) -> Response:
        """Found by any part of the number, as Twilio does; a number is in E.164, a short code is not."""
        is_here = self.number.startswith("+") == bool(begins) and wanted.lstrip("+") in self.number
        found = [
            {"sid": f"PN{0:032x}", "account_sid": self.account_sid, field: self.number, "sms_url": self.sms_url,
             "sms_method": self.sms_method, "sms_fallback_url": "", "sms_application_sid": "",
             "capabilities": {"sms": True, "mms": False, "voice": True}}
        ]  # fmt: skip
        page = {"page": 0, "page_size": 50, "start": 0, "end": 0, "next_page_uri": None, "previous_page_uri": None}
        return JSONResponse(page | {name: found if is_here else []})

    async def _service(self, request: Request) -> Response:
        if request.path_params["service"] != SERVICE:
            raise RefusalError(20404, 404)
        return JSONResponse(
            {"sid": SERVICE, "account_sid": self.account_sid, "friendly_name": "Cantine",
             "inbound_request_url": self.sms_url or None, "inbound_method": self.sms_method}
        )  # fmt: skip
