"""In which way an act can still be done: in time, late on some terms, by a person's favour, or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias, assert_never

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.cases import Case
from booking.database import run
from booking.domain import Act, AuthorKind, Terms, TermsKind
from booking.outcomes import NotYet, Refused, TooLate
from booking.rules.acts import (
    ActRules,
    Applicant,
    Channel,
    FixedSurcharge,
    Group,
    OtherPrice,
    PercentSurcharge,
    PriceChange,
    PriceLine,
    Span,
    Tier,
)
from booking.rules.explain import explain
from booking.rules.judge import InTime, Late, Never, judge
from booking.rules.judge import NotYet as NotYetOpen
from booking.rules.judge import TooLate as PastDeadline
from booking.rules.units import span_start
from booking.tables import Child, Reservation, Session
from booking.town import Town

PORTAL = frozenset({"api", "page"})  # the channels of acts that a town's file means by "portal"

LateDays: TypeAlias = Select[int, date]


def _late_days(was_late: ColumnElement[bool]) -> LateDays:
    """The days of a family's children in a service, from an earliest one on, of which this is true."""
    return (
        select(Reservation.child_id, Session.date)
        .join(Session, Session.id == Reservation.session_id)
        .join(Child, Child.id == Reservation.child_id)
        .where(
            Child.family_id == bindparam("family"),
            Session.service == bindparam("service"),
            Session.date >= bindparam("earliest"),
            was_late,
        )
        .distinct()
    )


BOOKED_LATE = _late_days(Reservation.terms.is_not(None))
CANCELLED_LATE = _late_days(Reservation.cancel_terms.is_not(None))


@dataclass(frozen=True, slots=True)
class Way:
    """How an act can be done until `until` (excluded); `terms` are none in time, and always some after."""

    until: datetime
    terms: Terms | None = None
    approval_by: str | None = None
    only_waiting: bool = False
    if_places_remain: bool = False


async def way_to_book(db: AsyncSession, town: Town, case: Case, act: Act) -> Way | Refused:
    """How the place can be booked by an act that reached us at `act.arrived`, or why not."""
    return await _way(db, town, case, act, case.service.booking, BOOKED_LATE)


async def way_to_cancel(db: AsyncSession, town: Town, case: Case, act: Act) -> Way | Refused:
    """How the place can be given back by an act that reached us at `act.arrived`, or why not."""
    return await _way(db, town, case, act, case.service.cancelling, CANCELLED_LATE)


def cancel_until(town: Town, case: Case, now: datetime) -> datetime | None:
    """The first instant too late to give the place back by the ordinary route; none if that is over, or never was."""
    who = case.child.applicant({})
    verdict = judge(case.service.cancelling, case.place.day, now=now, calendar=town.calendar, who=who)
    return verdict.until if isinstance(verdict, InTime) else None


async def _way(
    db: AsyncSession, town: Town, case: Case, act: Act, rules: ActRules, late_days: LateDays
) -> Way | Refused:
    day = case.place.day
    who = case.child.applicant({})
    verdict = judge(rules, day, now=act.arrived, calendar=town.calendar, who=who)
    if isinstance(verdict, Late) and rules.spans:
        who = case.child.applicant(await _late_acts(db, town, case, rules, late_days))
        verdict = judge(rules, day, now=act.arrived, calendar=town.calendar, who=who)
    match verdict:
        case InTime(until=until):
            return Way(until, approval_by=rules.approval_by)
        case NotYetOpen(opens_at=opens):
            return NotYet(case.slot, opens)
        case PastDeadline(since=since):
            return TooLate(case.slot, since)
        case Never():
            return TooLate(case.slot, None)
        case Late(tier=tier, until=until):
            if tier.channel is not None and not _may_come(act, tier.channel):
                limit = explain(rules, day, calendar=town.calendar, who=who).limit
                return TooLate(case.slot, None if limit is None else limit.closes_at, tier.channel, until)
            return _late_way(rules, tier, until, who)
        case _:
            assert_never(verdict)


def _late_way(rules: ActRules, tier: Tier, until: datetime, who: Applicant) -> Way:
    return Way(
        until=until,
        terms=terms_of(tier, who),
        approval_by=tier.approval_by or rules.approval_by,
        only_waiting=tier.waiting_list,
        if_places_remain=tier.if_places_remain,
    )


def _may_come(act: Act, channel: Channel) -> bool:
    """Whether an act comes in the way that a rule asks for: what staff enter came by telephone, post or counter."""
    return comes_by(act.channel, channel) or (act.author is AuthorKind.STAFF and channel is not Channel.PORTAL)


def comes_by(came: str, channel: Channel) -> bool:
    """Whether the channel of an act is the one that a town's file names."""
    return came == channel.value or (channel is Channel.PORTAL and came in PORTAL)


def terms_of(tier: Tier, who: Applicant) -> Terms:
    """What a late act costs these people: the price may change for some of their late acts only."""
    number = who.late_acts.get(tier.price_span, 0) + 1
    touched = tier.price_from_act <= number and (tier.price_until_act is None or number <= tier.price_until_act)
    if tier.price is not None and touched:
        return _priced(tier.price, who)
    return Terms(TermsKind.WARNING if tier.warning else TermsKind.FREE)


def _priced(price: PriceChange, who: Applicant) -> Terms:
    match price:
        case FixedSurcharge(euros=euros):
            return Terms(TermsKind.SURCHARGE, _written(euros))
        case PercentSurcharge(percent=percent):
            return Terms(TermsKind.PERCENT, _written(percent))
        case OtherPrice(euros=euros, non_residents=elsewhere):
            return Terms(TermsKind.PRICE, _written(elsewhere if _lives_elsewhere(who) and elsewhere else euros))
        case PriceLine(label=label):
            return Terms(TermsKind.PRICE_LINE, label)
        case _:
            assert_never(price)


def _written(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def _lives_elsewhere(who: Applicant) -> bool:
    return Group.NON_RESIDENTS in who.groups


async def _late_acts(
    db: AsyncSession, town: Town, case: Case, rules: ActRules, late_days: LateDays
) -> Mapping[Span, int]:
    """How many late acts the family has done in each span in which the day lies: a child's day counts once."""
    starts = {span: span_start(span, case.place.day, town.calendar) for span in rules.spans}
    values = {"family": case.child.family_id, "service": case.place.service, "earliest": min(starts.values())}
    days = [day for _, day in await run(db, late_days, **values)]
    return {span: sum(span_start(span, day, town.calendar) == start for day in days) for span, start in starts.items()}
