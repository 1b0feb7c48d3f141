"""What the journal proves: what was booked, when and how; why something was refused."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

from sqlalchemy import select

from booking.availability import places_left
from booking.domain import Reason, State
from booking.proofs import PastRefusal, Proof, last_refusal, proofs
from booking.references import reference_of
from booking.rules.acts import Applicant
from booking.rules.explain import explain
from booking.tables import Family
from booking.town import Service
from bot.completing import keys_of, services_of
from bot.lacking import file_lacks, left_out_by_import
from bot.replies import local, of_service, office_phone, service_label, when
from bot.reply import Reply, say
from bot.turn import Turn
from messages.understanding.meaning import Request
from messages.wording.message import Message, Names, Until, Value

AHEAD = timedelta(days=14)
PROOFS_SAID = 4  # in one message; staff print the whole file


async def answer_proof(turn: Turn, request: Request) -> Reply:
    """What each act booked on the days asked about, with its hour of arrival.

    Where no day is named: what the act booked whose reference is quoted, else what is booked in the coming two weeks.
    """
    first, last = _days_proved(turn, request)
    found = await proofs(turn.db, _children(turn, request), first=first, last=last, services=keys_of(turn, request))
    wanted = [proof for proof in found if _is_asked_about(turn, request, proof)]
    if not wanted:
        return say("no-proof")
    acts = [list(of_act) for _, of_act in groupby(sorted(wanted, key=_of_one_act), key=_of_one_act)]
    acts.sort(key=lambda of_act: of_act[0].arrived)
    return Reply(tuple(_proof(turn, of_act) for of_act in acts[-PROOFS_SAID:]))


def _days_proved(turn: Turn, request: Request) -> tuple[date, date]:
    if request.days:
        return request.days[0], request.days[-1]
    return (turn.today, turn.today + AHEAD) if turn.quoted is None else (date.min, date.max)


def _is_asked_about(turn: Turn, request: Request, proof: Proof) -> bool:
    quoted = turn.quoted is None or proof.reference == reference_of(turn.quoted)
    return quoted and (not request.days or proof.day in request.days)


def _of_one_act(proof: Proof) -> tuple[str, str, bool]:
    return proof.reference, proof.service, proof.state is State.CANCELLED


def _proof(turn: Turn, together: Sequence[Proof]) -> Message:
    first = together[0]
    about: dict[str, Value] = {
        "reference": first.reference,
        "service": service_label(turn.town, first.service),
        "child": Names(tuple(dict.fromkeys(proof.child for proof in together))),
        "day": when(sorted({proof.day for proof in together})),
        "arrived": local(turn.town, first.arrived),
        "author": first.author,
        "channel": Message(f"by-{first.channel}"),
    }
    cancelled = first.state is State.CANCELLED
    return Message("proof-cancelled" if cancelled else f"proof-{first.state.value}", about)


async def answer_why(turn: Turn, request: Request) -> Reply:
    """The last refusal, with its rule, the hour at which the request reached us, and who can decide otherwise.

    Where the file is the reason, or nothing was refused, what the file lacks.
    """
    found = await last_refusal(turn.db, _children(turn, request), days=request.days, services=keys_of(turn, request))
    if found is None:
        lacking = await file_lacks(turn)
        return await _why_not_open(turn, request) or (Reply(lacking) if lacking else say("nothing-refused"))
    service = turn.town.service(found.service)
    about: dict[str, Value] = {
        "service": service_label(turn.town, found.service),
        "of_service": of_service(turn.town, found.service),
        "child": found.child,
        "day": found.day,
        "arrived": local(turn.town, found.arrived),
        "who": turn.town.office.decides,
        "phone": office_phone(turn.town),
    }
    name, more = await _reason(turn, service, found)
    set_aside = await left_out_by_import(turn) if found.reason is Reason.FILE else ()
    return Reply((Message(name, about | more), *_rule(service, found), *set_aside))


def _children(turn: Turn, request: Request) -> list[int]:
    return [turn.caller.child(name).id for name in request.children] or [child.id for child in turn.caller.children]


async def _reason(turn: Turn, service: Service, found: PastRefusal) -> tuple[str, dict[str, Value]]:
    match found.reason:
        case Reason.TOO_LATE:
            rules = service.cancelling if found.cancelling else service.booking
            known = explain(rules, found.day, calendar=turn.town.calendar, who=Applicant())
            if known.limit is None:
                return "refused-too-late", {"limit": ""}
            limit = Until(local(turn.town, known.limit.closes_at))
            return "refused-too-late", {"limit": Message("limit-was", {"until": limit})}
        case Reason.FILE:
            return await _lacking(turn, found)
        case _:
            return f"refused-{found.reason.value.replace('_', '-')}", {}


async def _lacking(turn: Turn, found: PastRefusal) -> tuple[str, dict[str, Value]]:
    """What the file lacks as it stands now: papers, or the enrolment."""
    missing = await turn.db.scalar(select(Family.missing).where(Family.id == turn.caller.family_id))
    if missing:
        return "refused-papers", {"missing": Names(tuple(missing))}
    enrolled = turn.caller.child(found.child).enrolled_on(found.day)
    is_enrolled = any(enrolment.service == found.service for enrolment in enrolled)
    return "refused-file-mended" if is_enrolled else "refused-not-enrolled", {}


def _rule(service: Service, found: PastRefusal) -> list[Message]:
    """The rule in the words of the town's file, where a deadline refused it."""
    rules = service.cancelling if found.cancelling else service.booking
    phrase = rules.provenance.phrase
    return [Message("rule-says", {"phrase": phrase})] if found.reason is Reason.TOO_LATE and phrase else []


async def _why_not_open(turn: Turn, request: Request) -> Reply | None:
    """Nothing was refused: why there is no service, or why it is closed, on the days asked about."""
    messages = [
        message
        for service in (services_of(turn, request) if request.services else ())
        for day in request.days
        if (message := await _not_open(turn, service, day)) is not None
    ]
    return Reply(tuple(messages)) if messages else None


async def _not_open(turn: Turn, service: Service, day: date) -> Message | None:
    about: dict[str, Value] = {
        "service": service_label(turn.town, service.key),
        "of_service": of_service(turn.town, service.key),
        "day": day,
    }
    if not service.days(turn.town.calendar, day, day):
        return Message("no-service-then", about)
    places = await places_left(turn.db, service.key, service.sites, first=day, last=day)
    closed = [place.closed for place in places if place.closed is not None]
    return Message("closed-then", about | {"why": closed[0]}) if closed else None
