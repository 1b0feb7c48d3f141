"""The family of an address."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from booking.tables import Child, Family
from channels.desk.visit import Visit
from channels.web.errors import NotFoundError


async def family_of(visit: Visit) -> Family:
    """The family whose number stands in the address, with guardians, children and enrolments. Raises NotFoundError."""
    wanted = (
        select(Family)
        .where(Family.id == visit.numbered("family"))
        .options(selectinload(Family.guardians), selectinload(Family.children).selectinload(Child.enrolments))
    )
    family = await visit.db.scalar(wanted)
    if family is None:
        raise NotFoundError("Ce dossier n'existe pas, ou plus.")
    return family
