"""What a service's reminders say, and cannot mean: tried on every day of the school year."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time

from booking.rules.deadlines import WhyNever
from booking.rules.instants import last_instant
from booking.rules.judge import Opening, opening_of
from booking.rules.reminding import NO_REMINDERS, DaysAhead, wanted_at
from booking.town import DayKind, Service, Town
from booking.town_file.lines import KeyPath
from booking.town_file.problems import Complaint, Report


def try_reminders(town: Town, service: Service, report: Report, days: Sequence[date]) -> None:
    """Report what contradicts itself in `[services.….reminders]`."""
    if service.reminders is NO_REMINDERS:
        return
    path: KeyPath = ("services", service.key, "reminders")
    for key, hour in _hours(service):
        _wakes_nobody(town, report, (*path, *key), hour)
    if service.reminders.holidays and DayKind.HOLIDAYS not in service.takes_place.weekdays:
        report.add((*path, "holidays"), Complaint.NO_HOLIDAYS)
    ends = [(day, end) for day in days for end in _ends(town, service, day)]
    if not ends:
        report.add(path, Complaint.NOTHING_TO_REMIND)
        return
    _in_time(town, service, report, (*path, "lead"), ends)
    _once_open(town, service, report, (*path, "lead"), days)


def _hours(service: Service) -> Iterator[tuple[KeyPath, time]]:
    rules = service.reminders
    if isinstance(rules.lead, DaysAhead):
        yield ("lead", "at"), rules.lead.at
    if rules.evening_before is not None:
        yield ("evening_before",), rules.evening_before


def _wakes_nobody(town: Town, report: Report, path: KeyPath, hour: time) -> None:
    night = town.quiet_hours
    if hour in night:
        report.add(path, Complaint.REMINDER_AT_NIGHT, start=f"{night.start:%H:%M}", end=f"{night.end:%H:%M}")


def _ends(town: Town, service: Service, day: date) -> Iterator[datetime]:
    for window in service.booking.windows:
        end = last_instant(window.closes, day, town.calendar)
        if not isinstance(end, WhyNever):
            yield end


def _in_time(
    town: Town, service: Service, report: Report, path: KeyPath, ends: Sequence[tuple[date, datetime]]
) -> None:
    for day, end in ends:
        wanted = wanted_at(service.reminders.lead, end, town.zone)
        if wanted >= end:
            at, closes = wanted.astimezone(town.zone), end.astimezone(town.zone)
            report.add(
                path,
                Complaint.REMINDER_TOO_LATE,
                day=str(day),
                at=f"{at:%Y-%m-%d %H:%M}",
                closes=f"{closes:%Y-%m-%d %H:%M}",
            )
            return


def _once_open(town: Town, service: Service, report: Report, path: KeyPath, days: Sequence[date]) -> None:
    """A lead longer than a window or two is shortened when the day comes; one longer than all of them is a mistake."""
    found = [opening_of(window, day, town.calendar) for window in service.booking.windows for day in days]
    openings = [opening for opening in found if isinstance(opening, Opening)]
    if openings and all(_is_too_early(town, service, opening) for opening in openings):
        report.add(path, Complaint.REMINDER_TOO_EARLY)


def _is_too_early(town: Town, service: Service, opening: Opening) -> bool:
    start = opening.start
    return start is not None and wanted_at(service.reminders.lead, opening.end, town.zone) < start.astimezone(UTC)
