"""The town of the tests: zone C, school year 2026-2027, with the words that the contract gives its services."""

from datetime import date

from messages.understanding.calendar import Holidays, SchoolCalendar, SchoolYear
from messages.understanding.town_words import TownWords

SERVICES = {
    "cantine": ("cantine", "resto scolaire", "restaurant scolaire", "repas", "déjeuner", "manger", "mange à l'école"),
    "garderie-matin": ("garderie du matin", "périscolaire matin", "accueil du matin"),
    "garderie-soir": ("garderie du soir", "périscolaire soir", "accueil du soir", "garderie après l'école"),
    "etude": ("étude", "étude surveillée", "aide aux devoirs", "soutien"),
    "centre": ("centre aéré", "centre de loisirs", "centre", "ALSH", "accueil de loisirs", "CLAE mercredi"),
    "creche": ("crèche", "halte-garderie", "multi-accueil"),
}  # fmt: skip


def _day(text: str) -> date:
    return date.fromisoformat(text)


CALENDAR = SchoolCalendar(
    years=(SchoolYear(_day("2026-09-01"), _day("2027-07-02")),),
    holidays=(
        Holidays("Vacances d'été", _day("2026-07-04"), _day("2026-08-31")),
        Holidays("Vacances de la Toussaint", _day("2026-10-17"), _day("2026-11-01")),
        Holidays("Vacances de Noël", _day("2026-12-19"), _day("2027-01-03")),
        Holidays("Vacances d'hiver", _day("2027-02-06"), _day("2027-02-21")),
        Holidays("Vacances de printemps", _day("2027-04-03"), _day("2027-04-18")),
        Holidays("Pont de l'Ascension", _day("2027-05-06"), _day("2027-05-08"), bridge=True),
        Holidays("Vacances d'été", _day("2027-07-03"), _day("2027-08-31")),
    ),
    public=frozenset(
        _day(text)
        for text in (
            "2026-11-01", "2026-11-11", "2026-12-25", "2027-01-01", "2027-03-29", "2027-05-01", "2027-05-06",
            "2027-05-08", "2027-05-17", "2027-07-14",
        )
    ),
)  # fmt: skip

TOWN = TownWords(SERVICES, CALENDAR)
