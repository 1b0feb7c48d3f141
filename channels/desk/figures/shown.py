"""The page of how it goes, and the same as a file."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from starlette.responses import Response

from channels.desk.closures.word import FAILURES, percents
from channels.desk.csv_files import Row, csv_file
from channels.desk.figures.availability import availability
from channels.desk.figures.day import CameTo, percentile
from channels.desk.figures.drawn import REFUSED, drawn, other
from channels.desk.figures.gathered import Figures, gather
from channels.desk.figures.period import Period, period_in, usual_period
from channels.desk.figures.plots import written
from channels.desk.figures.spans import BY_DAY, Span, days, is_long, spans
from channels.desk.figures.totals import SETTLES
from channels.desk.house import Desk
from channels.desk.visit import Visit
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
    "textes", "compris aussitôt", "après une question", "question posée", "pas compris, redemandé",
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
    each, shown = "semaine" if is_long(figures) else "jour", spans(figures, available)
    return desk.page(
        visit,
        "figures/figures.html",
        status=200 if wrong is None else wrong.status,
        figures=figures,
        whole=figures.whole,
        plots=drawn(figures.whole, shown, available, each=each),
        available=available,
        useful=figures.useful,
        sent=_sent(figures.whole.fates),
        each=each,
        by_day=BY_DAY,
        settles=SETTLES,
        headings=(each, *HEADINGS),
        rows=[(span.written, *_row(span)) for span in shown],
        problem=wrong,
        typed=visit.fields if wrong is not None else {"du": period.first, "au": period.last},
    )


async def export_figures(desk: Desk, visit: Visit) -> Response:
    """A line for each day. Raises FieldError."""
    period = period_in(desk, visit)
    figures = await _figures(desk, visit, period)
    rows = [(str(span.first), *_row(span)) for span in days(figures, availability(figures))]
    return csv_file(f"bilan-{period.first}-{period.last}", ("jour", *HEADINGS), rows)


async def _figures(desk: Desk, visit: Visit, period: Period) -> Figures:
    """The figures as they were at most a minute ago: in a large town today alone takes some tens of ms to count."""
    known = desk.kept_figures.get((period.first, period.last))
    if isinstance(known, Figures) and timedelta() <= visit.now - known.seen_at < KEPT_FOR:
        return known
    figures = await gather(visit.db, period, now=visit.now)
    desk.kept_figures.clear()
    desk.kept_figures[period.first, period.last] = figures
    return figures


def _sent(fates: Mapping[CameTo, int]) -> Sequence[tuple[str, int, int]]:
    """Where our messages came to, in words, with their share: it adds up to 100 %."""
    numbers: dict[str, int] = dict.fromkeys(FATES.values(), 0)
    for (state, failure), number in fates.items():
        words = FATES.get(state) or f"échec : {FAILURES[failure] if failure else 'raison inconnue'}"
        numbers[words] = numbers.get(words, 0) + number
    shown = {words: number for words, number in numbers.items() if number}
    return [(*row, percent) for row, percent in zip(shown.items(), percents(list(shown.values())), strict=True)]


def _row(span: Span) -> Row:
    """What stands behind the date, in the table and in the file."""
    total = span.total
    measured = (percentile(total.waits, 50), percentile(total.waits, 95), span.available)
    return (
        total.texts, total.at_once, total.after_question, total.asked, total.not_understood, total.by_human,
        other(total), total.booked_by_text, total.booked_otherwise, *(total.refused[reason] for reason in REFUSED),
        *("" if each is None else written(each) for each in measured),
    )  # fmt: skip
