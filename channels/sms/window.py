"""When a person may be written to on WhatsApp, and in which form.

Free words pass for 24 hours after the person's last message; after that only a template does that WhatsApp has
approved beforehand. https://www.twilio.com/docs/api/errors/63016
"""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from channels.errors import Failure, SendError

OPEN_FOR = timedelta(hours=24) - timedelta(minutes=5)  # some of it may pass on the way
LONGEST_VARIABLE = 900  # characters; with the template's own words at most 1024 (error 63021)


@dataclass(frozen=True, slots=True)
class Window:
    """Knows when each person was heard last. `template` is the id (HX…) of one with {{1}} in the place of our words."""

    last_heard: Callable[[str], Awaitable[datetime | None]]
    now: Callable[[], datetime]
    template: str | None = None

    async def content(self, number: str, text: str) -> Mapping[str, str]:
        """The words for this person in the form that passes now; raises SendError where none does."""
        heard = await self.last_heard(number)
        if heard is not None and self.now() - heard < OPEN_FOR:
            return {"body": text}
        if self.template is None:
            raise SendError(Failure.WINDOW_CLOSED, "63016: no message from this person for 24 hours, and no template")
        variables = {"1": in_one_line(text)[:LONGEST_VARIABLE]}
        return {"content_sid": self.template, "content_variables": json.dumps(variables, ensure_ascii=False)}


def in_one_line(text: str) -> str:
    """The text as a variable of a template may hold it: no line breaks, no runs of spaces (error 21656)."""
    return re.sub(r" {2,}", " ", re.sub(r"\s*[\n\t]\s*", " · ", text.strip()))
