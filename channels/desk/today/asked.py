"""What a page of a day was asked for: which day, which service, which site."""

from dataclasses import dataclass
from datetime import date

from booking.errors import DateOutsideYear, UnknownService, UnknownSite
from booking.school_year import require_in_year
from channels.desk.house import Desk
from channels.desk.visit import Visit
from channels.web.errors import FieldError, NotFoundError
from channels.web.french import numeric_date


@dataclass(frozen=True, slots=True)
class Asked:
    """A day, and perhaps one service or one site, by their keys."""

    day: date
    service: str | None
    site: str | None

    def address(self, **instead: str | None) -> dict[str, str]:
        """The same as fields of an address, some of them replaced."""
        fields = {"jour": str(self.day), "service": self.service, "site": self.site} | instead
        return {name: value for name, value in fields.items() if value}


def asked_in(desk: Desk, visit: Visit) -> Asked:
    """What the fields ask for; today where no day is named. Raises FieldError, NotFoundError."""
    year = desk.town.school_year
    today = min(max(desk.today(visit), year.first_possible_day), year.last_possible_day)
    day = visit.fields.day("jour", today)
    asked = Asked(day, visit.fields.get("service") or None, visit.fields.get("site") or None)
    try:
        require_in_year(year, day)
        if asked.service is not None:
            desk.town.service(asked.service)
        if asked.site is not None:
            desk.town.site(asked.site)
    except DateOutsideYear:
        first, last = numeric_date(year.first_possible_day), numeric_date(year.last_possible_day)
        raise FieldError("jour", f"Le {numeric_date(day)} est hors de l'année ({first} - {last}).") from None
    except (UnknownService, UnknownSite):
        raise NotFoundError("Ce service ou ce lieu n'existe pas dans la commune.") from None
    return asked
