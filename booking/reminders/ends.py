"""Whom the end of booking concerns: children who may come, have decided nothing, and usually do come.

One statement, streamed: however many families there are, no more than one is held in memory.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    Row,
)
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import connection_of
from booking.on_file import ChildOnFile
from booking.reminders.concern import WHO, Addressee, Concern, rows_of
from booking.reminders.habits import Target, targets_of
from booking.reminders.moments import Moment, named_groups
from booking.reminders.statement import ByEnd, Statement
from booking.reminders.tables import Kept
from booking.rules.eligibility import why_not
from booking.rules.reminding import ReminderChoice
from booking.town import Part, Service, Town

HUNDRED = 100


@dataclass(frozen=True, slots=True)
class _Found:
    """A child that may come to a session and has decided nothing, before one of the guardians."""

    who: Addressee
    child: ChildOnFile
    target: Target
    step: int
    attended: int
    like: int | None
    since: date

    def is_usual(self, share: int) -> bool:
        """Whether the child came in that share of the recent weeks in which it could, in percent."""
        weeks = self.target.weeks_open(self.child.class_name, self.since)
        return weeks > 0 and self.attended * HUNDRED >= share * weeks


async def concerned_by_ends(
    db: AsyncSession,
    town: Town,
    moments: Sequence[Moment],
    *,
    today: date,
    guardians: Collection[int] | None = None,
) -> AsyncIterator[Concern]:
    """What these ends mean to each guardian, in the order of families and guardians.

    What a guardian was told of already is left out; not so where `guardians` are given, whose case is looked at anew.
    """
    ends: dict[tuple[str, date, int], list[Moment]] = defaultdict(list)
    days: dict[str, set[date]] = defaultdict(set)
    for moment in moments:
        ends[moment.service, moment.day, moment.step].append(moment)
        days[moment.service].add(moment.day)
    targets = await targets_of(db, town, days, today=today)
    if not targets:
        return
    statement = Statement(town, targets, ends, guardians).select()
    known = {target.id: target for target in targets}
    together: list[_Found] = []
    async for row in rows_of(connection_of(db), statement):
        found = _found(row, known)
        if together and _of_one(together[0]) != _of_one(found):
            for concern in _concerns(town, together, ends):
                yield concern
            together = []
        together.append(found)
    for concern in _concerns(town, together, ends):
        yield concern


def _found(row: Row[*tuple[Any, ...]], known: Mapping[int, Target]) -> _Found:
    _day, _service, *on_file, session, step, attended, like, since = row[len(WHO) :]
    return _Found(
        Addressee(*row[: len(WHO)]),
        ChildOnFile(*on_file),
        known[session],
        step,
        attended,
        like,
        since,
    )


def _of_one(found: _Found) -> tuple[int, int, str, date, int]:
    """One guardian, child and day: its parts are told together."""
    return found.who.id, found.child.child_id, found.target.service, found.target.day, found.step


def _concerns(town: Town, parts: Sequence[_Found], ends: ByEnd) -> Iterator[Concern]:
    """The concern that a child's day is, if it matters to the guardian; `parts` are the sessions of that day."""
    if not parts:
        return
    first = parts[0]
    service = town.service(first.target.service)
    choice = first.who.choice(service.reminders.choice)
    usual = [part for part in parts if part.is_usual(service.reminders.share)]
    wanted = usual or (parts if choice is ReminderChoice.ALWAYS else [])
    if not wanted:
        return
    for moment in ends[first.target.service, first.target.day, first.step]:
        if moment.among == first.child.groups & named_groups(service.booking):
            yield Concern(
                first.who,
                moment,
                first.child.child_id,
                first.child.first_name,
                first.target.day,
                part=_part(service, wanted),
                like=max((part.like for part in usual if part.like is not None), default=None),
                kept=_kept(service, first, wanted, choice),
            )


def _part(service: Service, wanted: Sequence[_Found]) -> Part | None:
    if len(service.parts) == 1:
        return None
    return Part.DAY if len(wanted) == len(service.parts) else wanted[0].target.part


def _kept(service: Service, first: _Found, wanted: Sequence[_Found], choice: ReminderChoice) -> Kept | None:
    """Why the guardian is not told, although the child usually comes; the first reason that holds."""
    child, day = first.child, first.target.day
    reasons = (
        (Kept.OFF, choice is ReminderChoice.OFF),
        (Kept.OTHER_WEEK, not first.who.has(day)),
        (Kept.CLOSED, any(part.target.is_closed(child.class_name) for part in wanted)),
        (Kept.FILE, bool(child.missing)),
        (Kept.NOT_FOR_CHILD, bool(why_not(service.conditions, child.facts, day))),
        (Kept.FULL, any(part.target.is_full(child) for part in wanted)),
    )
    return next((reason for reason, holds in reasons if holds), None)
