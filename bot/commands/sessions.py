"""`allo-cantine sessions open`: opens what the town's file foresees for a period, with a progress bar."""

import sys
from datetime import date

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from booking.errors import DateOutsideYear
from booking.school_year import require_in_year
from booking.sessions import open_sessions
from booking.town import SchoolYear
from bot.commands.days import day_typed
from bot.commands.opening import opened
from bot.errors import SettingsError
from bot.settings import Settings


async def open_period(settings: Settings, *, first: str | None, last: str | None) -> None:
    """Open the sessions from `first` (today) to `last` (the end of the school year); a second run opens none.

    Raises SettingsError for what is no date, or none of the school year of the town's file.
    """
    start, end = day_typed("--from", first), day_typed("--until", last)
    async with opened(settings) as house:
        year, now = house.town.school_year, house.clock.now()
        start = start or max(house.clock.local(now).date(), year.first_possible_day)
        end = end or year.last_possible_day
        if start > end:
            raise SettingsError(f"--until : le {end} vient avant le {start} (--from). Inversez les deux dates.")
        _require_known(year, start, end)
        with _bar() as bar:
            task = bar.add_task("Ouverture des séances", total=None)
            async with house.database.writing() as db:
                number = await open_sessions(
                    db,
                    house.town,
                    start,
                    end,
                    now=now,
                    progress=lambda done, of: bar.update(task, completed=done, total=of),
                )
    sys.stdout.write(f"{number} séances ouvertes, du {start} au {end}.\n")


def _bar() -> Progress:
    """On the error output, so that a script reads the result alone; gone when it is done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _require_known(year: SchoolYear, start: date, end: date) -> None:
    try:
        require_in_year(year, start, end)
    except DateOutsideYear as outside:
        raise SettingsError(
            f"Le {outside.day} est hors de l'année scolaire que décrit le fichier de la ville "
            f"(du {outside.first} au {outside.last})."
        ) from None
