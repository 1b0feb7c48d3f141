"""Everything out and in again: no town is locked in."""

import json
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Table, inspect, select

from booking.database import Database
from booking.importing.judging import Judge
from booking.importing.mapping import recognised
from booking.importing.reading import read
from booking.patterns import Weeks
from booking.tables import Base, Guardian
from booking.town import Town
from bot.exporting.archive import ArchiveError, is_archive, rows_of, snapshot, take_in, write_archive
from bot.exporting.folder import FAMILIES, write_folder
from bot.exporting.tables import LEFT_OUT, exported
from bot.exporting.values import cell
from bot.importing.run import Importing
from tests.bot.conftest import CLAIRE, KARIM, NADIA
from tests.bot.phone import Phones
from tests.conftest import At

SECRET = re.compile(r"password|secret|token|digest|hash")


async def state_of(database: Database) -> Mapping[str, Sequence[Mapping[str, object]]]:
    """Every row of every table that is exported."""
    async with snapshot(database) as connection:
        return {table.name: [dict(row._mapping) async for row in rows_of(connection, table)] for table in exported()}


@pytest.fixture
async def lived_in(phones: Phones) -> Phones:
    """A town in which something happened: bookings, standing ones, refusals, questions that are open."""
    claire, karim = phones.phone(CLAIRE), phones.phone(KARIM)
    await claire.says("cantine lundi pour Léo")
    await claire.says("cantine tous les jeudis pour Emma")
    await claire.says("oui")
    await karim.says("annule lundi")
    await phones.phone(NADIA).says("cantine mardi")
    await karim.says("garderie jeudi pour Léo")
    return phones


@pytest.fixture(params=["sqlite", "postgresql"])
def other_url(request: pytest.FixtureRequest, migrated_sqlite: Path, tmp_path: Path) -> str:
    """Another empty database, of each kind."""
    if request.param == "sqlite":
        path = tmp_path / "other.db"
        path.write_bytes(migrated_sqlite.read_bytes())
        return f"sqlite:///{path}"
    url: str = request.getfixturevalue("postgres_url_of_another")
    return url


@pytest.fixture
async def other(other_url: str) -> AsyncIterator[Database]:
    """Another empty database, of each kind, open."""
    opened = Database(other_url)
    yield opened
    await opened.close()


async def archived(phones: Phones, path: Path) -> Path:
    """An archive of the town."""
    with path.open("w", encoding="utf-8") as file:
        await write_archive(phones.database, file, now=phones.clock.now())
    return path


async def test_an_archive_taken_in_by_an_empty_database_is_the_same_state(
    lived_in: Phones, other: Database, tmp_path: Path
) -> None:
    path = await archived(lived_in, tmp_path / "tout.json")
    assert is_archive(path)
    await take_in(other, path)
    before, after = await state_of(lived_in.database), await state_of(other)
    assert before["journal"]
    assert before["standing_bookings"]
    assert before["conversations"]
    for name, rows in before.items():
        assert after[name] == rows, name


async def test_life_goes_on_in_the_new_house(lived_in: Phones, other: Database, town: Town, tmp_path: Path) -> None:
    await take_in(other, await archived(lived_in, tmp_path / "tout.json"))
    moved = Phones(town, other, lived_in.clock.now())
    assert "Réservé" in await moved.phone(CLAIRE).says("cantine vendredi pour Léo")


async def test_a_database_that_is_not_empty_takes_nothing_in(lived_in: Phones, tmp_path: Path) -> None:
    path = await archived(lived_in, tmp_path / "tout.json")
    before = await state_of(lived_in.database)
    with pytest.raises(ArchiveError, match="base vide"):
        await take_in(lived_in.database, path)
    assert await state_of(lived_in.database) == before


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda text: text[: len(text) // 2], "abîmée"),
        (lambda text: re.sub(r'"version": "\d+"', '"version": "9999"', text), "9999"),
        (lambda text: text.replace('"arrived": "', '"arrived": "never '), "valeur impossible"),
        (lambda text: text.replace('"families": [', '"familles": ['), "familles"),
    ],
    ids=["half of it", "of another version", "an instant that is none", "a table that is none"],
)
async def test_a_spoilt_archive_changes_nothing(
    lived_in: Phones, migrated_sqlite: Path, tmp_path: Path, spoil: object, said: str
) -> None:
    path = await archived(lived_in, tmp_path / "tout.json")
    assert callable(spoil)
    path.write_text(spoil(path.read_text("utf-8")), "utf-8")
    (tmp_path / "empty.db").write_bytes(migrated_sqlite.read_bytes())
    empty = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    try:
        with pytest.raises(ArchiveError, match=said):
            await take_in(empty, path)
        assert not any((await state_of(empty)).values())
    finally:
        await empty.close()


async def test_an_archive_is_plain_json(lived_in: Phones, tmp_path: Path) -> None:
    path = await archived(lived_in, tmp_path / "tout.json")
    content = json.loads(path.read_text("utf-8"))
    assert set(content["tables"]) == {table.name for table in exported()}


def secret_columns(table: Table) -> list[str]:
    """Columns whose name says that they hold a secret."""
    return [column.name for column in table.columns if SECRET.search(column.name)]


def test_no_secret_leaves_and_nothing_that_leaves_refers_to_what_stays() -> None:
    assert set(Base.metadata.tables) >= LEFT_OUT
    for table in exported():
        assert not secret_columns(table), table.name
        assert not {key.column.table.name for key in table.foreign_keys} & LEFT_OUT, table.name


async def test_every_table_of_the_database_is_known_to_the_export(database: Database) -> None:
    async with database.connection() as connection:
        names = set(await connection.run_sync(lambda bare: inspect(bare).get_table_names()))
    assert names - {"alembic_version"} == {table.name for table in exported()} | LEFT_OUT


async def test_the_folder_has_a_sheet_of_families_that_can_be_imported_again(
    lived_in: Phones, migrated_sqlite: Path, town: Town, at: At, tmp_path: Path
) -> None:
    folder = tmp_path / "csv"
    folder.mkdir()
    await share_the_weeks(lived_in)
    counts = await write_folder(lived_in.database, town, folder)
    assert counts[FAMILIES] == 3
    (tmp_path / "new.db").write_bytes(migrated_sqlite.read_bytes())
    new = Database(f"sqlite:///{tmp_path / 'new.db'}")
    try:
        now = at("2026-11-23 09:00")
        sheet = read(folder / FAMILIES, town)
        mapped = recognised(sheet, town, Judge.of(town, now.date()).looks)
        outcome = await Importing(new, town, now=now, by="import", progress=lambda *_: None).bring_in(sheet, mapped)
        assert outcome.findings == []
        assert await files_of(new) == await files_of(lived_in.database)
    finally:
        await new.close()


async def share_the_weeks(phones: Phones) -> None:
    """The children of a family live with one parent every other week, with the other in even ones."""
    async with phones.database.writing() as db:
        one, other = (await db.scalars(select(Guardian).where(Guardian.phone.in_([CLAIRE, KARIM])))).all()
        one.weeks, one.anchor = Weeks.ALTERNATE, date(2026, 12, 28)
        other.weeks = Weeks.EVEN


async def files_of(database: Database) -> dict[str, list[dict[str, object]]]:
    """Families, guardians, children and what they are enrolled in, without their numbers of rows and first days."""
    state = await state_of(database)
    left = {"id", "family_id", "child_id", "first", "last"}
    return {
        name: [{key: value for key, value in row.items() if key not in left} for row in state[name]]
        for name in ("families", "guardians", "children", "enrolments")
    }


@pytest.mark.parametrize(
    ("value", "written"),
    [("=HYPERLINK(1)", "'=HYPERLINK(1)"), ("+33639980001", "+33639980001"), ("@SUM(1)", "'@SUM(1)"), (None, "")],
    ids=["a formula is text", "a phone is a phone", "another formula", "nothing is empty"],
)
def test_a_text_of_a_parent_is_no_formula_in_a_spreadsheet(value: object, written: str) -> None:
    assert cell(value, "") == written
