"""Which plots the page has, from the figures."""

from collections.abc import Callable, Mapping, Sequence

from booking.statistics import Refusal
from channels.desk.figures.availability import Availability
from channels.desk.figures.day import Day, percentile
from channels.desk.figures.plots import Plot, Series, stacked, written
from channels.desk.figures.spans import Span

REFUSED: Mapping[Refusal, str] = {
    Refusal.FULL: "complet",
    Refusal.TOO_LATE: "trop tard ou trop tôt",
    Refusal.CLOSED: "fermé",
    Refusal.FILE: "dossier",
    Refusal.OUR_FAULT: "faute de notre côté",
    Refusal.SENSELESS: "demande sans objet",
}
TONES = ("one", "two", "three", "four", "five", "six")


def drawn(whole: Day, spans: Sequence[Span], available: Availability, *, each: str) -> Sequence[Plot]:
    """The plots, in the order of the page; `each` says what a bar is ("jour")."""
    return (
        _texts(whole, spans, each),
        _booked(whole, spans, each),
        _refused(whole, spans, each),
        _waits(whole, spans, each),
        _available(available),
    )


def _texts(whole: Day, spans: Sequence[Span], each: str) -> Plot:
    said = (
        f"{whole.texts} textes : {whole.at_once} compris aussitôt, {whole.after_question} après une question, "
        f"{whole.by_human} {'vu' if whole.by_human < 2 else 'vus'} par une personne."
    )
    return stacked(
        "texts",
        f"Textes reçus, par {each}",
        said,
        _labels(spans),
        (
            _series(spans, "compris aussitôt", "one", lambda day: day.at_once),
            _series(spans, "après une question", "two", lambda day: day.after_question),
            _series(spans, "question posée", "three", lambda day: day.asked),
            _series(spans, "pas compris, redemandé", "four", lambda day: day.not_understood),
            _series(spans, "vus par une personne", "five", lambda day: day.by_human),
            _series(spans, "numéro inconnu ou autre", "six", other),
        ),
    )


def other(day: Day) -> int:
    """The texts of which nothing more is known."""
    return day.texts - day.at_once - day.after_question - day.asked - day.not_understood - day.by_human


def _booked(whole: Day, spans: Sequence[Span], each: str) -> Plot:
    said = f"{whole.booked_by_text} places réservées par message, {whole.booked_otherwise} autrement."
    return stacked(
        "booked",
        f"Places réservées, par {each}",
        said,
        _labels(spans),
        (
            _series(spans, "par message", "one", lambda day: day.booked_by_text),
            _series(spans, "page des familles, guichet, portail", "three", lambda day: day.booked_otherwise),
        ),
    )


def _refused(whole: Day, spans: Sequence[Span], each: str) -> Plot:
    parts = [f"{whole.refused[reason]} {words}" for reason, words in REFUSED.items()]
    series = [
        Series(words, tone, [span.total.refused[reason] for span in spans])
        for (reason, words), tone in zip(REFUSED.items(), TONES, strict=True)
    ]
    return stacked("refused", f"Refus, par {each} et par raison", f"{', '.join(parts)}.", _labels(spans), series)


def _waits(whole: Day, spans: Sequence[Span], each: str) -> Plot:
    half, most = percentile(whole.waits, 50), percentile(whole.waits, 95)
    known = "Aucune réponse encore." if half is None or most is None else (
        f"La moitié des réponses en {written(half)} s au plus, 95 sur 100 en {written(most)} s au plus."
    )  # fmt: skip
    halves = [percentile(span.total.waits, 50) for span in spans]
    rest = [_beyond(percentile(span.total.waits, 95), half) for span, half in zip(spans, halves, strict=True)]
    series = (Series("la moitié", "one", halves), Series("de la moitié à 95 sur 100", "three", rest))
    return stacked("waits", f"Délai de réponse du bot, par {each}", known, _labels(spans), series, unit=" s")


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


def _labels(spans: Sequence[Span]) -> Sequence[str]:
    return [span.short for span in spans]


def _series(spans: Sequence[Span], label: str, tone: str, value: Callable[[Day], int]) -> Series:
    return Series(label, tone, [value(span.total) for span in spans])
