"""A call that is made twice is done once: its answer is kept in the transaction that did it, and given again."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import insert_once
from channels.portal.problems import ProblemError, problem
from channels.portal.tables import AnsweredCall

KEPT_FOR = timedelta(days=2)  # a portal that has not heard by then asks what is booked, and does not try again


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered to a write."""

    status: int
    body: str
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


def fingerprint(method: str, path: str, body: bytes) -> str:
    """What makes a call the same call."""
    return hashlib.sha256(b"\n".join((method.encode(), path.encode(), body))).hexdigest()


async def begin(db: AsyncSession, key_id: int, key: str, print_of_call: str, *, now: datetime) -> Answer | None:
    """The answer that this call had already; none where it is new, and then it is begun.

    A second call at the same time waits here until the first is committed, or takes its place where that failed.
    Raises ProblemError (key-reused) where another call had that key.
    """
    begun = await insert_once(
        db, AnsweredCall, api_key_id=key_id, idempotency_key=key, fingerprint=print_of_call, headers={}, at=now
    )
    if begun is not None:
        return None
    mine = (AnsweredCall.api_key_id == key_id, AnsweredCall.idempotency_key == key)
    known = (await db.scalars(select(AnsweredCall).where(*mine))).one()
    if known.fingerprint != print_of_call:
        raise ProblemError(problem("key-reused", 409, "Give each call an Idempotency-Key of its own."))
    media_type = known.headers.get("Content-Type", "application/json")
    headers = {name: value for name, value in known.headers.items() if name != "Content-Type"}
    return Answer(known.status, known.body, media_type, headers | {"Idempotency-Replayed": "true"})


async def keep(db: AsyncSession, key_id: int, key: str, answer: Answer) -> None:
    """Keep the answer with the call that was begun."""
    mine = (AnsweredCall.api_key_id == key_id, AnsweredCall.idempotency_key == key)
    headers = {**answer.headers, "Content-Type": answer.media_type}
    values = {"status": answer.status, "headers": headers, "body": answer.body}
    await db.execute(update(AnsweredCall).where(*mine).values(**values).execution_options(synchronize_session=False))
