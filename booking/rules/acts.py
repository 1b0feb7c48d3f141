"""The rules of one act (booking, or cancelling): its windows, and what may still be done once they have closed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from booking.rules.calendar import Weekday
from booking.rules.deadlines import Deadline


class Group(StrEnum):
    """Who asks: windows, tiers and priority may differ by these."""

    RESIDENTS = "residents"
    NON_RESIDENTS = "non-residents"
    SIBLINGS = "siblings"
    BOTH_PARENTS_WORK = "both parents work"
    REGULAR = "regular"
    OCCASIONAL = "occasional"
    MARKED = "marked by the office"


class Span(StrEnum):
    """Over what one counts acts."""

    WEEK = "week"
    MONTH = "month"
    PERIOD = "period"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who asks, as far as rules look at it; `late_acts` are those already done in each span."""

    groups: frozenset[Group] = frozenset()
    late_acts: Mapping[Span, int] = field(default_factory=dict)

    def is_among(self, who: frozenset[Group]) -> bool:
        """Whether a rule made for `who` holds for them; a rule for nobody in particular holds for all."""
        return not who or not who.isdisjoint(self.groups)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a rule was read, when, in which words, and how a doubtful phrase was taken."""

    source: str | None = None
    as_of: date | None = None
    phrase: str | None = None
    reading: str | None = None


@dataclass(frozen=True, slots=True)
class AcceptedHours:
    """Acts are taken on these weekdays from `start` to `end` (excluded), local time."""

    weekdays: frozenset[Weekday]
    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Window:
    """When the act is ordinary: from `opens` (or always) until `closes`, for some groups or for all."""

    closes: Deadline
    opens: Deadline | None = None
    who: frozenset[Group] = frozenset()
    hours: tuple[AcceptedHours, ...] = ()


@dataclass(frozen=True, slots=True)
class FixedSurcharge:
    """So many euros more."""

    euros: Decimal


@dataclass(frozen=True, slots=True)
class PercentSurcharge:
    """So many percent more."""

    percent: Decimal


@dataclass(frozen=True, slots=True)
class OtherPrice:
    """Another price in the place of the ordinary one; it may differ for those who live elsewhere."""

    euros: Decimal
    non_residents: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PriceLine:
    """The line of that label in the service's price list, in the place of the ordinary one."""

    label: str


PriceChange: TypeAlias = FixedSurcharge | PercentSurcharge | OtherPrice | PriceLine


class Payment(StrEnum):
    """When an act is paid."""

    LATER = "later"
    AT_ONCE = "at once"
    BEFORE_DEADLINE = "before the deadline"


class Channel(StrEnum):
    """By which way an act must come."""

    PHONE = "phone"
    EMAIL = "email"
    OFFICE = "office"
    WALK_IN = "walk in"
    PORTAL = "portal"
    SMS = "sms"
    PAPER = "paper"


class GivesBack(StrEnum):
    """What a family gets for what it no longer uses."""

    REFUND = "refund"
    CREDIT = "credit"
    DEDUCTION = "deduction"
    MOVE = "move"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class LateQuota:
    """No more than so many late acts in a span."""

    acts: int
    per: Span


@dataclass(frozen=True, slots=True)
class Tier:
    """What is still possible after the ordinary deadline, until its own: dearer, elsewhere, by favour, or waiting.

    `opens` is only said where the tier does not begin as soon as the ordinary route has ended. `billed_percent` is
    what a late cancellation still costs.
    `price_from_act` and `price_until_act` bound the late acts of `price_span` that the price change touches
    ("the first two", "only when repeated"); `whole_order` extends it to everything ordered at once.
    """

    until: Deadline
    opens: Deadline | None = None
    who: frozenset[Group] = frozenset()
    price: PriceChange | None = None
    price_from_act: int = 1
    price_until_act: int | None = None
    price_span: Span = Span.YEAR
    whole_order: bool = False
    quota: LateQuota | None = None
    channel: Channel | None = None
    approval_by: str | None = None
    waiting_list: bool = False
    warning: bool = False
    if_places_remain: bool = False
    gives_back: GivesBack | None = None
    billed_percent: Decimal | None = None
    provenance: Provenance = Provenance()

    def price_for(self, who: Applicant) -> PriceChange | None:
        """The price change that their next late act bears; None where it is not among those that it touches."""
        number = who.late_acts.get(self.price_span, 0) + 1
        touched = self.price_from_act <= number <= (self.price_until_act or number)
        return self.price if touched else None


@dataclass(frozen=True, slots=True)
class ActRules:
    """All that rules say about one act. No channel named means every channel."""

    windows: tuple[Window, ...]
    late: tuple[Tier, ...] = ()
    approval_by: str | None = None
    channels: frozenset[Channel] = frozenset()
    gives_back: GivesBack = GivesBack.REFUND
    payment: Payment = Payment.LATER
    paid_within_hours: int | None = None
    provenance: Provenance = Provenance()

    @property
    def spans(self) -> frozenset[Span]:
        """Spans over which the late acts of an applicant must be known."""
        quotas = {tier.quota.per for tier in self.late if tier.quota is not None}
        return frozenset(quotas | {tier.price_span for tier in self.late if tier.price is not None})
