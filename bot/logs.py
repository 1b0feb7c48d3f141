"""Logs: one line an event on standard error, with the trace of what caused it, and nobody's data.

JSON for whoever collects them, words and colours in a terminal. What a library says is kept as far as its own words
go: what it filled in may be a number or a name. Of an exception the class and the places in our code are kept.
"""

import logging
import sys
from collections.abc import Sequence
from enum import StrEnum

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from booking.trace import current_trace
from bot.failures import described, places_of


class LogForm(StrEnum):
    """How lines are written."""

    AUTO = "auto"  # by where they go
    JSON = "json"
    TEXT = "text"


def set_up_logs(form: LogForm = LogForm.AUTO) -> None:
    """Set up logging for this process: our own events, and warnings of the libraries, in one form."""
    in_words = sys.stderr.isatty() if form is LogForm.AUTO else form is LogForm.TEXT
    shared: Sequence[Processor] = (
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_trace,
        _without_values,
    )
    writing: Processor = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        if in_words
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[*shared, writing],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    _set_up_libraries([_as_written, *shared, structlog.stdlib.ProcessorFormatter.remove_processors_meta, writing])


def _set_up_libraries(processors: Sequence[Processor]) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=processors))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def _as_written(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """The first line of a library's words, before anything was filled in."""
    record: logging.LogRecord = event["_record"]
    words = str(record.msg).strip().splitlines()
    event["event"], event["logger"] = words[0] if words else "", record.name
    return event


def _add_trace(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    trace = current_trace()
    if trace is not None:
        event.setdefault("trace", trace)
    return event


def _without_values(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """An exception by its class and its way through our code: its own words may quote what people wrote."""
    given = event.pop("exc_info", None)
    found = given[1] if isinstance(given, tuple) else given
    error = found if isinstance(found, BaseException) else sys.exc_info()[1] if found else None
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if error is not None:
        event["error"], event["way"] = described(error), places_of(error)
    return event
