"""What is set aside, by what it does to parents: the order in which staff work through it."""

from collections.abc import Mapping, Sequence
from enum import IntEnum

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.importing.findings import KeepsOut, Reason
from booking.importing.tables import SetAside

PHONES = frozenset({Reason.PHONE_UNREADABLE, Reason.PHONE_DIFFERS, Reason.PHONE_ON_MANY_FILES})


class Hurt(IntEnum):
    """What parents lose by a finding; the more they are hurt, the greater."""

    CONFLICT = 1  # nothing: the file and what staff wrote since are at odds
    VALUE = 2
    PHONE = 3  # no text reaches them, and theirs are a stranger's
    CHILD = 4
    FAMILY = 5


BY_WHAT_IS_OUT = {KeepsOut.FAMILY: Hurt.FAMILY, KeepsOut.CHILD: Hurt.CHILD}
HURT = case(
    (SetAside.reason == Reason.CHANGED_SINCE, Hurt.CONFLICT.value),
    *((SetAside.keeps_out == out.value, hurt.value) for out, hurt in BY_WHAT_IS_OUT.items()),
    (SetAside.reason.in_(PHONES), Hurt.PHONE.value),
    else_=Hurt.VALUE.value,
)


def hurt_by(reason: Reason, keeps_out: KeepsOut) -> Hurt:
    """What parents lose by a finding of that reason which keeps that out."""
    if reason is Reason.CHANGED_SINCE:
        return Hurt.CONFLICT
    return BY_WHAT_IS_OUT.get(keeps_out, Hurt.PHONE if reason in PHONES else Hurt.VALUE)


async def hurting_most(
    db: AsyncSession, *, limit: int, skip: int = 0, only: Hurt | None = None
) -> Sequence[tuple[Hurt, SetAside]]:
    """What waits, what hurts most first, then by family and line; all of it, or one kind."""
    found = select(HURT, SetAside).order_by(HURT.desc(), SetAside.number, SetAside.line, SetAside.id)
    if only is not None:
        found = found.where(HURT.in_([only.value]))
    return [(Hurt(hurt), row) for hurt, row in await db.execute(found.limit(limit).offset(skip))]


async def how_many(db: AsyncSession) -> Mapping[Hurt, int]:
    """How many wait, by what they do to parents."""
    return {Hurt(hurt): number for hurt, number in await db.execute(select(HURT, func.count()).group_by(HURT))}
