"""The guardians whom a notice concerns, one by one: where the word is, and why not with them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.tables import Family, Guardian
from channels.errors import Failure
from channels.notices.steps import Step, failure_in, step_in
from channels.notices.tables import Recipient
from channels.transport import Channel


@dataclass(frozen=True, slots=True)
class Person:
    """A guardian, their file, and how far the notice came to them. `failure` is known where it did not come."""

    guardian_id: int
    name: str
    phone: str | None
    family_id: int
    number: str
    channel: Channel | None
    step: Step
    failure: Failure | None


async def people_of(
    db: AsyncSession, notice_id: int, steps: Collection[Step], *, after: int = 0, limit: int | None = None
) -> Sequence[Person]:
    """Those at one of these steps, in the order of their numbers: from the one after `after` on, at most `limit`."""
    step, ours = step_in(notice_id), (Recipient.notice_id == notice_id, Recipient.guardian_id > after)
    wanted = (
        select(
            Guardian.id,
            Guardian.name,
            Guardian.phone,
            Guardian.family_id,
            Family.number,
            Recipient.channel,
            step,
            failure_in(notice_id),
        )
        .select_from(Recipient)
        .join(Guardian, Guardian.id == Recipient.guardian_id)
        .join(Family, Family.id == Guardian.family_id)
        .where(*ours, *([] if set(steps) == set(Step) else [step.in_([each.value for each in steps])]))
        .order_by(Recipient.guardian_id)
        .limit(limit)
    )
    return [
        Person(guardian_id, name, phone, family_id, number, channel, Step(found), failure)
        for guardian_id, name, phone, family_id, number, channel, found, failure in await db.execute(wanted)
    ]
