"""Texts that Twilio took. https://www.twilio.com/docs/messaging/api/message-resource"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

FINAL = frozenset({"delivered", "undelivered", "failed", "canceled"})


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
    template: str | None = None
    status: str = "queued"
    error_code: int | None = None
    sent_at: datetime | None = None

    def move(self, status: str, error_code: int | None, now: datetime) -> None:
        """Come this far; what is over stays over."""
        if self.status not in FINAL:
            self.status, self.error_code = status, error_code
        if status in {"sent", "delivered"} and self.sent_at is None:
            self.sent_at = now

    def as_json(self, account: str) -> dict[str, object]:
        """As the API shows it."""
        path = f"/2010-04-01/Accounts/{account}/Messages/{self.sid}"
        return {
            "account_sid": account, "api_version": "2010-04-01", "body": self.body,
            "date_created": _rfc2822(self.created), "date_sent": _rfc2822(self.sent_at),
            "date_updated": _rfc2822(self.created), "direction": "outbound-api", "error_code": self.error_code,
            "error_message": None, "from": self.sender, "messaging_service_sid": None, "num_media": "0",
            "num_segments": "1", "price": None, "price_unit": "USD", "sid": self.sid, "status": self.status,
            "subresource_uris": {"media": f"{path}/Media.json"}, "to": self.to, "uri": f"{path}.json",
        }  # fmt: skip


def fits(text: Text, wanted: Mapping[str, str]) -> bool:
    """A text that has not been sent has no date of sending: no filter by that date finds it."""
    if wanted.get("From", text.sender) != text.sender:
        return False
    return all(
        text.sent_at is not None and holds(text.sent_at, _instant(wanted[name]))
        for name, holds in BY_DATE.items()
        if name in wanted
    )


BY_DATE: Mapping[str, Callable[[datetime, datetime], bool]] = {
    "DateSent": lambda sent, asked: sent.date() == asked.date(),
    "DateSent>": lambda sent, asked: sent >= asked,
    "DateSent<": lambda sent, asked: sent <= asked,
}


def _instant(written: str) -> datetime:
    instant = datetime.fromisoformat(written)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _rfc2822(instant: datetime | None) -> str | None:
    return None if instant is None else format_datetime(instant.astimezone(UTC))
