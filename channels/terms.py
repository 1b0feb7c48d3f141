"""What a provider allows on one channel, and what the town wants to spend there."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one channel.

    `per_second` counts segments (a Telegram message is one); None is no limit. Where the provider queues what comes
    too fast, replies need not wait for the rate: they only take from what broadcasts may send. `between` two messages
    to one chat lies at least that time. With `one_by_one` a worker
    hands over one message at a time: where the provider cannot be asked what it has, a crash then leaves a doubt about
    that one alone. `budget` are the segments of a month; None is no limit. `price` is what a segment costs, in
    euros; None where it was not said.
    """

    per_second: float | None = None
    provider_queues: bool = True
    between: timedelta = timedelta()
    one_by_one: bool = False
    budget: int | None = None
    price: Decimal | None = None


NO_LIMIT = Terms()
