"""Numbers that stand on no file: what they wrote, and whose they are."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from booking.journal import open_act
from booking.phones import link_phone
from booking.searching import find_families
from booking.tables import Guardian
from channels import outbox
from channels.desk.families.search import LONGEST
from channels.desk.house import PREFIX, Desk
from channels.desk.visit import Done, Visit
from channels.tables import ForStaff, InboxMessage
from channels.transport import Outgoing
from channels.web.errors import NotFoundError
from channels.web.french import phone as as_read
from messages.wording.message import Message

MOST_SHOWN = 60
WAITING = (InboxMessage.for_staff == ForStaff.UNKNOWN_SENDER) & InboxMessage.done_at.is_(None)
LIST = f"{PREFIX}/inconnus"


@dataclass(frozen=True, slots=True)
class Stranger:
    """A number that waits: the last message of it, and how many there are."""

    last: InboxMessage
    texts: int


async def show_unknowns(desk: Desk, visit: Visit) -> Response:
    """Every number that waits, the latest first."""
    latest = (
        select(func.max(InboxMessage.id), func.count())
        .where(WAITING)
        .group_by(InboxMessage.channel, InboxMessage.sender)
        .order_by(func.max(InboxMessage.id).desc())
        .limit(MOST_SHOWN)
    )
    counted = dict(iter(await visit.db.execute(latest)))
    rows = await visit.db.scalars(select(InboxMessage).where(InboxMessage.id.in_(counted)))
    strangers = [Stranger(row, counted[row.id]) for row in sorted(rows, key=lambda row: -row.id)]
    return desk.page(visit, "families/unknowns.html", strangers=strangers)


async def show_unknown(desk: Desk, visit: Visit) -> Response:
    """One of them, with what was written, and the files among which to look for its own."""
    message = await _message(visit)
    words = visit.fields.get("q", "").strip()[:LONGEST]
    return desk.page(
        visit,
        "families/unknown.html",
        message=message,
        texts=await _texts(visit.db, message),
        words=words,
        found=await find_families(visit.db, words) if words else None,
    )


async def take_link(desk: Desk, visit: Visit) -> Done:
    """The number is that guardian's: it goes on the file, and they are told that they can write now."""
    message = await _message(visit)
    guardian = await visit.db.get(Guardian, visit.fields.number("guardian"))
    if guardian is None:
        raise NotFoundError("Cette personne n'est plus sur aucun dossier.")
    words = f"Numéro relié à {guardian.name}"
    act = await open_act(visit.db, visit.author(words, family_id=guardian.family_id), now=visit.now)
    was = visit.fields.get("was") or None
    if not await _is_done_with(visit, message):
        return Done(LIST, "Quelqu'un vient de traiter ce numéro. Rien d'autre n'a été fait.", refused=True)
    if await link_phone(visit.db, guardian.id, message.sender, was=was, act=act) is None:
        raise NotFoundError(f"Quelqu'un vient de changer le téléphone de {guardian.name}. Revenez au numéro.")
    await _welcome(desk, visit, message, guardian)
    said = f"{as_read(message.sender)} est relié à {guardian.name}. Un message le lui dit : il peut écrire maintenant."
    return Done(f"{PREFIX}/familles/{guardian.family_id}", said)


async def take_set_aside(_: Desk, visit: Visit) -> Done:
    """The number is nobody's: it waits no longer."""
    message = await _message(visit)
    if not await _is_done_with(visit, message):
        return Done(LIST, "Quelqu'un vient de traiter ce numéro. Rien d'autre n'a été fait.", refused=True)
    return Done(LIST, f"{as_read(message.sender)} est classé.")


async def _message(visit: Visit) -> InboxMessage:
    row = await visit.db.get(InboxMessage, visit.numbered("message"))
    if row is None or row.for_staff is not ForStaff.UNKNOWN_SENDER:
        raise NotFoundError("Ce message n'existe pas, ou son numéro est connu.")
    return row


async def _texts(db: AsyncSession, message: InboxMessage) -> Sequence[InboxMessage]:
    of_sender = (InboxMessage.channel == message.channel) & (InboxMessage.sender == message.sender)
    latest = select(InboxMessage).where(of_sender, InboxMessage.for_staff == ForStaff.UNKNOWN_SENDER)
    return (await db.scalars(latest.order_by(InboxMessage.id.desc()).limit(MOST_SHOWN))).all()[::-1]


async def _is_done_with(visit: Visit, message: InboxMessage) -> bool:
    """Mark all that waits from there as done; whether anything still waited."""
    mine = WAITING & (InboxMessage.channel == message.channel) & (InboxMessage.sender == message.sender)
    done = update(InboxMessage).where(mine).values(done_by=visit.staff.name, done_at=visit.now)
    changed = await visit.db.scalars(done.returning(InboxMessage.id).execution_options(synchronize_session=False))
    return bool(changed.all())


async def _welcome(desk: Desk, visit: Visit, message: InboxMessage, guardian: Guardian) -> None:
    words = desk.catalogue.say(Message("linked", {"name": guardian.name}), language=guardian.language, rich=False)
    letter = Outgoing(message.channel, message.sender, words)
    await outbox.queue(visit.db, letter, now=visit.now, answers=message.id, guardian_id=guardian.id)
