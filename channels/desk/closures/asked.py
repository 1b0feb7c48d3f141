"""What the form of a closure asks for: where, which services, which class, from when until when, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from booking.closures import Closing, require_known
from booking.errors import DateOutsideYear, UnknownClass, UnknownService, UnknownSite
from booking.sessions import next_day_with_sessions
from booking.tables import Closure
from booking.town import Town
from channels.desk.house import PREFIX, Desk
from channels.desk.visit import Visit
from channels.web.errors import FieldError
from channels.web.french import PHRASES, numeric_date

LIST = f"{PREFIX}/fermetures"
FIELDS = ("site", "service", "classe", "du", "au", "motif")
LONGEST_REASON = 60  # characters: it stands in a text message


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as it was filled in, whether it makes sense or not."""

    site: str
    services: tuple[str, ...]
    class_name: str
    first: str
    last: str
    why: str

    def pairs(self) -> Iterator[tuple[str, str]]:
        """The same as the fields of a form."""
        yield from (("site", self.site), *(("service", each) for each in self.services), ("classe", self.class_name))
        yield from (("du", self.first), ("au", self.last), ("motif", self.why))


async def next_day(desk: Desk, visit: Visit) -> date:
    """The next day after the visit on which there is something to close; tomorrow, within the year, where none is."""
    year, today = desk.town.school_year, desk.today(visit)
    tomorrow = min(max(today + timedelta(days=1), year.first_possible_day), year.last_possible_day)
    return await next_day_with_sessions(visit.db, after=today) or tomorrow


async def typed_in(desk: Desk, visit: Visit) -> Typed:
    """What the fields hold, cut to a length that can be shown; from the next day on where nothing was written."""
    fields = visit.fields
    services = tuple(dict.fromkeys(each[:60] for each in fields.all("service") if each))
    one = {name: fields.get(name, "").strip()[:200] for name in ("site", "classe", "du", "au", "motif")}
    first = one["du"] or str(await next_day(desk, visit))
    return Typed(one["site"], services, one["classe"], first, one["au"], one["motif"])


async def closing_in(desk: Desk, visit: Visit) -> Closing:
    """What the fields ask for. Raises FieldError in words for each that cannot be."""
    fields = visit.fields
    first = fields.day("du", await next_day(desk, visit))
    closing = Closing(
        first,
        fields.day("au", first),
        " ".join(
            fields.text("motif", longest=LONGEST_REASON, needed="Écrivez pourquoi, par exemple « grève ».").split()
        ),
        services=frozenset(each for each in fields.all("service") if each),
        sites=frozenset(filter(None, [fields.get("site", "")])),
        classes=frozenset(filter(None, [fields.get("classe", "")])),
    )
    _require_sense(closing, desk.today(visit))
    _require_known(desk.town, closing)
    return closing


def _require_sense(closing: Closing, today: date) -> None:
    if closing.last < closing.first:
        raise FieldError("au", f"Le {numeric_date(closing.last)} est avant le {numeric_date(closing.first)}.")
    if closing.first < today:
        raise FieldError("du", f"Le {numeric_date(closing.first)} est passé : on ferme à partir d'aujourd'hui.")


def _require_known(town: Town, closing: Closing) -> None:
    """The core's own refusals, each beside its field."""
    year = town.school_year
    try:
        require_known(town, closing)
    except DateOutsideYear as error:
        first, last = numeric_date(year.first_possible_day), numeric_date(year.last_possible_day)
        name = "au" if error.day == closing.last != closing.first else "du"
        raise FieldError(name, f"Le {numeric_date(error.day)} est hors de l'année ({first} - {last}).") from None
    except UnknownSite as error:
        raise FieldError("site", f"La commune n'a pas de lieu « {error.key[:40]} ».") from None
    except UnknownService as error:
        raise FieldError("service", f"La commune n'a pas de service « {error.key[:40]} ».") from None
    except UnknownClass as error:
        there = ", ".join(error.known) or "aucune"
        raise FieldError("classe", f"Pas de classe « {error.name[:40]} » dans ce lieu : il a {there}.") from None


def extent(town: Town, closure: Closure) -> str:
    """What a closure closes, in words: "cantine, école Jean-Moulin, CP, mardi 24 novembre"."""
    services = ", ".join(_service(town, key) for key in closure.services) or "tous les services"
    sites = ", ".join(_site(town, key) for key in closure.sites) or "tous les lieux"
    classes = f", {', '.join(closure.classes)}" if closure.classes else ""
    return f"{services}, {sites}{classes}, {_when(closure)}"


def _when(closure: Closure) -> str:
    if closure.first == closure.last:
        return PHRASES.day(closure.first)
    return f"du {PHRASES.day(closure.first)} au {PHRASES.day(closure.last)}"


def _service(town: Town, key: str) -> str:
    """A service that has left the town's file since keeps its key."""
    return next((service.name for service in town.services if service.key == key), key)


def _site(town: Town, key: str) -> str:
    return next((site.name for site in town.sites if site.key == key), key)
