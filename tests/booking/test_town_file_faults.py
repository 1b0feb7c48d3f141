"""What is wrong with a town's file is found all at once, each fault with its line, its key and what was meant."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.errors import TownFileError
from booking.town_file import Complaint, load
from booking.town_file.lines import lines_of
from tests.booking.town_files import GOOD, changed, faults

FAULTS = [
    pytest.param(
        'school_zone = "C"',
        'school_zone = "D"',
        "town.school_zone",
        Complaint.NOT_ONE_OF,
        id="a word that is not allowed",
    ),
    pytest.param(
        'article = "la"', "article = 3", "services.cantine.article", Complaint.NOT_TEXT, id="a number for a text"
    ),
    pytest.param('article = "la"', 'article = " "', "services.cantine.article", Complaint.EMPTY, id="an empty text"),
    pytest.param(
        'article = "la"',
        'articel = "la"',
        "services.cantine.articel",
        Complaint.UNKNOWN_KEY,
        id="a key with a typing error",
    ),
    pytest.param('article = "la"\n', "", "services.cantine", Complaint.MISSING_KEY, id="a key that is missing"),
    pytest.param(
        "ecole = 30",
        'ecole = "30"',
        "services.cantine.capacity.ecole",
        Complaint.NOT_A_WHOLE_NUMBER,
        id="a text for a number",
    ),
    pytest.param(
        "ecole = 30",
        "ecole = -1",
        "services.cantine.capacity.ecole",
        Complaint.NOT_A_WHOLE_NUMBER,
        id="a negative number",
    ),
    pytest.param(
        "ecole = 30",
        "ecole = true",
        "services.cantine.capacity.ecole",
        Complaint.NOT_A_WHOLE_NUMBER,
        id="true for a number",
    ),
    pytest.param(
        "{ ecole = 30 }",
        "{ ecole = 30, lycee = 9 }",
        "services.cantine.capacity.lycee",
        Complaint.UNKNOWN_SITE,
        id="places for an unknown site",
    ),
    pytest.param(
        "{ ecole = 30 }", "{}", "services.cantine.capacity", Complaint.NO_CAPACITY, id="a site without places"
    ),
    pytest.param(
        'sites = ["ecole"]', 'sites = "ecole"', "services.cantine.sites", Complaint.NOT_A_LIST, id="a text for a list"
    ),
    pytest.param(
        'sites = ["ecole"]',
        'sites = ["ecole", "ecol"]',
        "services.cantine.sites[2]",
        Complaint.UNKNOWN_SITE,
        id="a site that is not there",
    ),
    pytest.param(
        '["11:45", "13:30"]', '["11:45"]', "services.cantine.hours.day", Complaint.NOT_TWO_HOURS, id="one hour of two"
    ),
    pytest.param(
        '["11:45", "13:30"]',
        '["11:45", "25:00"]',
        "services.cantine.hours.day[2]",
        Complaint.NOT_AN_HOUR,
        id="no such hour",
    ),
    pytest.param(
        "first_day = 2026-09-01",
        'first_day = "2026-09-01"',
        "school_year.first_day",
        Complaint.NOT_A_DATE,
        id="a date in quotes",
    ),
    pytest.param(
        "last_day = 2027-07-02",
        "last_day = 2026-07-02",
        "school_year.last_day",
        Complaint.ENDS_BEFORE_IT_STARTS,
        id="a year that ends before it starts",
    ),
    pytest.param(
        'key = "centre"', 'key = "ecole"', "sites[2].key", Complaint.SAME_KEY_TWICE, id="two sites of one key"
    ),
    pytest.param(
        "first_day = 2026-09-01",
        "first_day = 2016-09-01",
        "school_year.first_day",
        Complaint.YEAR_TOO_LONG,
        id="a year of ten years",
    ),
    pytest.param(
        'sites = ["ecole"]', "sites = []", "services.cantine.sites", Complaint.EMPTY_LIST, id="a service nowhere"
    ),
    pytest.param("01 99 00 20 26", "01 99", "town.office.phone", Complaint.NOT_A_PHONE, id="half a phone number"),
    pytest.param(
        'school_zone = "C"',
        'school_zone = "C"\ntime_zone = "Paris"',
        "town.time_zone",
        Complaint.NOT_A_TIME_ZONE,
        id="no such time zone",
    ),
    pytest.param(
        "days = { school_days = [",
        "days = { schooldays = [",
        "services.cantine.days.schooldays",
        Complaint.UNKNOWN_KEY,
        id="an unknown kind of day",
    ),
]


@pytest.mark.parametrize(("old", "new", "key", "complaint"), FAULTS)
def test_each_fault_names_its_key_and_its_line(
    old: str, new: str, key: str, complaint: Complaint, tmp_path: Path
) -> None:
    text = changed(old, new)
    found = [fault for fault in faults(text, tmp_path) if fault.key == key]
    assert [fault.complaint for fault in found][:1] == [complaint]
    pairs = zip(text.splitlines(), GOOD.splitlines(), strict=False)
    first_changed = next(line for line, before in pairs if line != before)
    assert text.splitlines()[found[0].line - 1] == (first_changed if new else "[services.cantine]")


def test_all_faults_are_found_at_once_in_the_order_of_the_lines(tmp_path: Path) -> None:
    text = GOOD.replace('school_zone = "C"', 'school_zone = "D"').replace("ecole = 30", "ecole = 1.5")
    text = text.replace('counted_in = "school days"', 'counted_in = "school day"')
    found = faults(text, tmp_path)
    assert [fault.key for fault in found] == [
        "town.school_zone",
        "services.cantine.capacity.ecole",
        "services.cantine.booking.deadline.counted_in",
        "services.cantine.cancelling.deadline.counted_in",
    ]
    assert [fault.line for fault in found] == sorted(fault.line for fault in found)


def test_a_typing_error_is_one_fault_with_the_key_that_was_meant(tmp_path: Path) -> None:
    (fault,) = faults(
        changed("[services.cantine.cancelling]\ndeadline", "[services.cantine.cancelling]\ndealine"), tmp_path
    )
    assert (fault.complaint, fault.values["near"]) == (Complaint.UNKNOWN_KEY, "deadline")


@pytest.mark.parametrize(
    ("text", "complaint", "line"),
    [
        pytest.param("[town]\nname = \n", Complaint.NOT_TOML, 2, id="a value that is missing"),
        pytest.param("[town]\nname = 'a'\nname = 'b'\n", Complaint.WRITTEN_TWICE, 3, id="a key written twice"),
        pytest.param("[town]\n[sites]\n[town]\n", Complaint.WRITTEN_TWICE, 3, id="a table written twice"),
    ],
)
def test_what_is_no_toml_is_said_with_its_line(text: str, complaint: Complaint, line: int, tmp_path: Path) -> None:
    (fault,) = faults(text, tmp_path)
    assert (fault.complaint, fault.line) == (complaint, line)


def test_a_file_that_is_not_there_or_not_text_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(TownFileError) as missing:
        load(tmp_path / "nowhere.toml")
    assert "no such file" in str(missing.value)
    path = tmp_path / "latin.toml"
    path.write_bytes("[town]\nname = 'Béziers'".encode("latin-1"))
    with pytest.raises(TownFileError) as unreadable:
        load(path)
    assert "cannot be read" in str(unreadable.value)


class TestLines:
    def test_every_key_has_its_line_wherever_it_is_written(self) -> None:
        text = """# first
[a]
x = 1 # = not = a = key
"quoted key" = '''
y = not a key
'''
[[b]]
c = { d = 1, e = [
    1,
    { f = "}" },
] }
[[b]]
c.g = 2
[b.h]
i = 2026-11-30 09:00:00
"""
        lines = lines_of(text)
        assert lines[("a", "x")] == 3
        assert lines[("a", "quoted key")] == 4
        assert lines[("b", 0, "c", "e", 1, "f")] == 10
        assert lines[("b", 1, "c", "g")] == 13
        assert lines[("b", 1, "h", "i")] == 15
        assert ("a", "y") not in lines

    @given(values=st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=8), max_size=6))
    def test_no_text_within_a_value_moves_the_lines(self, values: list[str]) -> None:
        text = "".join(f"k{number} = {quoted(value)}\n" for number, value in enumerate(values)) + "last = [ ]"
        assert lines_of(text)[("last",)] == len(values) + 1


def quoted(value: str) -> str:
    escaped = "".join(c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08x}" for c in value)
    return f'"{escaped}"'
