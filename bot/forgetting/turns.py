"""A run of all rules: in transactions of their own, each with an act in the journal that answers for it."""

from collections.abc import Mapping
from datetime import datetime

from booking.database import Database
from booking.domain import Entry
from booking.journal import Line, open_system_act, record
from booking.town import Town
from bot.forgetting.rules import RULES, Rule, Run

ONCE_MORE = 200  # transactions of one rule in a run: what is left is for the next one


class _OnlyTried(Exception):  # noqa: N818 - not an error: what a dry run ends with
    """Nothing of this turn is to stay."""


async def forget_all(database: Database, town: Town, *, now: datetime, dry_run: bool = False) -> Mapping[str, int]:
    """Forget what is due by every rule; how much by each. A dry run does it all the same, and takes it back."""
    done = {rule.said: 0 for rule in RULES}
    for rule in RULES:
        for _ in range(ONCE_MORE):
            number = await turn(database, town, rule, now=now, dry_run=dry_run)
            done[rule.said] += number
            if number == 0 or dry_run:
                break
    return done


async def turn(database: Database, town: Town, rule: Rule, *, now: datetime, dry_run: bool = False) -> int:
    """One transaction of one rule; nothing is written down where nothing was forgotten."""
    number = 0
    try:
        async with database.writing() as db:
            act = await open_system_act(db, "oubli", now=now)
            number = await rule.forget(Run(db, town, now, act))
            _stop_if(number == 0 or dry_run)
            await record(db, act, Line(Entry.FORGOTTEN, details={"what": rule.said, "number": str(number)}))
    except _OnlyTried:
        return number
    return number


def _stop_if(tried: bool) -> None:
    if tried:
        raise _OnlyTried
