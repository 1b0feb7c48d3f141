"""`allo-cantine import` as its users type it: what it says, what it leaves behind, what it refuses."""

import asyncio
import os
import random
import signal
import sqlite3
from html import unescape
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from openpyxl import load_workbook

from booking.town import Town
from tests.booking.importing.damage import spoiled
from tests.booking.importing.old_files import HEADER
from tests.booking.importing.town_hall import TownHall, as_csv
from tests.processes import PATIENCE, PROGRAM, Finished, environment, run

LEO = "F1;MOREAU;Léo;12/03/2018;Jean-Moulin;CE2;Claire Moreau;639980001;oui;"
UNKNOWN = "F2;Haddad;Inès;01/09/2019;Victor-Hugo;CE1;Nadia Haddad;06 39 98 00 03;oui;"


class Hall:
    """A folder with the town's file, a migrated database, and an old file."""

    def __init__(self, folder: Path, url: str, town_file: Path) -> None:
        self.folder = folder
        self.settings = {"database_url": url, "town": str(town_file), "clock": "2026-08-31T09:00"}
        self.file = folder / "eleves.csv"

    async def types(self, *arguments: str) -> Finished:
        """Run the program."""
        return await run(*arguments, folder=self.folder, settings=self.settings)

    def writes(self, *rows: str, header: str = HEADER) -> None:
        """Write the old file."""
        self.file.write_text("\n".join([header, *rows]) + "\n", "utf-8")

    def count(self, table: str) -> int:
        """How many rows a table has."""
        with sqlite3.connect(self.folder / "test.db") as connection:
            number: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        return number


@pytest.fixture
def hall(sqlite_url: str, tmp_path: Path) -> Hall:
    """The demonstration town's hall."""
    town_file = tmp_path / "town.toml"
    with as_file(files("booking.demonstration") / "town.toml") as path:
        town_file.write_bytes(path.read_bytes())
    return Hall(tmp_path, sqlite_url, town_file)


async def test_a_clean_file_ends_well_and_says_what_was_done(hall: Hall) -> None:
    hall.writes(LEO)
    said = await hall.types("import", "eleves.csv")
    assert said.status == 0, said.err
    assert "Familles : nouvelles 1" in said.out
    assert "eleves.csv.colonnes.toml" in said.err


async def test_the_reports_name_place_reason_and_cure_what_hurts_first(hall: Hall) -> None:
    hall.writes(
        LEO.replace("639980001", "12"),
        UNKNOWN,
        LEO.replace("F1", "F3").replace("Léo", "Ana").replace("Claire Moreau;639980001", ";"),
    )
    said = await hall.types("import", "eleves.csv", "--report", "r.html", "--report", "r.xlsx")
    assert said.status == 1, said.err
    assert "ne pourraient pas réserver demain, en tout ou en partie : 3" in said.out
    page = unescape((hall.folder / "r.html").read_text("utf-8"))
    positions = [page.index(words) for words in ("n'ont pas pu entrer", "Victor-Hugo", "n'est pas un numéro")]
    assert positions == sorted(positions)
    assert "école Jean-Moulin, école des Oliviers" in page
    assert "http" not in page
    sheet = load_workbook(hall.folder / "r.xlsx")["À corriger"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][:5] == ["Ligne", "Dossier", "Enfant", "Colonne", "Valeur"]
    assert [row[1] for row in rows[1:]] == ["F3", "F2", "F1"]


async def test_a_dry_run_leaves_the_database_alone(hall: Hall) -> None:
    hall.writes(LEO, UNKNOWN)
    said = await hall.types("import", "eleves.csv", "--dry-run", "--report", "r.html")
    assert (said.status, hall.count("families"), hall.count("set_aside")) == (1, 0, 0)
    assert "rien n'a été écrit" in said.out
    assert "Essai" in (hall.folder / "r.html").read_text("utf-8")


async def test_a_mapping_that_was_corrected_is_followed(hall: Hall) -> None:
    hall.writes("F1;Léo;Moreau;0639980001", header="N° dossier;Petit nom;Grand nom;Contact")
    refused = await hall.types("import", "eleves.csv")
    mapping = hall.folder / "eleves.csv.colonnes.toml"
    assert (refused.status, mapping.name in refused.err) == (2, True)
    text = mapping.read_text("utf-8").replace('"Petit nom" = "ignored"', '"Petit nom" = "child.first_name"')
    mapping.write_text(text.replace('"Grand nom" = "ignored"', '"Grand nom" = "child.last_name"'), "utf-8")
    corrected = mapping.read_text("utf-8").replace('"Contact" = "guardian.phone"', '"Contact" = "guardian.full_name"')
    mapping.write_text(corrected, "utf-8")
    hall.writes("F1;Léo;Moreau;Claire Moreau", header="N° dossier;Petit nom;Grand nom;Contact")
    said = await hall.types("import", "eleves.csv")
    assert (said.status, hall.count("children")) == (0, 1), said.err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('"Nom enfant" = "child.shoe_size"', "child.shoe_size"),
        ('"Nom du chien" = "child.diet"', "Nom du chien"),
        ('"Nom enfant" = child', "TOML"),
    ],
    ids=["a meaning that is none", "a column that is none", "no TOML"],
)
async def test_a_mapping_that_is_wrong_names_the_line(hall: Hall, line: str, said: str) -> None:
    hall.writes(LEO)
    (hall.folder / "eleves.csv.colonnes.toml").write_text(f"[columns]\n{line}\n", "utf-8")
    refused = await hall.types("import", "eleves.csv")
    assert (refused.status, said in refused.err, hall.count("families")) == (2, True, 0)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("vide.csv", b"", "vide"),
        ("photo.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "pas un tableau"),
        ("secret.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
    ],
    ids=["empty", "a picture", "a password"],
)
async def test_a_file_that_is_none_is_said_in_words_and_nothing_is_changed(
    hall: Hall, name: str, content: bytes, said: str
) -> None:
    (hall.folder / name).write_bytes(content)
    refused = await hall.types("import", name)
    assert (refused.status, said in refused.err, "Rien n'a été changé" in refused.err) == (2, True, True)
    assert "Traceback" not in refused.err
    assert not (hall.folder / f"{name}.colonnes.toml").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("nulle-part.csv",), "n'existe pas"), (("eleves.csv", "--report", "r.pdf"), ".html ou .xlsx")],
    ids=["no such file", "a report of no kind"],
)
async def test_what_is_asked_wrong_is_said(hall: Hall, arguments: tuple[str, ...], said: str) -> None:
    hall.writes(LEO)
    refused = await hall.types("import", *arguments)
    assert (refused.status, said in refused.err, hall.count("families")) == (2, True, 0)


async def test_without_tables_or_a_town_it_says_what_to_do(hall: Hall) -> None:
    hall.writes(LEO)
    hall.settings["database_url"] = f"sqlite:///{hall.folder / 'new.db'}"
    assert "allo-cantine migrate" in (await hall.types("import", "eleves.csv")).err
    hall.settings["town"] = "nowhere.toml"
    assert (await hall.types("migrate")).status == 0
    refused = await hall.types("import", "eleves.csv")
    assert (refused.status, "ALLO_TOWN" in refused.err) == (2, True)


async def test_a_kill_in_the_middle_leaves_whole_families_and_a_second_run_completes(hall: Hall, town: Town) -> None:
    true = TownHall(town, random.Random(11))
    families = true.families(1_500)
    hall.file.write_text(as_csv(true.rows(families)), "utf-8")
    await killed_in_the_middle(hall)
    before = hall.count("families")
    assert 0 < before < len(families)
    assert people(hall) == {
        family.number: (len(family.guardians), len(family.children)) for family in families[:before]
    }
    again = await hall.types("import", "eleves.csv")
    assert again.status == 0, again.err
    assert len(people(hall)) == len(families)
    assert people(hall) == {family.number: (len(family.guardians), len(family.children)) for family in families}


async def killed_in_the_middle(hall: Hall) -> None:
    """Import, and kill the process as soon as the first families are in."""
    process = await asyncio.create_subprocess_exec(
        PROGRAM, "import", "eleves.csv", cwd=hall.folder, env=environment(hall.folder, **hall.settings),
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    async with asyncio.timeout(PATIENCE):
        while hall.count("families") == 0:  # noqa: ASYNC110 - another process writes: nobody here could set an event
            await asyncio.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    assert await process.wait() == -signal.SIGKILL


def people(hall: Hall) -> dict[str, tuple[int, int]]:
    """How many guardians and children each family has."""
    with sqlite3.connect(hall.folder / "test.db") as connection:
        counted = connection.execute(
            "SELECT number, (SELECT count(*) FROM guardians WHERE family_id = families.id),"
            " (SELECT count(*) FROM children WHERE family_id = families.id) FROM families"
        )
        return {number: (guardians, children) for number, guardians, children in counted}


async def test_export_and_import_by_command(hall: Hall, town: Town) -> None:
    true = TownHall(town, random.Random(5))
    hall.file.write_text(as_csv(spoiled(true.rows(true.families(30)), true.draw, 0.15)), "utf-8")
    await hall.types("import", "eleves.csv")
    assert (await hall.types("export", "tout.json")).status == 0
    assert (hall.folder / "tout.json").stat().st_mode & 0o077 == 0
    assert (await hall.types("export", "tout.json")).status == 2
    assert (await hall.types("export", "dossier", "--format", "csv")).status == 0
    assert (hall.folder / "dossier" / "dossiers.csv").exists()
    hall.settings["database_url"] = f"sqlite:///{hall.folder / 'new.db'}"
    await hall.types("migrate")
    assert (await hall.types("import", "tout.json")).status == 0
    with sqlite3.connect(hall.folder / "new.db") as connection:
        assert connection.execute("SELECT count(*) FROM children").fetchone()[0] == hall.count("children")


async def test_the_sample_of_the_guide_shows_what_is_mended_and_what_waits(hall: Hall) -> None:
    sample = Path(__file__).parents[3] / "docs" / "eleves.csv"
    hall.file.write_bytes(sample.read_bytes())
    said = await hall.types("import", "eleves.csv")
    assert said.status == 1, said.err
    assert (hall.count("families"), hall.count("children"), hall.count("set_aside")) == (7, 7, 6)
