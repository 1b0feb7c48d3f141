"""Families as they are read: who is on the file, and who is behind a telephone or a chat."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from booking.tables import Child, Enrolment, Family, Guardian


async def guardians_by_phone(db: AsyncSession, phone: str) -> Sequence[Guardian]:
    """All guardians with this number (E.164); more than one where a number stands on several files."""
    return (await db.scalars(select(Guardian).where(Guardian.phone == phone).order_by(Guardian.id))).all()


async def guardians_by_telegram(db: AsyncSession, telegram_id: int) -> Sequence[Guardian]:
    """All guardians linked to this Telegram account."""
    linked = select(Guardian).where(Guardian.telegram_id == telegram_id).order_by(Guardian.id)
    return (await db.scalars(linked)).all()


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
