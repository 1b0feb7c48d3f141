"""A closure: who was concerned, and how far the word of it came to each guardian."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from booking.domain import Entry
from booking.tables import ActRow, Child, Closure, Family, JournalLine
from channels.desk.closures.asked import extent
from channels.desk.closures.people import guardians_of
from channels.desk.closures.word import Word, word_to
from channels.desk.house import Desk
from channels.desk.visit import Visit
from channels.web.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Concerned:
    """A child whose places were cancelled: so many."""

    family: int
    number: str
    name: str
    class_name: str | None
    places: int


async def show_closure(desk: Desk, visit: Visit) -> Response:
    """What it closed, whom it concerned, who knows of it."""
    closure = await visit.db.get(Closure, visit.numbered("closure"))
    if closure is None:
        raise NotFoundError("Cette fermeture n'existe pas.")
    children = await _concerned(visit.db, closure)
    lifting = None if closure.lifted_act_id is None else await visit.db.get(ActRow, closure.lifted_act_id)
    return desk.page(
        visit,
        "closures/closure.html",
        closure=closure,
        extent=extent(desk.town, closure),
        made=await visit.db.get(ActRow, closure.act_id),
        lifting=lifting,
        over=closure.last < desk.today(visit),
        children=children,
        places=sum(child.places for child in children),
        families=len({child.family for child in children}),
        word=await _word(desk, visit, closure.act_id, Entry.CLOSED),
        word_of_lifting=None if lifting is None else await _word(desk, visit, lifting.id, Entry.REOPENED),
    )


async def _word(desk: Desk, visit: Visit, act_id: int, entry: Entry) -> Word:
    concerned = (
        select(Child.family_id)
        .join(JournalLine, JournalLine.child_id == Child.id)
        .where(JournalLine.act_id == act_id, JournalLine.entry == entry)
        .distinct()
    )
    guardians = await guardians_of(visit.db, (await visit.db.scalars(concerned)).all())
    return await word_to(visit.db, act_id, guardians, can_be_told=desk.told)


async def _concerned(db: AsyncSession, closure: Closure) -> Sequence[Concerned]:
    """By the journal: it knows them also after the places have come back."""
    wanted = (
        select(Child.family_id, Family.number, Child.first_name, Child.last_name, Child.class_name, func.count())
        .select_from(JournalLine)
        .join(Child, Child.id == JournalLine.child_id)
        .join(Family, Family.id == Child.family_id)
        .where(JournalLine.act_id == closure.act_id, JournalLine.entry == Entry.CLOSED)
        .group_by(Child.id, Child.family_id, Family.number, Child.first_name, Child.last_name, Child.class_name)
        .order_by(Child.last_name, Child.first_name, Child.id)
    )
    return [
        Concerned(family, number, f"{first} {last}", class_name, places)
        for family, number, first, last, class_name, places in await db.execute(wanted)
    ]
