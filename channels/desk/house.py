"""The desk itself: what every page of it stands on."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import HTMLResponse

from booking.database import Database
from booking.outcomes import Outcome
from booking.tables import Guardian
from booking.town import Part, Town
from channels.desk.findings import FindingWords
from channels.desk.logins import Logins
from channels.desk.reading import Read
from channels.desk.reminding import Foresee
from channels.desk.roles import IN_FRENCH, Right
from channels.desk.visit import Visit
from channels.desk.words import WORDS
from channels.privacy.rights import FamilyRights
from channels.purpose import Purpose
from channels.terms import Terms
from channels.transport import Channel
from channels.ways import OutOfReach, WaysTo
from channels.web.pages import Pages, Place
from messages.wording.catalogue import Catalogue

if TYPE_CHECKING:
    from channels.desk.openid import OpenId

PREFIX = "/guichet"
PARTS: Mapping[Part, str] = {Part.DAY: "journée", Part.MORNING: "matin", Part.AFTERNOON: "après-midi"}
Clock: TypeAlias = Callable[[], datetime]
Said: TypeAlias = Callable[[Sequence[Outcome]], str]
Earliest: TypeAlias = Callable[[datetime, Purpose], datetime]
CanBeTold: TypeAlias = Callable[[AsyncSession, Sequence[Guardian]], Awaitable[Collection[int]]]
Entry: TypeAlias = tuple[str, str, Right]
MENU: Sequence[Entry] = (
    ("", "Aujourd'hui", Right.COUNTS),
    ("/appel", "Appel", Right.ROLL_CALL),
    ("/familles", "Familles", Right.FAMILIES),
    ("/messages", "Messages", Right.INBOX),
    ("/avis", "Avis", Right.NOTICES),
    ("/demandes", "Demandes", Right.DECIDE),
    ("/inconnus", "Numéros inconnus", Right.LINK),
    ("/injoignables", "Injoignables", Right.FAMILIES),
    ("/places", "Places", Right.SESSIONS),
    ("/fermetures", "Fermetures", Right.CLOSE),
    ("/rappels", "Rappels", Right.REMINDERS),
    ("/bilan", "Bilan", Right.FIGURES),
    ("/mis-de-cote", "Mis de côté", Right.MEND),
    ("/registre", "Données", Right.PRIVACY),
)  # in the order in which they are shown: address after the prefix, label, right


@dataclass(frozen=True, slots=True)
class Desk:
    """The town, its database, the time, and the pages. `https`: the outside world comes in by https only.

    `said` words outcomes as parents are told them, in French; `catalogue` has the words for what is sent to parents.
    `read` tells how the bot reads a text, `told` which of some guardians (by their numbers) can be told news at all,
    `earliest` from which instant on the hour permits it, `terms` what it costs.
    `ways_to` tells all addresses of some guardians and what stands in the way there, `out_of_reach` finds those
    who have none that is open,
    `findings` words what imports set aside, `foresee` tells which reminders will go out.
    `rights` hands a family what is kept of it, or erases it.
    `openid` is the town's identity provider, where it has one. `kept_figures` are those of how it goes, for a minute.
    """

    town: Town
    database: Database
    now: Clock
    logins: Logins
    pages: Pages
    https: bool
    said: Said
    catalogue: Catalogue
    read: Read
    told: CanBeTold
    findings: FindingWords
    foresee: Foresee
    earliest: Earliest
    terms: Mapping[Channel, Terms]
    ways_to: WaysTo
    out_of_reach: OutOfReach
    rights: FamilyRights
    openid: "OpenId | None" = None
    kept_figures: dict[tuple[date, date], object] = field(default_factory=dict)

    def local(self, instant: datetime) -> datetime:
        """An instant as the town's clocks show it."""
        return instant.astimezone(self.town.zone)

    def today(self, visit: Visit) -> date:
        """The town's date at the time of a visit."""
        return self.local(visit.now).date()

    def page(self, visit: Visit, template: str, *, status: int = 200, **shown: object) -> HTMLResponse:
        """A page of the desk for somebody who is logged in."""
        return self.pages.page(template, status=status, visit=visit, staff=visit.staff, **shown)


def pages_for(town: Town) -> Pages:
    """The templates of the desk."""
    place = Place(PREFIX, "Guichet", PREFIX, town.name)

    def town_time(instant: datetime) -> datetime:
        return instant.astimezone(town.zone)

    names = {service.key: service.name for service in town.services}
    known = {"town": town, "menu": MENU, "roles": IN_FRENCH, "parts": PARTS, "town_time": town_time}
    return Pages("channels.desk", place, service_names=names, **known, **WORDS)
