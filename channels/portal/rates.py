"""How many calls a key may make: a bucket for each key, in this process's memory.

In memory and not in the database: the limit protects the time of this process, and a write for each read would cost
more than what it protects. With several processes behind one address a key has the limit once for each of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left to a key: `left` calls until the bucket has filled up again after `reset` seconds."""

    limit: int
    left: int
    reset: int

    @property
    def is_used_up(self) -> bool:
        """Whether this call is one too many."""
        return self.left < 0

    @property
    def headers(self) -> Mapping[str, str]:
        """As callers read it (draft-ietf-httpapi-ratelimit-headers-07, section 5)."""
        told = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(max(self.left, 0)),
            "RateLimit-Reset": str(self.reset),
        }
        return told | {"Retry-After": str(self.reset)} if self.is_used_up else told


class Rates:
    """So many calls a minute for each key."""

    def __init__(self, calls_per_minute: int) -> None:
        self._limit = calls_per_minute
        self._minutes: dict[int, tuple[datetime, int]] = {}

    def count(self, key_id: int, *, now: datetime) -> Allowance:
        """Count one call of a key. A minute begins with its first call."""
        begun, calls = self._minutes.get(key_id, (now, 0))
        if not timedelta() <= now - begun < MINUTE:
            begun, calls = now, 0
        self._minutes[key_id] = (begun, calls + 1)
        return Allowance(self._limit, self._limit - calls - 1, ceil((begun + MINUTE - now).total_seconds()))
