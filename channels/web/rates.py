"""How many calls each caller makes in a minute, in this process's memory.

In memory, as for the keys of the API: the limit protects the time of this process. All counts end with the minute of
the clock, so nothing has to be forgotten one by one, and whoever was refused waits a minute at most.
"""

from collections import Counter
from collections.abc import Hashable
from datetime import datetime
from ipaddress import IPv6Address, ip_address

MINUTE = 60  # seconds
MOST_CALLERS = 100_000  # in one minute; all above are counted as one
OTHERS = "all others"


class Calls:
    """Counts calls, minute by minute."""

    def __init__(self) -> None:
        self._minute = 0
        self._counts: Counter[Hashable] = Counter()

    def count(self, caller: Hashable, *, now: datetime) -> int:
        """One more call of a caller, at `now` (aware); how many it makes in this minute."""
        counted = self._counted_as(caller, now)
        self._counts[counted] += 1
        return self._counts[counted]

    def made(self, caller: Hashable, *, now: datetime) -> int:
        """How many there were in this minute."""
        return self._counts[self._counted_as(caller, now)]

    def _counted_as(self, caller: Hashable, now: datetime) -> Hashable:
        self._turn_to(now)
        return caller if caller in self._counts or len(self._counts) < MOST_CALLERS else OTHERS

    def _turn_to(self, now: datetime) -> None:
        minute = int(now.timestamp()) // MINUTE
        if minute != self._minute:
            self._minute = minute
            self._counts.clear()


def seconds_left(now: datetime) -> int:
    """Until the next minute of the clock."""
    return MINUTE - int(now.timestamp()) % MINUTE


def caller_at(host: str) -> str:
    """Who calls from an address: of IPv6 the network of 64 bits, which is one customer's."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return host
    return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))
