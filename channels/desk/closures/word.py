"""How far the word of an act came: one step for each guardian, so that the steps add up to all of them."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from booking.tables import Child, Guardian, JournalLine
from channels.desk.closures.people import ToCall, to_call_one
from channels.desk.house import CanBeTold
from channels.errors import Failure
from channels.outbox import news_of
from channels.tables import OutboxMessage, Sending


class Step(IntEnum):
    """Where the word is; of several messages to one guardian, the one that is furthest behind counts."""

    UNREACHABLE = 0
    FAILED = 1
    WAITING = 2
    SENT = 3
    DELIVERED = 4


STEPS: Mapping[Sending, Step] = {
    Sending.QUEUED: Step.WAITING,
    Sending.SENDING: Step.WAITING,
    Sending.SENT: Step.SENT,
    Sending.DELIVERED: Step.DELIVERED,
    Sending.FAILED: Step.FAILED,
    Sending.EXPIRED: Step.FAILED,
    Sending.CANCELLED: Step.FAILED,
}
IN_FRENCH: Mapping[Step, str] = {
    Step.DELIVERED: "reçu",
    Step.SENT: "parti, sans accusé de réception encore",
    Step.WAITING: "en attente de départ",
    Step.FAILED: "échec",
    Step.UNREACHABLE: "injoignable",
}
FAILURES: Mapping[Failure, str] = {
    Failure.NETWORK: "le réseau n'a pas répondu",
    Failure.THROTTLED: "l'opérateur a refusé pour le moment",
    Failure.ACCOUNT: "le compte de la mairie est refusé par l'opérateur",
    Failure.IN_DOUBT: "on ne sait pas si le message est parti",
    Failure.OPTED_OUT: "ne veut pas de messages (STOP)",
    Failure.BLOCKED: "nous a bloqués",
    Failure.NOT_A_NUMBER: "numéro qui n'existe pas",
    Failure.NOT_A_MOBILE: "pas un mobile",
    Failure.UNREACHABLE: "téléphone injoignable",
    Failure.FILTERED: "filtré par l'opérateur",
    Failure.WINDOW_CLOSED: "conversation WhatsApp fermée",
    Failure.CONFIGURATION: "réglage du compte à corriger",
    Failure.OUR_BUG: "message refusé par l'opérateur",
    Failure.UNKNOWN: "raison inconnue",
}


@dataclass(frozen=True, slots=True)
class Share:
    """So many guardians at one step."""

    label: str
    number: int
    percent: int


@dataclass(frozen=True, slots=True)
class Word:
    """Of all guardians, how many are where, and whom to telephone. `said` is what one of them reads, as an example."""

    guardians: int
    shares: tuple[Share, ...]
    to_call: tuple[ToCall, ...]
    said: str | None


async def word_to(db: AsyncSession, act_id: int, guardians: Sequence[Guardian], *, can_be_told: CanBeTold) -> Word:
    """How far the news of an act came to these guardians.

    Families are told all at once: as long as nobody has a message, those who can be told wait for theirs.
    """
    messages = await _messages(db, act_id)
    waiting = () if messages else await can_be_told(db, guardians)
    steps = {
        guardian.id: min(
            (STEPS[message.state] for message in messages.get(guardian.id, ())),
            default=Step.WAITING if guardian.id in waiting else Step.UNREACHABLE,
        )
        for guardian in guardians
    }
    unheard = [guardian for guardian in guardians if steps[guardian.id] <= Step.FAILED]
    to_call = tuple(to_call_one(guardian, _why(messages.get(guardian.id, ()))) for guardian in unheard)
    said = next((message.text for of_one in messages.values() for message in of_one), None)
    return Word(len(guardians), _shares(Counter(steps.values())), to_call, said)


async def _messages(db: AsyncSession, act_id: int) -> Mapping[int, Sequence[OutboxMessage]]:
    """The messages by guardian. One that was tried on a second channel counts by what came of that."""
    second = aliased(OutboxMessage)
    concerned = (
        select(Guardian.id)
        .join(Child, Child.family_id == Guardian.family_id)
        .join(JournalLine, JournalLine.child_id == Child.id)
        .where(JournalLine.act_id == act_id)
    )
    wanted = select(OutboxMessage).where(
        OutboxMessage.guardian_id.in_(concerned),
        OutboxMessage.batch.startswith(news_of(act_id), autoescape=True),
        ~exists().where(second.instead_of == OutboxMessage.id),
    )
    found: dict[int, list[OutboxMessage]] = defaultdict(list)
    for message in await db.scalars(wanted):
        if message.guardian_id is not None:
            found[message.guardian_id].append(message)
    return found


def _why(messages: Sequence[OutboxMessage]) -> str:
    failed = [message for message in messages if STEPS[message.state] is Step.FAILED]
    reasons = [FAILURES[message.failure] if message.failure else "n'est pas parti à temps" for message in failed]
    return ", ".join(dict.fromkeys(reasons))


def _shares(steps: Counter[Step]) -> tuple[Share, ...]:
    numbers = [steps[step] for step in IN_FRENCH]
    return tuple(map(Share, IN_FRENCH.values(), numbers, percents(numbers)))


def percents(numbers: Sequence[int]) -> Sequence[int]:
    """Whole percents that add up to 100: those that lost most by rounding down are rounded up."""
    whole = sum(numbers)
    if not whole:
        return [0] * len(numbers)
    rounded = [100 * number // whole for number in numbers]
    by_loss = sorted(range(len(numbers)), key=lambda place: -(100 * numbers[place] % whole))
    for place in by_loss[: 100 - sum(rounded)]:
        rounded[place] += 1
    return rounded
