"""The page of how it goes, and the same as a file."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from starlette.responses import Response

from booking.statistics import Refusal
from channels.desk.closures.word import FAILURES, percents
from channels.desk.csv_files import Row, csv_file
from channels.desk.figures.availability import availability
from channels.desk.figures.drawn import REFUSED, drawn, other
from channels.desk.figures.gathered import Day, Figures, gather, percentile
from channels.desk.figures.period import Period, period_in, usual_period
from channels.desk.figures.plots import written
from channels.desk.house import Desk
from channels.desk.visit import Visit
from channels.statistics import Fate
from channels.tables import Sending
from channels.web.errors import FieldError

KEPT_FOR = timedelta(minutes=1)
FATES = {
    Sending.DELIVERED: "arrivés",
    Sending.SENT: "partis, sans accusé de réception",
    Sending.QUEUED: "en attente de départ",
    Sending.SENDING: "en cours d'envoi",
    Sending.EXPIRED: "devenus inutiles avant de partir",
    Sending.CANCELLED: "retirés avant de partir",
}
HEADINGS = (
    "jour", "textes", "compris aussitôt", "après une question", "question posée", "pas compris, redemandé",
    "vus par une personne", "numéro inconnu ou autre", "places réservées par message", "places réservées autrement",
    *(f"refus : {words}" for words in REFUSED.values()), "réponse : moitié (s)", "réponse : 95 sur 100 (s)",
    "disponibilité (%)",
)  # fmt: skip


async def show_figures(desk: Desk, visit: Visit) -> Response:
    """The figures of a period, as plots and as a table."""
    try:
        period, wrong = period_in(desk, visit), None
    except FieldError as error:
        period, wrong = usual_period(desk, visit), error
    figures = await _figures(desk, visit, period)
    available = availability(figures)
    return desk.page(
        visit,
        "figures/figures.html",
        status=200 if wrong is None else wrong.status,
        figures=figures,
        whole=figures.whole,
        plots=drawn(figures, available),
        available=available,
        useful=figures.useful,
        sent=_sent(figures.fates),
        headings=HEADINGS,
        rows=list(_rows(figures)),
        problem=wrong,
        typed=visit.fields if wrong is not None else {"du": period.first, "au": period.last},
    )


async def export_figures(desk: Desk, visit: Visit) -> Response:
    """A line for each day. Raises FieldError."""
    period = period_in(desk, visit)
    figures = await _figures(desk, visit, period)
    return csv_file(f"bilan-{period.first}-{period.last}", HEADINGS, _rows(figures))


async def _figures(desk: Desk, visit: Visit, period: Period) -> Figures:
    """The figures as they were at most a minute ago: in a large town a year takes a second to count."""
    known = desk.kept_figures.get((period.first, period.last))
    if isinstance(known, Figures) and timedelta() <= visit.now - known.seen_at < KEPT_FOR:
        return known
    figures = await gather(visit.db, period, now=visit.now)
    desk.kept_figures.clear()
    desk.kept_figures[period.first, period.last] = figures
    return figures


def _sent(fates: Sequence[Fate]) -> Sequence[tuple[str, int, int]]:
    """Where our messages came to, in words, with their share: it adds up to 100 %."""
    numbers: dict[str, int] = dict.fromkeys(FATES.values(), 0)
    for fate in fates:
        words = FATES.get(fate.state) or f"échec : {FAILURES[fate.failure] if fate.failure else 'raison inconnue'}"
        numbers[words] = numbers.get(words, 0) + fate.number
    shown = {words: number for words, number in numbers.items() if number}
    return [(*row, percent) for row, percent in zip(shown.items(), percents(list(shown.values())), strict=True)]


def _rows(figures: Figures) -> Iterator[Row]:
    """Day by day, for the table and the file."""
    hours = availability(figures).hours
    for day, of_day in figures.days.items():
        watched = [hour for hour in hours if hour.start.date() == day]
        up = written(100 * sum(each.minutes for each in watched) / (60 * len(watched))) if watched else ""
        yield _row(day, of_day, up)


def _row(day: date, of_day: Day, up: str) -> Row:
    seconds = [percentile(of_day.waits, percent) for percent in (50, 95)]
    return (
        str(day), of_day.texts, of_day.at_once, of_day.after_question, of_day.asked, of_day.not_understood,
        of_day.by_human, other(of_day), of_day.booked_by_text, of_day.booked_otherwise,
        *(of_day.refused[reason] for reason in Refusal), *("" if each is None else written(each) for each in seconds),
        up,
    )  # fmt: skip
