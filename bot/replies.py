"""From what happened to what is said: outcomes grouped so that each fact is named in full, and only once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import TypeAlias

from booking.outcomes import (
    AlreadyBooked,
    Booked,
    Cancelled,
    Closed,
    FileIncomplete,
    Full,
    NoSession,
    NotEnrolled,
    NothingToCancel,
    NotYet,
    Outcome,
    Slot,
    TooLate,
)
from booking.town import Part, Town
from bot.reply import Reply, say
from bot.turn import Turn
from messages.wording.message import Days, Message, Names, Until, Value

SAID_AS: Mapping[type[Outcome], str] = {
    Booked: "booked",
    AlreadyBooked: "already-booked",
    Cancelled: "cancelled",
    NothingToCancel: "nothing-to-cancel",
    Full: "full",
    TooLate: "too-late",
    NotYet: "not-yet",
    Closed: "closed",
    NoSession: "no-session",
    NotEnrolled: "not-enrolled",
    FileIncomplete: "file-incomplete",
}
ASK_THE_OFFICE = (Full, TooLate, Closed, NotEnrolled, FileIncomplete)  # refusals about which a person can do something
DAYS_NAMED = 3  # days without the service are named one by one up to here, then counted
Kind: TypeAlias = tuple[object, ...]


def reply_to(turn: Turn, outcomes: Sequence[Outcome]) -> Reply:
    """All that came of one request, the good news first, each refusal with its reason and the next step."""
    reply = Reply(tuple(message for group in _groups(turn.town, outcomes) for message in _said(turn.town, group)))
    booked = [outcome for outcome in outcomes if isinstance(outcome, Booked)]
    if booked:
        reply = say("reference", reference=booked[0].reference).after(reply)
    if any(isinstance(outcome, ASK_THE_OFFICE) for outcome in outcomes):
        office = turn.town.office
        reply = say("who-decides", who=office.decides, phone=office.phone).after(reply)
    return reply


def service_label(town: Town, key: str, part: Part | None = None) -> Value:
    """The service as the town calls it, with the part of the day where it has one."""
    name = town.service(key).name
    if part is None or len(town.service(key).parts) == 1:
        return name
    return Message("service-part", {"service": name, "part": part.value})


def _groups(town: Town, outcomes: Sequence[Outcome]) -> Iterable[Sequence[Outcome]]:
    """Outcomes that are told in one sentence: the same news of the same service, in the order of the catalogue."""
    groups: dict[Kind, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(_kind(town, outcome), []).append(outcome)
    order = list(SAID_AS)
    return sorted(groups.values(), key=lambda group: order.index(type(group[0])))


def _kind(town: Town, outcome: Outcome) -> Kind:
    slot = outcome.slot
    per_day = [getattr(outcome, field.name) for field in fields(outcome) if field.name not in ("slot", "cancel_until")]
    return (type(outcome), slot.service, slot.part, slot.meal, slot.hours, *map(str, per_day), town.name)


def _said(town: Town, group: Sequence[Outcome]) -> Iterable[Message]:
    """One sentence for all children with the same days."""
    first = group[0]
    for children, days in _by_days(outcome.slot for outcome in group):
        about = _about(town, first) | {"children": Names(children), "count": len(children), "days": Days(days)}
        if isinstance(first, NoSession) and len(days) > DAYS_NAMED:
            yield Message("no-session-many", about | {"number": len(days)})
        else:
            yield Message(SAID_AS[type(first)], about)


def _about(town: Town, outcome: Outcome) -> dict[str, Value]:
    slot = outcome.slot
    about: dict[str, Value] = {"service": service_label(town, slot.service, slot.part)}
    match outcome:
        case AlreadyBooked(reference=reference) | Cancelled(reference=reference):
            about["reference"] = reference
        case TooLate(since=since):
            about["until"] = "" if since is None else Message("deadline-was", {"until": Until(local(town, since))})
        case NotYet(opens=opens):
            about["opens"] = local(town, opens)
        case Closed(why=why):
            about["why"] = why
        case FileIncomplete(missing=missing):
            about["missing"] = Names(missing)
        case _:
            pass
    return about


def local(town: Town, instant: datetime) -> datetime:
    """An instant as the town's clocks show it."""
    return instant.astimezone(town.zone)


def _by_days(slots: Iterable[Slot]) -> Iterable[tuple[tuple[str, ...], tuple[date, ...]]]:
    days: dict[str, list[date]] = {}
    for slot in slots:
        days.setdefault(slot.child, []).append(slot.day)
    together: dict[tuple[date, ...], list[str]] = {}
    for child, dates in days.items():
        together.setdefault(tuple(sorted(set(dates))), []).append(child)
    for same, children in together.items():
        yield tuple(children), same
