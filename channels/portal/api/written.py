"""Dates, hours, numbers and yes as they must be written: in full, and not as something that happens to pass for one."""

import re
from datetime import date, time
from typing import Annotated

from pydantic import BeforeValidator, Field, StrictBool, WithJsonSchema

from channels.portal.paging import LARGEST_NUMBER

HOUR = "^([01][0-9]|2[0-3]):[0-5][0-9]$"


def _iso_date(written: object) -> object:
    if isinstance(written, date) or (isinstance(written, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", written)):
        return written
    raise ValueError('a date is written "2026-11-30"')


def _iso_time(written: object) -> object:
    if isinstance(written, time) or (isinstance(written, str) and re.fullmatch(HOUR, written)):
        return written
    raise ValueError('an hour is written "08:30"')


def _bare_number(written: object) -> object:
    """JSON knows one kind of number, so 5.0 is one too; "5" and true are none."""
    if isinstance(written, int | float) and not isinstance(written, bool):
        return written
    raise ValueError("a number is written without quotes")


Day = Annotated[date, BeforeValidator(_iso_date)]
Hour = Annotated[time, BeforeValidator(_iso_time), WithJsonSchema({"type": "string", "pattern": HOUR})]
Number = Annotated[int, Field(ge=1, le=LARGEST_NUMBER), BeforeValidator(_bare_number)]
Yes = StrictBool
