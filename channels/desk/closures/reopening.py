"""Opening again: what was booked comes back, and its families are told."""

from sqlalchemy import select

from booking.journal import open_act
from booking.reopening import lift_closure
from booking.tables import ActRow, Closure
from channels.desk.closures.asked import LIST, extent
from channels.desk.house import Desk
from channels.desk.visit import Done, Visit
from channels.web.errors import NotFoundError
from channels.web.french import counted


async def take_reopening(desk: Desk, visit: Visit) -> Done:
    """Lift the closure. Whoever comes second is told who was first."""
    held = select(Closure).where(Closure.id == visit.numbered("closure")).with_for_update()
    closure = await visit.db.scalar(held)
    if closure is None:
        raise NotFoundError("Cette fermeture n'existe pas.")
    there = f"{LIST}/{closure.id}"
    if closure.lifted_act_id is not None:
        lifting = await visit.db.get_one(ActRow, closure.lifted_act_id)
        at = desk.local(lifting.at)
        said = f"{lifting.author_name} l'a déjà rouvert le {at:%d/%m} à {at:%H:%M}. Rien n'a été changé."
        return Done(there, said, refused=True)
    if closure.last < desk.today(visit):
        return Done(there, "Ces jours sont passés : il n'y a plus rien à rouvrir.", refused=True)
    act = await open_act(visit.db, visit.author(f"Rouvrir : {extent(desk.town, closure)}"), now=visit.now)
    lifted = await lift_closure(visit.db, desk.town, closure.id, act=act)
    back = counted(lifted.restored, "réservation rétablie", "réservations rétablies")
    waiting = f", {lifted.waiting} en liste d'attente" if lifted.waiting else ""
    return Done(there, f"Rouvert : {back}{waiting}. Les familles sont prévenues.")
