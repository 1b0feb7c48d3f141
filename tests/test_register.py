"""The register: every column of every table has a purpose and a retention, and the record of article 30 says so."""

import csv
from datetime import date

import pytest
from markupsafe import escape
from sqlalchemy.orm import DeclarativeBase

import bot.exporting.tables
from booking.errors import RegisterError
from booking.kept import Data, Kept, Until, Why, columns_kept, kept
from booking.register import register
from booking.rules.keeping import Keeping, Privacy
from booking.tables import Base
from channels.privacy.record import record_of
from channels.privacy.words import Words
from channels.privacy.written import Form, written

ALL_TABLES = bot.exporting.tables.DECLARED
TODAY = date(2026, 11, 23)
PRIVACY = Privacy("Commune de Saint-Aubin", "dpo@saint-aubin.example", keeping=Keeping(billing_years=7))
WORDS = Words("fr", PRIVACY.keeping)


@pytest.mark.parametrize(
    ("columns", "declared", "problem"),
    [
        pytest.param(["id", "mail"], "id", "mail: without purpose", id="a new column of which nothing is said"),
        pytest.param(["id"], "id mail", "mail: no column", id="a column that was dropped"),
        pytest.param(["id"], "id id", "id: said twice", id="a column of which two things are said"),
    ],
)
def test_what_a_table_does_not_say_of_its_columns_is_an_error(columns: list[str], declared: str, problem: str) -> None:
    said: tuple[Kept, ...] = (kept(declared, Why.FILE, Until.FILE_ENDS, Data.PERSONAL),)
    with pytest.raises(RegisterError, match=problem):
        list(columns_kept("people", columns, said))


def test_a_table_says_it_itself_and_inherits_nothing() -> None:
    entities: list[type[DeclarativeBase]] = [mapper.class_ for mapper in Base.registry.mappers]
    assert all("__kept__" in vars(entity) for entity in entities)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_everything_has_words(language: str) -> None:
    words = Words(language, Keeping())
    assert all([words.why(why) for why in Why] + [words.until(until) for until in Until])
    assert "{" not in "".join(words.until(until) for until in Until)


@pytest.mark.parametrize("form", Form)
def test_the_record_names_every_table_in_every_form(form: Form) -> None:
    said = written(record_of(register(), PRIVACY, day=TODAY), form)
    for table in Base.metadata.sorted_tables:
        assert (table.name in said) or (str(escape(WORDS.table(table.name))) in said)
    assert "7 ans" in said, "the durations are the town's"


def test_the_sheet_has_a_row_for_each_column() -> None:
    rows = list(csv.reader(written(record_of(register(), PRIVACY, day=TODAY), Form.CSV).splitlines(), delimiter=";"))
    assert len(rows) == 1 + len(register())
    assert ["Servir à chaque enfant un repas qui lui convient", "children", "diet"] in [
        [row[0], *row[3:5]] for row in rows
    ]


def test_the_record_says_who_answers_for_it() -> None:
    record = written(record_of(register(), PRIVACY, day=TODAY), Form.MARKDOWN)
    assert "Commune de Saint-Aubin" in record
    assert "dpo@saint-aubin.example" in record
