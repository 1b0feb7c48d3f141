"""Putting a telephone number on a guardian's file."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from booking.errors import PhoneError
from booking.journal import open_act
from booking.phones import as_e164, link_phone
from booking.tables import Family, Guardian
from channels.desk.families.file import address_of, file_page
from channels.desk.families.found import family_of
from channels.desk.house import Desk
from channels.desk.visit import Done, Visit
from channels.lost_phones import lose_phone
from channels.web.errors import NotFoundError
from channels.web.french import phone as as_read


async def take_phone(desk: Desk, visit: Visit) -> Done | Response:
    """Change a number, or take it away; where somebody else has changed it meanwhile, say so."""
    family = await family_of(visit)
    guardian = next((each for each in family.guardians if str(each.id) == visit.fields.get("guardian")), None)
    if guardian is None:
        raise NotFoundError("Cette personne n'est pas sur ce dossier.")
    written = visit.fields.get("phone", "").strip()
    try:
        number = as_e164(written[:40]) if written else None
    except PhoneError as error:
        return await file_page(desk, visit, family, status=422, problems={f"phone-{guardian.id}": str(error)})
    act = await open_act(visit.db, visit.author(f"Téléphone de {guardian.name}", family_id=family.id), now=visit.now)
    linked = await link_phone(visit.db, guardian.id, number, was=visit.fields.get("was") or None, act=act)
    if linked is None:
        said = f"Quelqu'un vient de changer le téléphone de {guardian.name} : le voici. Rien d'autre n'a été fait."
        return Done(address_of(family), said, refused=True)
    return Done(address_of(family), await _said(visit.db, linked))


async def take_lost(_: Desk, visit: Visit) -> Done:
    """A telephone was lost or stolen: all that it opens is shut."""
    family = await family_of(visit)
    guardian = next((each for each in family.guardians if str(each.id) == visit.fields.get("guardian")), None)
    if guardian is None:
        raise NotFoundError("Cette personne n'est pas sur ce dossier.")
    words = f"Téléphone perdu ou volé : {guardian.name}"
    act = await open_act(visit.db, visit.author(words, family_id=family.id), now=visit.now)
    if not await lose_phone(visit.db, guardian, act=act):
        return Done(address_of(family), "Quelqu'un vient de changer ce téléphone. Rien n'a été fait.", refused=True)
    return Done(address_of(family), f"Le téléphone de {guardian.name} n'ouvre plus rien. Notez ici le nouveau.")


async def _said(db: AsyncSession, guardian: Guardian) -> str:
    if guardian.phone is None:
        return f"{guardian.name} n'a plus de téléphone au dossier."
    others = await families_with(db, guardian.phone, besides=guardian.family_id)
    also = f" Attention : il est aussi au dossier {', '.join(others)}." if others else ""
    return f"{guardian.name} : {as_read(guardian.phone)}.{also}"


async def families_with(db: AsyncSession, phone: str, *, besides: int) -> list[str]:
    """The numbers of the other files on which this telephone stands."""
    others = (
        select(Family.number)
        .join(Guardian, Guardian.family_id == Family.id)
        .where(Guardian.phone == phone, Family.id != besides)
        .distinct()
        .order_by(Family.number)
    )
    return list(await db.scalars(others))
