"""Codes: made for a letter, known again when they come back, used once."""

import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import connection_of, table_of
from booking.invitations.tables import Invitation
from booking.tables import Guardian

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without I, O, 0 and 1, which paper and people confuse
LENGTH = 12  # 60 bits: too many to try by text, and for as long as a code holds, from a copy of the database
IN_A_GROUP = 4
VALID = timedelta(days=60)
WRITTEN = re.compile(rf"[{LETTERS}]{{{LENGTH}}}")
INVITATIONS = table_of(Invitation)


def shown(code: str) -> str:
    """A code as the letter prints it: ABCD-EFGH-JKLM."""
    return "-".join(code[at : at + IN_A_GROUP] for at in range(0, LENGTH, IN_A_GROUP))


def code_in(text: str) -> str | None:
    """The code that a text is, whatever its case and hyphens; none where it is anything else."""
    bare = re.sub(r"[\s\-–.]", "", text).upper()
    return bare if WRITTEN.fullmatch(bare) else None


async def invite(
    db: AsyncSession, guardian_ids: Sequence[int], *, now: datetime, valid: timedelta = VALID
) -> list[str]:
    """A new code for each of these guardians, in their order; the codes of earlier letters hold no longer."""
    codes = ["".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in guardian_ids]
    connection = connection_of(db)
    await connection.execute(
        delete(INVITATIONS).where(INVITATIONS.c.guardian_id.in_(guardian_ids), INVITATIONS.c.used_at.is_(None))
    )
    rows = [
        {"guardian_id": guardian_id, "digest": _digest(code), "made_at": now, "expires_at": now + valid}
        for guardian_id, code in zip(guardian_ids, codes, strict=True)
    ]
    if rows:
        await connection.execute(insert(INVITATIONS), rows)
    return codes


async def redeem(db: AsyncSession, code: str, *, now: datetime) -> Guardian | None:
    """The guardian to whom a code was sent, and the code is used; none where it is unknown, used, or too old.

    Who has no say about the children any more is not let in by an old letter.
    """
    using = (
        update(INVITATIONS)
        .where(
            INVITATIONS.c.digest == _digest(code),
            INVITATIONS.c.used_at.is_(None),
            INVITATIONS.c.expires_at > now,
            INVITATIONS.c.guardian_id.in_(select(Guardian.id).where(Guardian.withdrawn_at.is_(None))),
        )
        .values(used_at=now)
        .returning(INVITATIONS.c.guardian_id)
    )
    guardian_id = await connection_of(db).scalar(using)
    return None if guardian_id is None else await db.get(Guardian, guardian_id)


def _digest(code: str) -> str:
    return sha256(code.encode()).hexdigest()
