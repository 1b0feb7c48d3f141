"""Which plots the page has, from the figures."""

from collections.abc import Callable, Mapping, Sequence

from booking.statistics import Refusal
from channels.desk.figures.availability import Availability
from channels.desk.figures.gathered import Day, Figures, percentile
from channels.desk.figures.plots import Plot, Series, stacked, written
from channels.web.french import short_date

REFUSED: Mapping[Refusal, str] = {
    Refusal.FULL: "complet",
    Refusal.TOO_LATE: "trop tard ou trop tôt",
    Refusal.CLOSED: "fermé",
    Refusal.FILE: "dossier",
    Refusal.OUR_FAULT: "faute de notre côté",
    Refusal.SENSELESS: "demande sans objet",
}
TONES = ("one", "two", "three", "four", "five", "six")


def drawn(figures: Figures, available: Availability) -> Sequence[Plot]:
    """The plots, in the order of the page."""
    return (_texts(figures), _booked(figures), _refused(figures), _waits(figures), _available(available))


def _texts(figures: Figures) -> Plot:
    whole = figures.whole
    said = (
        f"{whole.texts} textes : {whole.at_once} compris aussitôt, {whole.after_question} après une question, "
        f"{whole.by_human} vus par une personne."
    )
    return stacked(
        "texts",
        "Textes reçus, par jour",
        said,
        _labels(figures),
        (
            _series(figures, "compris aussitôt", "one", lambda day: day.at_once),
            _series(figures, "après une question", "two", lambda day: day.after_question),
            _series(figures, "question posée", "three", lambda day: day.asked),
            _series(figures, "pas compris, redemandé", "four", lambda day: day.not_understood),
            _series(figures, "vus par une personne", "five", lambda day: day.by_human),
            _series(figures, "numéro inconnu ou autre", "six", other),
        ),
    )


def other(day: Day) -> int:
    """The texts of which nothing more is known."""
    return day.texts - day.at_once - day.after_question - day.asked - day.not_understood - day.by_human


def _booked(figures: Figures) -> Plot:
    whole = figures.whole
    said = f"{whole.booked_by_text} places réservées par message, {whole.booked_otherwise} autrement."
    return stacked(
        "booked",
        "Places réservées, par jour",
        said,
        _labels(figures),
        (
            _series(figures, "par message", "one", lambda day: day.booked_by_text),
            _series(figures, "page des familles, guichet, portail", "three", lambda day: day.booked_otherwise),
        ),
    )


def _refused(figures: Figures) -> Plot:
    whole = figures.whole
    parts = [f"{whole.refused[reason]} {words}" for reason, words in REFUSED.items()]
    series = [
        Series(words, tone, [day.refused[reason] for day in figures.days.values()])
        for (reason, words), tone in zip(REFUSED.items(), TONES, strict=True)
    ]
    return stacked("refused", "Refus, par jour et par raison", f"{', '.join(parts)}.", _labels(figures), series)


def _waits(figures: Figures) -> Plot:
    whole = figures.whole.waits
    half, most = percentile(whole, 50), percentile(whole, 95)
    known = "Aucune réponse encore." if half is None or most is None else (
        f"La moitié des réponses en {written(half)} s au plus, 95 sur 100 en {written(most)} s au plus."
    )  # fmt: skip
    halves = [percentile(day.waits, 50) for day in figures.days.values()]
    rest = [_beyond(percentile(day.waits, 95), half) for day, half in zip(figures.days.values(), halves, strict=True)]
    series = (Series("la moitié", "one", halves), Series("de la moitié à 95 sur 100", "three", rest))
    return stacked("waits", "Délai de réponse du bot, par jour", known, _labels(figures), series, unit=" s")


def _beyond(value: float | None, half: float | None) -> float | None:
    return None if value is None or half is None else value - half


def _available(available: Availability) -> Plot:
    percent = available.percent
    said = (
        "Aucune heure entière n'a encore été observée."
        if percent is None
        else f"{written(percent)} % des minutes de {len(available.hours)} heures observées."
    )
    labels = [f"{hour} h" for hour in range(24)]
    series = (Series("des minutes", "one", available.by_hour),)
    return stacked("available", "Disponibilité, heure par heure", said, labels, series, unit=" %", top=100)


def _labels(figures: Figures) -> Sequence[str]:
    return [short_date(day) for day in figures.days]


def _series(figures: Figures, label: str, tone: str, value: Callable[[Day], int]) -> Series:
    return Series(label, tone, [value(day) for day in figures.days.values()])
