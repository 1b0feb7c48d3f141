"""The weeks of a parent, as files write them: read, brought in, and written again."""

from datetime import date

import pytest

from booking.custody import Custody
from booking.importing.custody_cells import read_custody, written_custody
from booking.importing.findings import Reason
from booking.patterns import Weeks
from tests.booking.importing.old_files import HEADER, OldFiles

CLAIRE = "F1;Zanetti;Léo;12/03/2018;Jean-Moulin;CE2;Claire Zanetti;06 39 98 00 01;oui;;"
WEEKS = f"{HEADER};Semaines responsable 1"


@pytest.mark.parametrize(
    ("cell", "custody"),
    [
        ("paires", Custody(Weeks.EVEN)),
        ("Semaine impaire", Custody(Weeks.ODD)),
        ("toutes", Custody()),
        ("une sur deux depuis le 28/12/2026", Custody(Weeks.ALTERNATE, date(2026, 12, 28))),
        ("Alternée, à partir du 4.1.2027", Custody(Weeks.ALTERNATE, date(2027, 1, 4))),
    ],
)
def test_weeks_are_read_as_people_write_them(cell: str, custody: Custody) -> None:
    assert read_custody(cell).value == custody
    again = written_custody(custody)
    assert read_custody(again).value == (custody if again else None)


@pytest.mark.parametrize("cell", ["une sur deux", "alternée depuis le 31/02/2027", "le mardi", "28/12/2026"])
def test_what_does_not_say_which_weeks_is_set_aside(cell: str) -> None:
    assert read_custody(cell).problem is Reason.WEEKS_UNREADABLE


async def test_weeks_come_in_with_a_file_and_the_same_file_again_changes_nothing(files: OldFiles) -> None:
    await files.bring_in(CLAIRE)
    outcome = await files.bring_in(CLAIRE + "paires", header=WEEKS)
    assert (outcome.tally.families_changed, outcome.findings) == (1, [])
    assert (await files.families())["F1"].guardians[0].weeks is Weeks.EVEN
    again = await files.bring_in(CLAIRE + "paires", header=WEEKS)
    assert (again.tally.families_same, again.findings) == (1, [])
    outcome = await files.bring_in(CLAIRE + "une sur deux depuis le 28/12/2026", header=WEEKS)
    guardian = (await files.families())["F1"].guardians[0]
    assert (guardian.weeks, guardian.anchor, outcome.findings) == (Weeks.ALTERNATE, date(2026, 12, 28), [])
