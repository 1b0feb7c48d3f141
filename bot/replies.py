"""From what happened to what is said: outcomes grouped so that each fact is named in full, and only once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeAlias

import phonenumbers
from phonenumbers import PhoneNumberFormat

from booking.domain import Terms, TermsKind
from booking.outcomes import (
    Absent,
    AlreadyBooked,
    Booked,
    Cancelled,
    Closed,
    Denied,
    FileIncomplete,
    Full,
    LatePossible,
    Moved,
    NoSession,
    NotEnrolled,
    NotForChild,
    NothingToCancel,
    NothingToDecide,
    NotOffered,
    NotYet,
    Offered,
    OfferOver,
    Outcome,
    OutsideYear,
    Requested,
    Slot,
    TooFewLeft,
    TooLate,
    Waiting,
)
from booking.rules.absence import AbsenceReason
from booking.rules.acts import Applicant, Channel
from booking.rules.judge import Never, judge
from booking.rules.judge import TooLate as PastDeadline
from booking.rules.units import (
    Amount,
    Breach,
    OutsideHours,
    Piece,
    TooFew,
    TooMany,
    TooShort,
    WeekIncomplete,
)
from booking.rules.units import NotOffered as PieceNotOffered
from booking.town import Hours, Part, Town
from bot.reply import Reply, say
from bot.turn import Turn
from messages.wording.message import Between, Days, Message, Names, Until, Value, Weekdays

SAID_AS: Mapping[type[Outcome], str] = {
    Booked: "booked",
    Moved: "moved",
    AlreadyBooked: "already-booked",
    Absent: "absent",
    Waiting: "waiting",
    Offered: "offered",
    Requested: "requested",
    Cancelled: "cancelled",
    Denied: "denied",
    LatePossible: "late-possible",
    NothingToCancel: "nothing-to-cancel",
    NothingToDecide: "nothing-to-decide",
    OfferOver: "offer-over",
    Full: "full",
    TooLate: "too-late",
    NotYet: "not-yet",
    Closed: "closed",
    NoSession: "no-session",
    OutsideYear: "outside-year",
    NotForChild: "not-for-child",
    NotOffered: "not-offered",
    TooFewLeft: "too-few-left",
    NotEnrolled: "not-enrolled",
    FileIncomplete: "file-incomplete",
}
ASK_THE_OFFICE = (
    Full,
    TooLate,
    Closed,
    NotEnrolled,
    NotForChild,
    FileIncomplete,
    Denied,
)  # refusals about which a person can do something
DAYS_LEFT_OUT = 3  # days without the service are named one by one up to here, then counted
DAYS_NAMED = 8  # days of one service; more would not fit one text message
Kind: TypeAlias = tuple[object, ...]


def reply_to(turn: Turn, outcomes: Sequence[Outcome]) -> Reply:
    """All that came of one request, the good news first, each refusal with its reason and the next step."""
    reply = Reply(sentences_for(turn.town, outcomes))
    if any(isinstance(outcome, Waiting) for outcome in outcomes):
        reply = say("we-write-to-you").after(reply)
    booked = [outcome for outcome in outcomes if isinstance(outcome, Booked)]
    if booked:
        final = all(_is_final(turn, outcome) for outcome in booked)
        reply = say("reference-final" if final else "reference", reference=booked[0].reference).after(reply)
    if any(isinstance(outcome, ASK_THE_OFFICE) and not _can_wait(outcome) for outcome in outcomes):
        office = turn.town.office
        reply = say("who-decides", who=office.decides, phone=office_phone(turn.town)).after(reply)
    return reply


def sentences_for(town: Town, outcomes: Sequence[Outcome]) -> tuple[Message, ...]:
    """What came of a request, the good news first, each fact in full and only once."""
    return tuple(message for group in _groups(town, outcomes) for message in _said(town, group))


def _is_final(turn: Turn, booked: Booked) -> bool:
    """Whether it can be taken back no more, not even at a price."""
    cancelling = turn.town.service(booked.slot.service).cancelling
    verdict = judge(cancelling, booked.slot.day, now=turn.arrived, calendar=turn.town.calendar, who=Applicant())
    return booked.cancel_until is None and isinstance(verdict, PastDeadline | Never)


def _can_wait(outcome: Outcome) -> bool:
    """Whether the next best step is a place on the waiting list, and nobody need be called."""
    return isinstance(outcome, Full) and outcome.rank is not None


def office_phone(town: Town) -> str:
    """The office's number as it is read in France: "04 65 71 20 26"."""
    return phonenumbers.format_number(phonenumbers.parse(town.office.phone, "FR"), PhoneNumberFormat.NATIONAL)


def service_label(
    town: Town, key: str, part: Part | None = None, *, meal: bool | None = None, hours: Hours | None = None
) -> Value:
    """The service as the town calls it, with the part of the day or the hours, and the meal, where it has them."""
    service = town.service(key)
    if part is None or len(service.parts) == 1:
        return service.name
    how: Value = Between(hours.start, hours.end) if hours is not None else Message("how-part", {"part": part.value})
    if meal is not None:
        how = Message("how-with-meal", {"how": how, "meal": "yes" if meal else "no"})
    return Message("service-so", {"service": service.name, "how": how})


def of_service(town: Town, key: str) -> Message:
    """ "d'étude" or "de cantine": French elides before a vowel, and the article in the town's file shows where."""
    service = town.service(key)
    elided = service.article.endswith("'") or service.name[0].lower() in "aeiouyéèê"
    return Message("of", {"what": service.name, "elided": "yes" if elided else "no"})


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
        about = _about(town, first) | {"children": Names(children), "count": len(children), "days": when(days)}
        if isinstance(first, NoSession) and len(days) > DAYS_LEFT_OUT:
            yield Message("no-session-many", about | {"number": len(days)})
        else:
            yield Message(SAID_AS[type(first)], about)


def when(days: Sequence[date]) -> Value:
    """The days one by one; a long series as how many, which weekdays, and from when to when."""
    if len(days) <= DAYS_NAMED:
        return Days(tuple(days))
    weekdays = Weekdays(tuple(sorted({day.isoweekday() for day in days})))
    return Message("series", {"number": len(days), "weekdays": weekdays, "first": days[0], "last": days[-1]})


def _about(town: Town, outcome: Outcome) -> dict[str, Value]:
    slot = outcome.slot
    about: dict[str, Value] = {
        "service": service_label(town, slot.service, slot.part, meal=slot.meal, hours=slot.hours),
        "of_service": of_service(town, slot.service),
    }
    match outcome:
        case Booked(terms=terms):
            about["terms"] = "" if terms is None else terms_said(terms)
        case AlreadyBooked(reference=reference) | Denied(reference=reference):
            about["reference"] = reference
        case Cancelled(reference=reference, terms=terms):
            about |= {"reference": reference, "terms": "" if terms is None else terms_said(terms)}
        case Absent():
            about["settled"] = _settled(town, outcome)
        case Moved(reference=reference, from_day=from_day):
            about |= {"reference": reference, "from": from_day}
        case Waiting(reference=reference, rank=rank):
            about |= {"reference": reference, "rank": rank}
        case Offered(reference=reference, until=until):
            about |= {"reference": reference, "until": Until(local(town, until))}
        case Requested(reference=reference, by=by):
            about |= {"reference": reference, "who": by}
        case LatePossible(terms=terms, until=until, waits=waits):
            cost: Value = Message("terms-waiting", {}) if waits else terms_said(terms)
            about |= {"terms": cost, "until": Until(local(town, until))}
        case Full(rank=rank, quota=quota):
            about |= {"rank": rank or 0, "quota": quota or ""}
        case OfferOver(since=since):
            about["until"] = "" if since is None else Message("deadline-was", {"until": Until(local(town, since))})
        case OutsideYear(first=first, last=last):
            years = {"year": slot.day, "first_year": first, "last_year": last}
            about |= {"first": first, "last": last} | {name: str(day.year) for name, day in years.items()}
        case TooLate(since=since, by=by, until=until):
            about["until"] = "" if since is None else Message("deadline-was", {"until": Until(local(town, since))})
            about["only_by"] = "" if by is None else _only_by(town, by, until)
        case NotYet(opens=opens):
            about["opens"] = local(town, opens)
        case Closed(why=why):
            about["why"] = why
        case NotOffered(why=breaches) | TooFewLeft(why=breaches):
            about["why"] = breach_said(breaches[0])
        case FileIncomplete(missing=missing):
            about["missing"] = Names(missing)
        case _:
            pass
    return about


def breach_said(breach: Breach) -> Message:
    """How a service is taken, where a wish does not fit: "au moins 3 jours par semaine"."""
    match breach:
        case TooFew(least=amount):
            return Message("at-least", _amount(amount))
        case TooMany(most=amount):
            return Message("at-most", _amount(amount))
        case WeekIncomplete():
            return Message("whole-weeks")
        case TooShort(shortest=shortest):
            return Message("at-least-minutes", {"minutes": shortest // timedelta(minutes=1)})
        case OutsideHours(open=hours):
            first = hours[0]
            return Message("between-hours", {"start": f"{first.start:%H:%M}", "end": f"{first.end:%H:%M}"})
        case PieceNotOffered(offered=pieces):
            names = sorted(pieces, key=list(Piece).index)
            return Message("only-pieces", {"pieces": Names(tuple(Message(f"piece-{_key(each)}") for each in names))})


def _amount(amount: Amount) -> dict[str, Value]:
    known = {"days": amount.days, "half-days": amount.half_days, "hours": amount.hours}
    unit, number = next((unit, number) for unit, number in known.items() if number is not None)
    return {"number": number, "unit": unit, "per": amount.per.value}


def _key(piece: Piece) -> str:
    return piece.value.replace(" ", "-")


def _settled(town: Town, absent: Absent) -> Message:
    """What an absence costs, and what the family must show or say."""
    proof = "" if absent.proof_until is None else Until(local(town, absent.proof_until))
    known = "billed" if absent.billed else "free" if absent.proof_until is None else "proof"
    about: dict[str, Value] = {
        "until": proof,
        "sick": "yes" if absent.reason_given is AbsenceReason.SICKNESS else "no",
        "return": int(absent.tell_return),
    }
    return Message(f"absence-{known}", about)


def _only_by(town: Town, channel: Channel, until: datetime | None) -> Message:
    end = "" if until is None else Message("until-then", {"until": Until(local(town, until))})
    return Message("only-by", {"channel": channel.value.replace(" ", "-"), "until": end})


def terms_said(terms: Terms) -> Value:
    """What a late act costs, as the end of a sentence; empty where it costs nothing."""
    match terms.kind:
        case TermsKind.FREE:
            return ""
        case TermsKind.SURCHARGE | TermsKind.PRICE:
            return Message(f"terms-{terms.kind}", {"amount": Decimal(terms.amount)})
        case _:
            return Message(f"terms-{terms.kind}", {"amount": terms.amount})


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
