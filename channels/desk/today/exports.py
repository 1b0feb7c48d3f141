"""The head-counts as files: CSV and XLSX as a French spreadsheet opens them. No name in them can become a formula."""

from collections.abc import Iterator, Sequence

from starlette.responses import Response

from booking.frozen_counts import grouped
from booking.head_counts import HeadCount, head_counts
from booking.town import Part
from channels.desk.csv_files import Row, csv_file
from channels.desk.house import PARTS, Desk
from channels.desk.today.asked import Asked, asked_in
from channels.desk.visit import Visit

HEADINGS = ("date", "service", "lieu", "moment", "classe", "régime", "repas", "enfants")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def export_csv(desk: Desk, visit: Visit) -> Response:
    """One line for each group of children."""
    asked = asked_in(desk, visit)
    return csv_file(_name(asked), HEADINGS, await _rows(desk, visit, asked))


async def export_xlsx(desk: Desk, visit: Visit) -> Response:
    """The same as a workbook; what looks like a formula is written as the text that it is."""
    from channels.desk.today.workbook import workbook  # its library takes 5 MB: loaded when somebody asks

    asked = asked_in(desk, visit)
    written = workbook(f"Effectifs {asked.day}", HEADINGS, await _rows(desk, visit, asked))
    kept = {"Content-Disposition": f'attachment; filename="{_name(asked)}.xlsx"'}
    return Response(written, media_type=XLSX, headers=kept)


async def _rows(desk: Desk, visit: Visit, asked: Asked) -> Sequence[Row]:
    counts = await head_counts(visit.db, desk.town, asked.day, service=asked.service, site=asked.site)
    return list(_in_order(desk, asked, counts))


def _in_order(desk: Desk, asked: Asked, counts: Sequence[HeadCount]) -> Iterator[Row]:
    for service in desk.town.services:
        groups = grouped(count for count in counts if count.service == service.key)
        for (site, part, class_name, diet, meal), number in sorted(groups.items()):
            eats = {"yes": "oui", "no": "non"}.get(meal, "")
            place = desk.town.site(site).name
            yield str(asked.day), service.name, place, PARTS[Part(part)], class_name, diet, eats, number


def _name(asked: Asked) -> str:
    return "-".join(filter(None, ("effectifs", str(asked.day), asked.service, asked.site)))
