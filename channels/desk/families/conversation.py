"""The whole conversation with a family, on every channel: what came in, what was said, and whether it arrived."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from booking.tables import Guardian
from channels.desk.closures.word import FAILURES
from channels.desk.families.found import family_of
from channels.desk.house import Desk
from channels.desk.visit import Visit
from channels.errors import Failure
from channels.tables import InboxMessage, OutboxMessage, Sending
from channels.transport import Channel

LATEST, ALL = 100, 5000  # messages of each side
ARRIVED = {
    Sending.QUEUED: "en attente d'envoi",
    Sending.SENDING: "en cours d'envoi",
    Sending.SENT: "envoyé",
    Sending.DELIVERED: "reçu",
    Sending.FAILED: "non remis",
    Sending.EXPIRED: "non envoyé : trop tard pour servir",
    Sending.CANCELLED: "repris avant son départ",
}


@dataclass(frozen=True, slots=True)
class Said:
    """One message: `mine` is the town's. `who` is the guardian."""

    mine: bool
    who: str
    channel: str
    text: str
    at: datetime
    fate: str
    failed: bool


async def show_conversation(desk: Desk, visit: Visit) -> Response:
    """The latest messages, or all of them, oldest first."""
    family = await family_of(visit)
    limit = ALL if visit.fields.get("tout") else LATEST
    said = await conversation_with(visit.db, family.guardians, limit=limit)
    return desk.page(visit, "families/conversation.html", family=family, said=said, limit=limit, all=limit == ALL)


async def conversation_with(db: AsyncSession, guardians: Sequence[Guardian], *, limit: int) -> Sequence[Said]:
    """What was said with these guardians, oldest first; at most so many of each side."""
    names = {address: guardian.name for guardian in guardians for address in _addresses(guardian)}
    if not names:
        return ()
    inbox = tuple_(InboxMessage.channel, InboxMessage.sender).in_(names)
    outbox = tuple_(OutboxMessage.channel, OutboxMessage.to).in_(names)
    heard = (await db.scalars(select(InboxMessage).where(inbox).order_by(InboxMessage.id.desc()).limit(limit))).all()
    told = (await db.scalars(select(OutboxMessage).where(outbox).order_by(OutboxMessage.id.desc()).limit(limit))).all()
    both = [_heard(each, names) for each in heard] + [_told(each, names) for each in told]
    return sorted(both, key=lambda said: (said.at, said.mine))


def _addresses(guardian: Guardian) -> Sequence[tuple[Channel, str]]:
    phone, telegram = guardian.phone, guardian.telegram_id
    by_phone = [channel for channel in Channel if channel is not Channel.TELEGRAM]
    at_phone = [] if phone is None else [(channel, phone) for channel in by_phone]
    return at_phone if telegram is None else [*at_phone, (Channel.TELEGRAM, str(telegram))]


def _heard(message: InboxMessage, names: dict[tuple[Channel, str], str]) -> Said:
    who = names[message.channel, message.sender]
    return Said(False, who, message.channel, message.text, message.received_at, "", failed=False)


def _told(message: OutboxMessage, names: dict[tuple[Channel, str], str]) -> Said:
    who, failed = names[message.channel, message.to], message.state in (Sending.FAILED, Sending.EXPIRED)
    return Said(True, who, message.channel, message.text, message.queued_at, _fate(message), failed)


def _fate(message: OutboxMessage) -> str:
    """Whether it arrived; honest about what nobody knows, and about a second try."""
    if message.state is Sending.FAILED and message.failure is Failure.IN_DOUBT:
        return "peut-être reçu : l'opérateur n'a jamais répondu"
    if message.state is Sending.QUEUED and message.undelivered:
        return "non remis encore, nouvel essai prévu"
    if message.state is Sending.FAILED and message.failure is not None:
        return f"{ARRIVED[message.state]} : {FAILURES[message.failure]}"
    other_way = ", faute de pouvoir l'être par l'autre canal" if message.instead_of is not None else ""
    return ARRIVED[message.state] + other_way
