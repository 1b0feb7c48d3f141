"""What the journal proves: what was booked, when and how; why something was refused."""

from datetime import timedelta

from booking.domain import State
from booking.proofs import Proof, last_refusal, proofs
from booking.rules.acts import Applicant
from booking.rules.explain import explain
from bot.completing import keys_of
from bot.replies import local, office_phone, service_label
from bot.reply import Reply, say
from bot.turn import Turn
from messages.understanding.meaning import Request
from messages.wording.message import Message, Until, Value

AHEAD = timedelta(days=14)
PROOFS_SAID = 4  # in one message; staff print the whole file


async def answer_proof(turn: Turn, request: Request) -> Reply:
    """Each reservation of the days asked about (or the coming two weeks) with its reference and its hour of arrival."""
    first, last = (request.days[0], request.days[-1]) if request.days else (turn.today, turn.today + AHEAD)
    found = await proofs(turn.db, _children(turn, request), first=first, last=last, services=keys_of(turn, request))
    wanted = [proof for proof in found if not request.days or proof.day in request.days]
    if not wanted:
        return say("no-proof")
    return Reply(tuple(_proof(turn, proof) for proof in wanted[-PROOFS_SAID:]))


async def answer_why(turn: Turn, request: Request) -> Reply:
    """The last refusal, with its rule, the hour at which the request reached us, and who can decide otherwise."""
    found = await last_refusal(turn.db, _children(turn, request), days=request.days, services=keys_of(turn, request))
    if found is None:
        return say("nothing-refused")
    known = explain(turn.town.service(found.service).booking, found.day, calendar=turn.town.calendar, who=Applicant())
    limit: Value = (
        ""
        if known.limit is None
        else Message("deadline-was", {"until": Until(local(turn.town, known.limit.closes_at))})
    )
    return say(
        f"refused-{found.reason.value.replace('_', '-')}",
        service=service_label(turn.town, found.service),
        child=found.child,
        day=found.day,
        arrived=local(turn.town, found.arrived),
        limit=limit,
        who=turn.town.office.decides,
        phone=office_phone(turn.town),
    )


def _children(turn: Turn, request: Request) -> list[int]:
    return [turn.caller.child(name).id for name in request.children] or [child.id for child in turn.caller.children]


def _proof(turn: Turn, proof: Proof) -> Message:
    about: dict[str, Value] = {
        "reference": proof.reference,
        "service": service_label(turn.town, proof.service),
        "child": proof.child,
        "day": proof.day,
        "arrived": local(turn.town, proof.arrived),
        "author": proof.author,
        "channel": Message(f"by-{proof.channel}"),
    }
    return Message("proof-cancelled" if proof.state is State.CANCELLED else "proof-booked", about)
