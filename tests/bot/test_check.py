"""`allo-cantine check`: what a clerk reads when the town's file is fine, and when it is not."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from booking.town_file import Complaint
from bot.cli import app
from bot.commands.faults import WORDS
from tests.booking.test_town_file_contradictions import CONTRADICTIONS
from tests.booking.test_town_file_faults import FAULTS
from tests.booking.town_files import EVE, GOOD, changed


def checked(text: str, folder: Path) -> tuple[int, list[str]]:
    path = folder / "town.toml"
    path.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(app, ["check", str(path)])
    return result.exit_code, result.output.replace(f"{folder}/", "").splitlines()


def test_a_good_file_is_summed_up(tmp_path: Path) -> None:
    assert checked(GOOD, tmp_path) == (
        0,
        [
            "town.toml : tout va bien.",
            "Une commune, année scolaire 2026-2027, zone C, 3 lieux.",
            "  cantine : 139 jours (ecole)",
        ],
    )


def test_each_fault_is_one_line_with_its_place_and_its_cure(tmp_path: Path) -> None:
    text = changed("article", "articel").replace('school_zone = "C"', 'school_zone = "D"')
    assert checked(text, tmp_path) == (
        1,
        [
            "town.toml:4: town.school_zone : « D » n'est pas possible ici. Possible ici : A, B, C, none.",
            "town.toml:36: services.cantine.articel : clé inconnue. Vouliez-vous dire « article » ?",
            "2 erreurs dans town.toml.",
        ],
    )


def test_a_contradiction_says_for_which_day(tmp_path: Path) -> None:
    text = changed(f"cancelling]\ndeadline = {EVE}", 'cancelling]\ndeadline = { rule = "same day", before = "14:00" }')
    code, (line, _) = checked(text, tmp_path)
    assert code == 1
    assert line == (
        "town.toml:46: services.cantine.cancelling.deadline : on annulerait encore après la fin : "
        "pour le 2026-09-01, jusqu'au 2026-09-01 14:00, alors que tout finit le 2026-09-01 13:30. "
        "Donnez une limite plus tôt, avec une heure."
    )


def test_a_file_that_is_not_there_is_said_so() -> None:
    result = CliRunner().invoke(app, ["check", "nulle-part.toml"])
    assert result.exit_code == 1
    assert "nulle-part.toml:1: ce fichier n'existe pas" in result.output


def test_every_complaint_has_words() -> None:
    assert set(WORDS) == set(Complaint)


@pytest.mark.parametrize(("old", "new"), [param.values[:2] for param in (*FAULTS, *CONTRADICTIONS)])
def test_every_fault_is_a_whole_sentence(old: str, new: str, tmp_path: Path) -> None:
    code, lines = checked(changed(old, new), tmp_path)
    assert code == 1
    for line in lines[:-1]:
        assert re.fullmatch(r"town\.toml:\d+: [a-z_].* : .+[.?]", line), line
        assert not re.search(r"\{\w*\}|  | ,", line), line
