"""Accounts of staff: added by whoever runs the installation, used to log in, ended without being removed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import insert_once
from booking.domain import Author, Entry
from booking.journal import Line, open_act, record
from channels.desk.errors import NameTakenError, StaffError, UnknownStaffError
from channels.desk.passwords import hashed
from channels.desk.roles import IN_FRENCH, Right, Role, may
from channels.desk.tables import StaffRow

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody of the staff, as far as a page knows them. `stamp` ends their logins when it changes."""

    id: int
    name: str
    role: Role
    stamp: int
    must_change: bool

    def may(self, right: Right) -> bool:
        """Whether they may do that."""
        return may(self.role, right)


async def add_staff(
    db: AsyncSession, name: str, role: Role, password: str | None, *, must_change: bool, by: Author, now: datetime
) -> int:
    """Add an account. Without a password it is for the town's identity provider alone. The journal says `by` whom.

    Raises NameTakenError, StaffError for what is no name.
    """
    wanted = " ".join(name.split())
    if not wanted or len(wanted) > LONGEST_NAME or not wanted.isprintable():
        raise StaffError(f"Un nom de 1 à {LONGEST_NAME} caractères, par exemple « Claire Duval ».")
    kept = None if password is None else await hashed(password)
    values = {"name": wanted, "role": role, "password": kept, "must_change": must_change, "stamp": 1, "added_at": now}
    number = await insert_once(db, StaffRow, **values)
    if number is None:
        raise NameTakenError(f"Le compte « {wanted} » existe déjà.")
    await _note(db, wanted, f"ajouté, rôle {IN_FRENCH[role]}", by=by, now=now)
    return number


async def all_staff(db: AsyncSession) -> Sequence[StaffRow]:
    """Every account, ended ones included, by name."""
    return (await db.scalars(select(StaffRow).order_by(StaffRow.name))).all()


async def staff_named(db: AsyncSession, name: str) -> StaffRow | None:
    """The account of that name, in whatever case it was typed, that has not been ended."""
    wanted = " ".join(name.split()).casefold()
    rows = await db.scalars(select(StaffRow).where(StaffRow.disabled_at.is_(None)))
    return next((row for row in rows if row.name.casefold() == wanted), None)


async def staff_of(db: AsyncSession, staff_id: int, stamp: int) -> Staff | None:
    """Who is logged in; none where the account was ended or changed since."""
    row = await db.get(StaffRow, staff_id)
    if row is None or row.disabled_at is not None or row.stamp != stamp:
        return None
    return known(row)


def known(row: StaffRow) -> Staff:
    """The account as pages know it."""
    return Staff(row.id, row.name, row.role, row.stamp, row.must_change)


async def set_password(
    db: AsyncSession, row: StaffRow, password: str, *, must_change: bool, by: Author, now: datetime
) -> None:
    """Change a password; every login of before ends."""
    values = {"password": await hashed(password), "must_change": must_change, "stamp": StaffRow.stamp + 1}
    await db.execute(update(StaffRow).where(StaffRow.id == row.id).values(**values))
    await _note(db, row.name, "mot de passe changé", by=by, now=now)


async def change_role(db: AsyncSession, name: str, role: Role, *, by: Author, now: datetime) -> None:
    """Give an account another role; its logins end at once. Raises UnknownStaffError."""
    row = await _known(db, name)
    row.role, row.stamp = role, row.stamp + 1
    await _note(db, row.name, f"rôle {IN_FRENCH[role]}", by=by, now=now)


async def reset_password(db: AsyncSession, name: str, password: str, *, by: Author, now: datetime) -> None:
    """Give an account a password that serves once; its logins end at once. Raises UnknownStaffError."""
    await set_password(db, await _known(db, name), password, must_change=True, by=by, now=now)


async def end_account(db: AsyncSession, name: str, *, by: Author, now: datetime) -> None:
    """End an account, and its logins at once. What it did keeps its name. Raises UnknownStaffError."""
    row = await _known(db, name)
    row.disabled_at, row.stamp = now, row.stamp + 1
    await _note(db, row.name, "fermé", by=by, now=now)


async def _known(db: AsyncSession, name: str) -> StaffRow:
    row = await staff_named(db, name)
    if row is None:
        raise UnknownStaffError(f"Aucun compte en cours ne s'appelle « {name} ». Voyez : allo-cantine staff list")
    return row


async def _note(db: AsyncSession, name: str, done: str, *, by: Author, now: datetime) -> None:
    """Write down what was done to an account; never the password."""
    act = await open_act(db, replace(by, words=f"Compte « {name} » : {done}"), now=now)
    await record(db, act, Line(Entry.ACCOUNT, details={"account": name, "why": done}))
