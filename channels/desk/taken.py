"""A form has one effect: sent twice (a double click, the back button, a lost answer) it leads to the same answer."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import insert_once
from channels.desk.tables import TakenForm
from channels.desk.visit import Done, Told

REMEMBERED = timedelta(days=1)
LONGEST_TOKEN = 64


async def take_form(db: AsyncSession, staff_id: int, token: str, *, now: datetime) -> int | TakenForm:
    """Begin with a form: its number, or the form as it was taken before. The two of a double click wait here."""
    number = await insert_once(
        db, TakenForm, staff_id=staff_id, token=token[:LONGEST_TOKEN], at=now, leads_to="", said="", refused=False
    )
    if number is not None:
        return number
    wanted = select(TakenForm).where(TakenForm.staff_id == staff_id, TakenForm.token == token[:LONGEST_TOKEN])
    return (await db.scalars(wanted)).one()


async def keep_answer(db: AsyncSession, number: int, done: Done, *, now: datetime) -> None:
    """What came of it; what is a day old is forgotten."""
    answer = {"leads_to": done.leads_to, "said": done.said, "refused": done.refused}
    await db.execute(update(TakenForm).where(TakenForm.id == number).values(**answer))
    await db.execute(delete(TakenForm).where(TakenForm.at < now - REMEMBERED))


async def give_form_back(db: AsyncSession, number: int) -> None:
    """It was not taken: it can be sent again."""
    await db.execute(delete(TakenForm).where(TakenForm.id == number))


async def told_of(db: AsyncSession, staff_id: int, number: int) -> Told | None:
    """What the form of that number led to, for those who sent it."""
    row = await db.get(TakenForm, number)
    return Told(row.said, row.refused) if row is not None and row.staff_id == staff_id and row.said else None
