"""What the form of a notice asks for: the words in each language, the audience, when it leaves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from booking.audience import Audience, Who, require_possible
from booking.errors import DateOutsideYear, DayMissing, UnknownClass, UnknownService, UnknownSite
from booking.town import Town
from channels.desk.house import PREFIX, Desk
from channels.desk.visit import Visit
from channels.notices.tables import FIRST_LANGUAGE, Notice
from channels.web.errors import FieldError
from channels.web.forms import Fields
from channels.web.french import instant, numeric_date

LIST = f"{PREFIX}/avis"
TEXT = "texte_"  # before the language, in the name of a field
LONGEST = 1000  # characters: seven segments
FARTHEST = timedelta(days=90)
CHOICES = ("qui", "site", "service", "classe", "jour", "sauf", "quand", "le", "fin", "urgent")
LATER = "plus-tard"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a notice would be: words, audience, whom it leaves out, when it leaves and until when it is of use."""

    texts: Mapping[str, str]
    audience: Audience
    without: int | None
    urgent: bool
    wanted_at: datetime | None
    no_use_after: datetime | None

    def write_on(self, notice: Notice, visit: Visit) -> None:
        """Make the notice this one, under the name of whoever visits."""
        chosen = self.audience
        notice.texts, notice.who, notice.day = dict(self.texts), chosen.who, chosen.day
        notice.site, notice.service, notice.class_name = chosen.site, chosen.service, chosen.class_name
        notice.without, notice.urgent = self.without, self.urgent
        notice.wanted_at, notice.no_use_after = self.wanted_at, self.no_use_after
        notice.changed_by, notice.changed_at = visit.staff.name, visit.now


def typed_in(fields: Fields, languages: Sequence[str]) -> Mapping[str, str]:
    """What the fields hold, whether it makes sense or not; an audience may stand in the address of the form."""
    names = (*(TEXT + language for language in languages), *CHOICES)
    return {name: fields.get(name, "").strip() for name in names}


def typed_of(desk: Desk, notice: Notice, languages: Sequence[str]) -> Mapping[str, str]:
    """A draft as its form holds it."""
    return {TEXT + language: notice.texts.get(language, "") for language in languages} | {
        "qui": notice.who,
        "site": notice.site or "",
        "service": notice.service or "",
        "classe": notice.class_name or "",
        "jour": "" if notice.day is None else str(notice.day),
        "sauf": "" if notice.without is None else str(notice.without),
        "quand": "" if notice.wanted_at is None else LATER,
        "le": _minute(desk, notice.wanted_at),
        "fin": _minute(desk, notice.no_use_after),
        "urgent": "1" if notice.urgent else "",
    }


def draft_in(desk: Desk, visit: Visit, languages: Sequence[str]) -> Draft:
    """What the fields ask for. Raises FieldError, in words, for the first of them that cannot be."""
    fields = visit.fields
    wanted = None
    if fields.get("quand") == LATER:
        wanted = _instant(desk, visit, "le", "Écrivez le jour et l'heure de l'envoi, ou choisissez « maintenant ».")
    audience = _audience(desk.town, fields)
    until = _instant(desk, visit, "fin") if fields.get("fin") else _end_of(desk, audience)
    if until is not None and wanted is not None and until <= wanted:
        raise FieldError("fin", f"Il partirait après : l'envoi est prévu {instant(desk.local(wanted))}.")
    return Draft(
        texts=_texts(fields, languages),
        audience=audience,
        without=fields.number("sauf") if fields.get("sauf") else None,
        urgent=bool(fields.get("urgent")),
        wanted_at=wanted,
        no_use_after=until,
    )


def _texts(fields: Fields, languages: Sequence[str]) -> Mapping[str, str]:
    texts = {
        language: fields.text(
            TEXT + language,
            longest=LONGEST,
            needed="Écrivez le message : en français au moins." if language == FIRST_LANGUAGE else "",
        )
        for language in languages
    }
    return {language: text for language, text in texts.items() if text}


def _audience(town: Town, fields: Fields) -> Audience:
    who = fields.choice("qui", Who) if fields.get("qui") else Who.FAMILIES
    day = fields.day("jour", date.min) if fields.get("jour") and who is not Who.FAMILIES else None
    audience = Audience(
        who, fields.get("site") or None, fields.get("service") or None, fields.get("classe") or None, day
    )
    _require_possible(town, audience)
    if who is Who.WAITING and audience.service is None:
        raise FieldError("service", "La liste d'attente de quel service ?")
    return audience


def _require_possible(town: Town, audience: Audience) -> None:
    """The core's own refusals, each beside its field."""
    year = town.school_year
    try:
        require_possible(town, audience)
    except DayMissing:
        raise FieldError("jour", "De quel jour ? Écrivez-le ici.") from None
    except DateOutsideYear as error:
        first, last = numeric_date(year.first_possible_day), numeric_date(year.last_possible_day)
        raise FieldError("jour", f"Le {numeric_date(error.day)} est hors de l'année ({first} - {last}).") from None
    except UnknownSite as error:
        raise FieldError("site", f"La commune n'a pas de lieu « {error.key[:40]} ».") from None
    except UnknownService as error:
        raise FieldError("service", f"La commune n'a pas de service « {error.key[:40]} ».") from None
    except UnknownClass as error:
        there = ", ".join(error.known) or "aucune"
        raise FieldError("classe", f"Pas de classe « {error.name[:40]} » dans ce lieu : il a {there}.") from None


def _instant(desk: Desk, visit: Visit, name: str, needed: str = "Écrivez un jour et une heure.") -> datetime:
    """A minute of the town's clocks that is still to come. Raises FieldError."""
    written = visit.fields.text(name, longest=40, needed=needed)
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        raise FieldError(name, f"« {written} » n'est pas une heure. Écrivez par exemple 2026-11-23T18:00.") from None
    local = at.replace(tzinfo=desk.town.zone) if at.tzinfo is None else at
    if local <= visit.now:
        raise FieldError(name, f"{instant(desk.local(local)).capitalize()} : c'est passé.")
    if local > visit.now + FARTHEST:
        raise FieldError(name, f"C'est trop loin : {FARTHEST.days} jours au plus.")
    return local


def _end_of(desk: Desk, audience: Audience) -> datetime | None:
    """What concerns a day is of no use after it."""
    if audience.day is None:
        return None
    return datetime.combine(audience.day + timedelta(days=1), time(), tzinfo=desk.town.zone)


def _minute(desk: Desk, at: datetime | None) -> str:
    return "" if at is None else f"{desk.local(at):%Y-%m-%dT%H:%M}"
