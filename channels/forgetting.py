"""Messages are forgotten: that there was one stays, to be counted; whose it was and what it said does not."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from sqlalchemy import ColumnElement, String, case, cast, delete, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from channels.spool import FORM, SET_ASIDE, WRITTEN
from channels.tables import Handling, InboxMessage, OptOut, OutboxMessage, Sending, Unreachable
from channels.transport import Incoming

FORGOTTEN = "forgotten:"  # and the number of the row, where a key must be unique
UNDER_WAY = (Sending.QUEUED, Sending.SENDING)
QUIETLY = {"synchronize_session": False}


async def forget_received(db: AsyncSession, which: ColumnElement[bool], *, now: datetime) -> int:
    """Empty messages that came in; one that was not handled yet never will be. How many."""
    emptied = literal(FORGOTTEN) + cast(InboxMessage.id, String)
    found = which & InboxMessage.sender.not_like(f"{FORGOTTEN}%")
    emptying = update(InboxMessage).where(found).values(
        sender=emptied, provider_id=emptied, text="", extra={}, error=None, taken_by=None, done_by=None,
        state=Handling.HANDLED, handled_at=func.coalesce(InboxMessage.handled_at, now),
        done_at=case((InboxMessage.for_staff.is_(None), None), else_=func.coalesce(InboxMessage.done_at, now)),
    )  # fmt: skip
    return len((await db.execute(emptying.returning(InboxMessage.id).execution_options(**QUIETLY))).all())


async def forget_sent(db: AsyncSession, which: ColumnElement[bool]) -> int:
    """Empty messages that went out; one that has not left yet never will. How many."""
    found = which & OutboxMessage.to.not_like(f"{FORGOTTEN}%")
    emptying = update(OutboxMessage).where(found).values(
        to=literal(FORGOTTEN) + cast(OutboxMessage.id, String), text="", buttons=[], ask_contact=None,
        guardian_id=None, provider_id=None, detail=None,
        state=case((OutboxMessage.state.in_(UNDER_WAY), Sending.CANCELLED.value), else_=OutboxMessage.state),
    )  # fmt: skip
    return len((await db.execute(emptying.returning(OutboxMessage.id).execution_options(**QUIETLY))).all())


async def forget_addresses(db: AsyncSession, addresses: Collection[str]) -> None:
    """That they wanted no messages, or could not be reached."""
    await db.execute(delete(OptOut).where(OptOut.address.in_(addresses)))
    await db.execute(delete(Unreachable).where(Unreachable.address.in_(addresses)))


async def written_to(db: AsyncSession, guardians: Collection[int]) -> set[str]:
    """The addresses at which these guardians were ever written to."""
    found = select(OutboxMessage.to).where(OutboxMessage.guardian_id.in_(guardians)).distinct()
    return set((await db.scalars(found)).all())


def forget_spooled(folder: Path, addresses: Collection[str]) -> int:
    """Remove from the disk what waits there of these senders, and what nobody could read and names them; how many."""
    if not addresses or not folder.is_dir():
        return 0
    waiting = [file for file in folder.glob(f"*{WRITTEN}") if _is_from(file.read_bytes(), addresses)]
    aside = (folder / SET_ASIDE).glob("*")
    unread = [file for file in aside if any(address.encode() in file.read_bytes() for address in addresses)]
    for file in (*waiting, *unread):
        file.unlink(missing_ok=True)
    return len(waiting) + len(unread)


def _is_from(content: bytes, addresses: Collection[str]) -> bool:
    try:
        item = FORM.validate_json(content)
    except ValueError:
        return False
    return isinstance(item, Incoming) and item.sender in addresses
