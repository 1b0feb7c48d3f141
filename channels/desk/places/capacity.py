"""The places of a session, changed by staff."""

from sqlalchemy import select
from starlette.responses import Response

from booking.capacity import CapacityChanged, set_capacity
from booking.errors import DateOutsideYear, UnknownService, UnknownSite
from booking.journal import open_act
from booking.tables import Session
from channels.desk.house import PREFIX, Desk
from channels.desk.places.one import session_of
from channels.desk.visit import Done, Visit
from channels.web.errors import FieldError, NotFoundError
from channels.web.french import PHRASES, counted

MOST_PLACES = 9999  # more is a slip of the finger


async def take_capacity(desk: Desk, visit: Visit) -> Done | Response:
    """Change it. Whoever saw another number than the one that stands now is told, and changes nothing."""
    session = await session_of(visit)
    held = select(Session.capacity).where(Session.id == session.id).with_for_update()
    stands = (await visit.db.execute(held)).scalar_one()
    there = f"{PREFIX}/places/{session.id}"
    if session.date < desk.today(visit):
        return Done(there, "Ce jour est passé : son nombre de places ne change plus.", refused=True)
    if visit.fields.number("was") != stands:
        said = f"Quelqu'un vient de changer ce nombre : il y a {counted(stands, 'place')}. Rien d'autre n'a été changé."
        return Done(there, said, refused=True)
    return Done(there, _said(await _set(desk, visit, session, _places(visit))))


def _places(visit: Visit) -> int:
    places = visit.fields.number("places")
    if places > MOST_PLACES:
        raise FieldError("places", f"{places} places, c'est trop : {MOST_PLACES} au plus.")
    return places


async def _set(desk: Desk, visit: Visit, session: Session, places: int) -> CapacityChanged:
    try:
        name, site = desk.town.service(session.service).name, desk.town.site(session.site).name
        words = f"{counted(places, 'place')} : {name}, {site}, {PHRASES.day(session.date)}"
        act = await open_act(visit.db, visit.author(words), now=visit.now)
        return await set_capacity(
            visit.db,
            desk.town,
            service=session.service,
            site=session.site,
            day=session.date,
            part=session.part,
            places=places,
            act=act,
        )
    except (UnknownService, UnknownSite, DateOutsideYear):
        raise NotFoundError("Ce service ou ce lieu n'est plus dans le fichier de la commune.") from None


def _said(changed: CapacityChanged) -> str:
    said = f"{counted(changed.after, 'place')} (avant : {changed.before})."
    if changed.over:
        said += f" {counted(changed.over, 'enfant')} de plus que de places : qui a réservé garde sa place."
    if changed.served:
        said += f" {counted(changed.served, 'enfant')} de la liste d'attente servis."
    return said
