"""What WhatsApp adds: both addresses carry its name, and free words pass for a day after the person's last message."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from tests.fakes.twilio.account import TEMPLATES
from tests.fakes.twilio.refusals import RefusalError

PREFIX = "whatsapp:"
WINDOW = timedelta(hours=24)
OUTSIDE_THE_WINDOW = 63016


def is_whatsapp(address: str) -> bool:
    return address.startswith(PREFIX)


def number_of(address: str) -> str:
    """The number alone."""
    return address.removeprefix(PREFIX)


def passes(heard: datetime | None, now: datetime) -> bool:
    """Whether free words reach a person who was heard then."""
    return heard is not None and now - heard < WINDOW


def body_of(form: Mapping[str, str]) -> str:
    """What the person will read: free words, or a template around ours. Raises RefusalError."""
    if "ContentSid" not in form:
        return form.get("Body", "")
    words = TEMPLATES.get(form["ContentSid"])
    if words is None:
        raise RefusalError(21655)
    for name, value in _variables(form.get("ContentVariables", "{}")).items():
        words = words.replace(f"{{{{{name}}}}}", value)
    return words


def _variables(written: str) -> Mapping[str, str]:
    try:
        variables = dict(json.loads(written))
    except (ValueError, TypeError):
        raise RefusalError(21656) from None
    if not all(isinstance(value, str) and _is_one_line(value) for value in variables.values()):
        raise RefusalError(21656)
    return variables


def _is_one_line(value: str) -> bool:
    return bool(value) and not {"\n", "\t"} & set(value) and " " * 5 not in value
