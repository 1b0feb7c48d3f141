"""The trace: one id for all that one cause brings about, whichever process does it.

A text, the act it caused, the reply and its receipt bear the same one, in the tables and in every line of the log.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import blake2b

BYTES = 8
_current: ContextVar[str | None] = ContextVar("trace", default=None)


def current_trace() -> str | None:
    """The trace of what is being done now; none where nothing began one."""
    return _current.get()


def new_trace() -> str:
    """A trace for what nobody sent us: a request, a turn of a job."""
    return secrets.token_hex(BYTES)


def trace_of(*names: str) -> str:
    """The trace of what has a name of its own, such as a provider's id: the same each time that it comes."""
    return blake2b("\n".join(names).encode("utf-8", "surrogatepass"), digest_size=BYTES).hexdigest()


@contextmanager
def traced(trace: str | None) -> Iterator[None]:
    """All that is done inside bears this trace."""
    before = _current.set(trace)
    try:
        yield
    finally:
        _current.reset(before)


def follow(trace: str | None) -> None:
    """From here to the end of what is `traced` around us, this is the trace: it was not known when that began."""
    _current.set(trace)
