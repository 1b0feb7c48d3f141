"""Whom the end of booking concerns: children who may come, have decided nothing, and usually do come.

One statement, streamed: however many families there are, no more than one is held in memory.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import connection_of
from booking.on_file import ChildOnFile
from booking.reminders.concern import WHO, Addressee, Concern, rows_of
from booking.reminders.habits import Target, targets_of
from booking.reminders.moments import Moment, named_groups
from booking.reminders.statement import OF_ONE, ON_FILE, SESSION, STEP, Statement
from booking.reminders.tables import Kept
from booking.rules.eligibility import why_not
from booking.rules.reminding import ReminderChoice
from booking.town import Part, Service, Town

HUNDRED = 100
Found: TypeAlias = Row[*tuple[Any, ...]]


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
    days: dict[str, set[date]] = defaultdict(set)
    for moment in moments:
        days[moment.service].add(moment.day)
    targets = await targets_of(db, town, days, today=today)
    if not targets:
        return
    ends = _Ends(town, moments, targets)
    statement = Statement(town, targets, ends.by_day, guardians).select()
    together: list[Found] = []
    async for row in rows_of(connection_of(db), statement):
        if together and OF_ONE(together[0]) != OF_ONE(row):
            for concern in ends.concerns(together):
                yield concern
            together = []
        together.append(row)
    if together:
        for concern in ends.concerns(together):
            yield concern


class _Part(NamedTuple):
    """A session of a child's day, how often the child came to the like of it, and the last reservation that says so."""

    target: Target
    attended: int
    like: int | None
    weeks: int

    def is_usual(self, share: int) -> bool:
        """Whether the child came in that share of the recent weeks in which it could, in percent."""
        return self.weeks > 0 and self.attended * HUNDRED >= share * self.weeks


class _Ends:
    """The ends of some days, and what they mean to a child's guardian."""

    def __init__(self, town: Town, moments: Sequence[Moment], targets: Sequence[Target]) -> None:
        self.by_day: dict[tuple[str, date, int], list[Moment]] = defaultdict(list)
        for moment in moments:
            self.by_day[moment.service, moment.day, moment.step].append(moment)
        self._town = town
        self._targets = {target.id: target for target in targets}
        self._groups = {target.service: named_groups(town.service(target.service).booking) for target in targets}
        self._weeks_open = cache(self._count_weeks)  # the same few for ten thousand families

    def concerns(self, rows: Sequence[Found]) -> Iterator[Concern]:
        """The concern that a child's day is, if it matters to the guardian; `rows` are the sessions of that day."""
        first = rows[0]
        who, child = Addressee(*first[: len(WHO)]), ChildOnFile(*first[ON_FILE])
        parts = [self._part(row, child.class_name) for row in rows]
        service, day, step = self._town.service(parts[0].target.service), parts[0].target.day, first[STEP]
        choice = who.choice(service.reminders.choice)
        usual = [part for part in parts if part.is_usual(service.reminders.share)]
        wanted = usual or (parts if choice is ReminderChoice.ALWAYS else [])
        if not wanted:
            return
        named = self._groups[service.key]
        among = child.groups & named if named else named
        for moment in self.by_day[service.key, day, step]:
            if moment.among == among:
                yield Concern(
                    who,
                    moment,
                    child.child_id,
                    child.first_name,
                    day,
                    part=_part_said(service, wanted),
                    like=max((part.like for part in usual if part.like is not None), default=None),
                    kept=_kept(service, who, child, wanted),
                )

    def _part(self, row: Found, class_name: str | None) -> _Part:
        session, _step, attended, like, since = row[SESSION:]
        return _Part(self._targets[session], attended, like, self._weeks_open(session, class_name, since))

    def _count_weeks(self, session: int, class_name: str | None, since: date) -> int:
        return self._targets[session].weeks_open(class_name, since)


def _part_said(service: Service, wanted: Sequence[_Part]) -> Part | None:
    if len(service.parts) == 1:
        return None
    return Part.DAY if len(wanted) == len(service.parts) else wanted[0].target.part


def _kept(service: Service, who: Addressee, child: ChildOnFile, wanted: Sequence[_Part]) -> Kept | None:
    """Why the guardian is not told, although the child usually comes; the first reason that holds."""
    day, why = wanted[0].target.day, None
    if who.choice(service.reminders.choice) is ReminderChoice.OFF:
        why = Kept.OFF
    elif not who.has(day):
        why = Kept.OTHER_WEEK
    elif any(part.target.is_closed(child.class_name) for part in wanted):
        why = Kept.CLOSED
    elif child.missing:
        why = Kept.FILE
    elif why_not(service.conditions, child.facts, day):
        why = Kept.NOT_FOR_CHILD
    elif any(part.target.is_full(child) for part in wanted):
        why = Kept.FULL
    return why
