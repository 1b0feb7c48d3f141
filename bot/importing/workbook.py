"""The report as a workbook: a sheet that goes back to whoever keeps the old files."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import xlsxwriter

from booking.importing.findings import Finding
from bot.importing.report import hurt_first
from bot.importing.run import Outcome
from bot.importing.words import Words, outside

COLUMNS: Final = (
    ("Ligne", 8),
    ("Dossier", 14),
    ("Enfant", 16),
    ("Colonne", 20),
    ("Valeur", 28),
    ("Ce qui ne va pas", 60),
    ("Que faire", 60),
    ("Resté dehors", 16),
)


def write_workbook(path: Path, outcome: Outcome, words: Words) -> None:
    """Write the report: what is to be corrected, what was changed since, what was mended.

    Every cell is written as text: what a file calls a formula is none here.
    """
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        for title, findings in _sheets(outcome).items():
            sheet = book.add_worksheet(title)
            sheet.freeze_panes(1, 0)
            for position, (name, width) in enumerate(COLUMNS):
                sheet.set_column(position, position, width)
                sheet.write_string(0, position, name, bold)
            for line, finding in enumerate(findings, start=1):
                for position, value in enumerate(_cells(finding, words)):
                    sheet.write_string(line, position, value)


def _sheets(outcome: Outcome) -> dict[str, Sequence[Finding]]:
    return {
        "À corriger": hurt_first(outcome.set_aside),
        "Changé depuis": [each for each in outcome.findings if each.is_conflict],
        "Réparé": [each for each in outcome.findings if not each.is_set_aside and not each.is_conflict],
    }


def _cells(finding: Finding, words: Words) -> tuple[str, ...]:
    return (
        str(finding.line),
        finding.family,
        finding.child,
        words.column(finding),
        finding.value,
        words.what(finding),
        words.cure(finding) or finding.became,
        outside(finding),
    )
