"""Where and when a guardian can be told something unasked."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from sqlalchemy import ColumnElement, SQLColumnExpression, String, and_, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.rules.calendar import Weekday
from booking.tables import Guardian
from booking.town import Hours, Town
from bot.tables import ConversationRow
from channels.errors import Failure
from channels.purpose import Purpose
from channels.tables import InboxMessage, OptOut, Unreachable
from channels.transport import Channel
from channels.unreachable import dead_ends
from channels.ways import Somebody, Way

LANDLINE = re.compile(r"\+33[1-589]\d{8}")  # of France: the numbering plan gives mobiles 06 and 07
AT_ONCE = 5000  # guardians named in one statement: of more, all conversations are read

Address = tuple[Channel, str]
Told: TypeAlias = Channel | SQLColumnExpression[Channel]
Written: TypeAlias = SQLColumnExpression[str] | SQLColumnExpression[str | None]


@dataclass(frozen=True, slots=True)
class Reach:
    """The channel and the address at which a guardian is told."""

    channel: Channel
    address: str


async def reach(
    db: AsyncSession, guardian: Guardian, *, purpose: Purpose, channels: Collection[Channel]
) -> Reach | None:
    """Where the guardian can be told: see `reach_all`."""
    return (await reach_all(db, [guardian], purpose=purpose, channels=channels)).get(guardian.id)


async def reach_all(
    db: AsyncSession, guardians: Sequence[Somebody], *, purpose: Purpose, channels: Collection[Channel]
) -> Mapping[int, Reach]:
    """Where each guardian can be told something of this purpose, by the guardian's number.

    Where they last spoke with us, otherwise by text to their phone; never where they have opted out of it, nor at an
    address that is known to lead nowhere. Who can be told nowhere, or has no say any more, is left out.
    """
    with_a_say = [guardian for guardian in guardians if guardian.withdrawn_at is None]
    ways = await ways_to(db, with_a_say, purpose=purpose, channels=channels)
    best = {number: next((way for way in all_ways if way.is_open), None) for number, all_ways in ways.items()}
    return {number: Reach(way.channel, way.address) for number, way in best.items() if way is not None}


async def ways_to(
    db: AsyncSession, guardians: Sequence[Somebody], *, purpose: Purpose, channels: Collection[Channel]
) -> Mapping[int, Sequence[Way]]:
    """All ways to each guardian by these channels, the best first, with what stands in them."""
    closed = await _closed(db, purpose)
    spoken = await _spoken(db, [guardian.id for guardian in guardians])
    return {
        guardian.id: [
            closed.get(address) or _untried(address, spoken[guardian.id])
            for address in dict.fromkeys([*spoken[guardian.id], *_phone(guardian, channels), *_chat(guardian)])
            if address[0] in channels
        ]
        for guardian in guardians
    }


async def _spoken(db: AsyncSession, guardian_ids: Sequence[int]) -> Mapping[int, Sequence[Address]]:
    """The addresses from which guardians have written to us, the latest first."""
    last = (
        select(func.max(InboxMessage.id))
        .where(InboxMessage.channel == ConversationRow.channel, InboxMessage.sender == ConversationRow.address)
        .scalar_subquery()
    )
    latest_first = (
        select(ConversationRow.guardian_id, ConversationRow.channel, ConversationRow.address)
        .where(ConversationRow.guardian_id.is_not(None))
        .order_by(func.coalesce(last, 0).desc(), ConversationRow.id.desc())
    )
    if len(guardian_ids) <= AT_ONCE:
        latest_first = latest_first.where(ConversationRow.guardian_id.in_(guardian_ids))
    found: dict[int, list[Address]] = defaultdict(list)
    for guardian_id, channel, address in await db.execute(latest_first):
        if guardian_id is not None:
            found[guardian_id].append((channel, address))
    return found


def _phone(guardian: Somebody, channels: Collection[Channel]) -> Iterable[Address]:
    """Their telephone, by text; where no texts are sent, as in the demonstration, that of the simulator."""
    by = Channel.SMS if Channel.SMS in channels else Channel.SIMULATOR
    return () if guardian.phone is None else ((by, guardian.phone),)


def _chat(guardian: Somebody) -> Iterable[Address]:
    """Their account on Telegram, also where they have not written from it yet."""
    return () if guardian.telegram_id is None else ((Channel.TELEGRAM, str(guardian.telegram_id)),)


def _untried(address: Address, spoken: Sequence[Address]) -> Way:
    """A way in which nothing stands, but for a landline from which nobody has written to us."""
    channel, number = address
    is_deaf = channel is Channel.SMS and address not in spoken and LANDLINE.fullmatch(number) is not None
    return Way(channel, number, refused=Failure.NOT_A_MOBILE if is_deaf else None)


async def _closed(db: AsyncSession, purpose: Purpose) -> Mapping[Address, Way]:
    """The addresses at which nothing of this purpose may be said, or can be."""
    opted_out = (
        select(OptOut.channel, OptOut.address, func.min(OptOut.since))
        .where(OptOut.purpose == purpose, OptOut.ended_at.is_(None))
        .group_by(OptOut.channel, OptOut.address)
    )
    silent = {(channel, address): since for channel, address, since in await db.execute(opted_out)}
    dead = {(row.channel, row.address): row.failure for row in await db.scalars(dead_ends())}
    return {each: Way(*each, silent.get(each), dead.get(each)) for each in {*silent, *dead}}


def out_of_reach(channels: Collection[Channel], purpose: Purpose) -> ColumnElement[bool]:
    """Whether a row of guardians has no open way: what `ways_to` tells, asked of the database.

    So that the few of whom it is true are found without reading the thousands of whom it is not.
    """
    guardian, talk = Guardian, ConversationRow
    ways: list[ColumnElement[bool]] = [
        select(talk.id)
        .where(talk.guardian_id == guardian.id, talk.channel.in_(channels))
        .where(*_none_closed(purpose, talk.channel, talk.address))
        .exists()
    ]
    if Channel.SMS in channels:
        open_there = _none_closed(purpose, Channel.SMS, guardian.phone)
        ways.append(and_(guardian.phone.is_not(None), ~_is_landline(guardian.phone), *open_there))
    elif Channel.SIMULATOR in channels:
        ways.append(and_(guardian.phone.is_not(None), *_none_closed(purpose, Channel.SIMULATOR, guardian.phone)))
    if Channel.TELEGRAM in channels:
        chat = cast(guardian.telegram_id, String)
        ways.append(and_(guardian.telegram_id.is_not(None), *_none_closed(purpose, Channel.TELEGRAM, chat)))
    return ~or_(*ways)


def _none_closed(purpose: Purpose, channel: Told, address: Written) -> Sequence[ColumnElement[bool]]:
    """That nothing stands against an address, as `_closed` reads it."""
    opted_out = select(OptOut.id).where(OptOut.purpose == purpose, OptOut.ended_at.is_(None))
    dead = dead_ends()
    return (
        ~opted_out.where(OptOut.channel == channel, OptOut.address == address).exists(),
        ~dead.where(Unreachable.channel == channel, Unreachable.address == address).exists(),
    )


def _is_landline(number: Written) -> ColumnElement[bool]:
    """As `LANDLINE` has it, of a number in E.164."""
    is_french = and_(number.like("+33%"), func.length(number) == len("+33612345678"))
    return and_(is_french, func.substr(number, 4, 1).in_(tuple("1234589")))


def earliest(now: datetime, purpose: Purpose, town: Town) -> datetime:
    """The first instant from `now` on (aware) at which something of this purpose may be said.

    Answers and what is urgent may be said at once; all else by day, and not on Sundays or public holidays.
    """
    if purpose in (Purpose.ANSWER, Purpose.URGENT):
        return now
    here = now.astimezone(town.zone)
    moved = True
    while moved:
        start = here
        here = _after_rest(_after_night(here, town.quiet_hours), town)
        moved = here != start
    return here


def _after_night(here: datetime, night: Hours) -> datetime:
    """This instant, or the end of the night in which it lies, by the town's clocks."""
    if not _is_between(here.time(), night):
        return here
    ends_tomorrow = night.start > night.end and here.time() >= night.start
    return _at(here.date() + timedelta(days=ends_tomorrow), night.end, here)


def _after_rest(here: datetime, town: Town) -> datetime:
    """This instant, or the end of the Sunday or public holiday on which it lies."""
    # beyond the years of the town's file no holiday is known: better a message on one than none at all
    if here.isoweekday() != Weekday.SUNDAY and here.date() not in town.calendar.public_holidays:
        return here
    return _at(here.date() + timedelta(days=1), time(), here)


def _at(day: date, hour: time, like: datetime) -> datetime:
    """An hour of the town's clocks; where they show it twice, the first."""
    return datetime.combine(day, hour, tzinfo=like.tzinfo)


def _is_between(hour: time, night: Hours) -> bool:
    if night.start <= night.end:
        return night.start <= hour < night.end
    return hour >= night.start or hour < night.end
