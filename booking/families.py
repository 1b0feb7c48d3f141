"""Families as they are read: who is on the file, and who is behind a telephone or a chat."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from booking.domain import Act, Entry
from booking.journal import Line, record
from booking.tables import Child, Enrolment, Family, Guardian


async def guardians_by_phone(db: AsyncSession, phone: str) -> Sequence[Guardian]:
    """All guardians with this number (E.164), those without a say left out; several where several files have it."""
    known = select(Guardian).where(Guardian.phone == phone, Guardian.withdrawn_at.is_(None))
    return (await db.scalars(known.order_by(Guardian.id))).all()


async def is_withdrawn(db: AsyncSession, *, phone: str | None = None, telegram_id: int | None = None) -> bool:
    """Whether a guardian who has no say any more is reached at this number (E.164) or Telegram account."""
    here = Guardian.phone == phone if phone is not None else Guardian.telegram_id == telegram_id
    withdrawn = select(exists().where(here, Guardian.withdrawn_at.is_not(None)))
    return bool(await db.scalar(withdrawn))


async def withdraw(db: AsyncSession, guardian: Guardian, *, act: Act) -> None:
    """From now on the guardian is told nothing about the children, and can change nothing: as staff (`act`) decided."""
    guardian.withdrawn_at = act.at
    await db.flush()
    await record(db, act, Line(Entry.WITHDRAWN, details={"guardian_id": str(guardian.id)}))


async def children_of(db: AsyncSession, family_id: int) -> Sequence[Child]:
    """The children of a family in the order of the file, with their enrolments."""
    on_file = (
        select(Child).where(Child.family_id == family_id).order_by(Child.id).options(selectinload(Child.enrolments))
    )
    return (await db.scalars(on_file)).all()


def enrolments_on(child: Child, day: date) -> Sequence[Enrolment]:
    """What the child may book on that day."""
    return [enrolment for enrolment in child.enrolments if enrolment.first <= day <= enrolment.last]


async def family_numbered(db: AsyncSession, number: str) -> Family | None:
    """The family with this file number, with guardians and children."""
    found = (
        select(Family)
        .where(Family.number == number)
        .options(selectinload(Family.guardians), selectinload(Family.children).selectinload(Child.enrolments))
    )
    return await db.scalar(found)
