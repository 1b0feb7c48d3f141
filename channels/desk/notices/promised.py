"""What the page before sending showed: its form is taken only as long as that is still so."""

from dataclasses import dataclass
from datetime import datetime

from channels.desk.house import Desk
from channels.desk.visit import Visit
from channels.web.french import counted, instant


@dataclass(frozen=True, slots=True)
class Promised:
    """How many are told, and when the first message leaves: none is at once."""

    told: int
    leaves: datetime | None

    @property
    def leaves_at(self) -> str:
        """The hour as the form holds it."""
        return "" if self.leaves is None else self.leaves.isoformat()


def promised(told: int, due_at: datetime, *, now: datetime) -> Promised:
    """What can be said now of a notice that so many are told of, from `due_at` on."""
    return Promised(told, None if due_at <= now else due_at)


def moved_since(desk: Desk, visit: Visit, today: Promised) -> str | None:
    """What is not any more as the form's page showed it; none where all is."""
    told, leaves = visit.fields.get("told"), visit.fields.get("leaves")
    if told is None or leaves is None:
        return "La page a vieilli"
    if told != str(today.told):
        return f"Le choix a changé depuis : {counted(today.told, 'parent')} au lieu de {told}"
    if leaves != today.leaves_at:
        when = "maintenant" if today.leaves is None else instant(desk.local(today.leaves))
        return f"L'heure a tourné : il partirait {when}"
    return None
