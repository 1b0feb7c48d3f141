"""Values of the database as JSON and CSV know them, and back."""

import re
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum as Choice

from sqlalchemy import JSON, Column, Enum, TypeDecorator

FORMULA = re.compile(r"^[=@\t\r]|^[+-](?!\d)")


def plain(value: object) -> object:
    """A value as JSON knows it: instants, dates and hours in ISO, choices by their word."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Choice):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    return value


def restored(column: Column[object], value: object) -> object:
    """The value that a column holds, from what `plain` made of it. Raises ValueError where it cannot be one."""
    if value is None or isinstance(column.type, JSON):
        return value
    if isinstance(column.type, Enum):
        return value if column.type.enum_class is None else column.type.enum_class(value)
    bare = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    kind = bare.python_type
    if issubclass(kind, datetime | date | time) and isinstance(value, str):
        return kind.fromisoformat(value)
    if issubclass(kind, Decimal):
        return Decimal(str(value))
    if not isinstance(value, kind):
        raise ValueError(f"{column}: {type(value).__name__}")  # noqa: TRY004 - a fault of the file, not of the caller
    return value


def cell(value: object, as_json: str) -> str:
    """A value as a cell of CSV; what a spreadsheet would run as a formula has an apostrophe before it."""
    written = plain(value)
    text = "" if written is None else as_json if isinstance(written, list | dict) else str(written)
    return f"'{text}" if isinstance(value, str) and FORMULA.match(text) else text
