"""One account with one number, and what it sent."""

import asyncio
import itertools
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from tests.fakes.provider import Provider
from tests.fakes.twilio.texts import Text

ACCOUNT = "AC" + "0" * 32
TOKEN = "a-token-of-twilio"
NUMBER = "+33937000001"
TEMPLATE = "HX" + "1" * 32  # approved, in these words:
TEMPLATES = {TEMPLATE: "Votre mairie vous écrit : {{1}} Vous pouvez répondre ici."}


class Account(Provider):
    """`receipts` are told of each text by itself, in this order; without them, only when a test says so."""

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
        self.heard: dict[str, datetime] = {}  # when each person last wrote by WhatsApp
        self.texts: dict[str, Text] = {}
        self.texts_to: dict[str, list[Text]] = defaultdict(list)
        self._ids = itertools.count(1)
        self.telling: set[asyncio.Task[None]] = set()

    def opt_out(self, number: str) -> None:
        """As if this person had sent STOP before."""
        self.opted_out.add(number)

    def forget(self) -> None:
        """Forget all texts."""
        self.sent.clear()
        self.texts.clear()
        self.texts_to.clear()

    def new_sid(self) -> str:
        """The next id of a message, in or out."""
        return f"SM{next(self._ids):032x}"

    def told(self) -> list[Mapping[str, object]]:
        return [
            {"sid": text.sid, "to": text.to, "body": text.body, "status": text.status,
             "created": text.created.isoformat(), "validity_period": text.validity_period}
            for text in self.sent
        ]  # fmt: skip
