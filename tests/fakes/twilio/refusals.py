"""How Twilio says no. https://www.twilio.com/docs/api/errors"""

from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberType
from starlette.responses import JSONResponse, Response

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
    21655: "The ContentSid is invalid.",
    21656: "The ContentVariables Parameter is invalid.",
    21910: "Invalid From and To pair. From and To should be of the same channel",
    63007: "Twilio could not find a Channel with the specified From address",
}


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


@lru_cache(maxsize=100_000)
def wrong_number(to: str) -> int | None:
    """The code with which Twilio refuses to write to this number, if it does."""
    try:
        number = phonenumbers.parse(to)
    except phonenumbers.NumberParseException:
        return 21211
    if not phonenumbers.is_possible_number(number) or to != f"+{number.country_code}{number.national_number}":
        return 21211
    return 21614 if phonenumbers.number_type(number) == PhoneNumberType.FIXED_LINE else None
