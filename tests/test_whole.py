"""What must hold of the house as a whole."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

import bot.exporting.tables
from booking import outcomes
from booking.outcomes import Outcome
from booking.register import register
from booking.rules.keeping import Keeping
from booking.tables import Base
from bot.cli import app
from bot.replies import SAID_AS
from bot.settings import Settings
from channels.portal.problems import MEANINGS
from channels.privacy.words import Words
from messages.wording.catalogue import HERE, LANGUAGES

ALL_TABLES = bot.exporting.tables.DECLARED
HOUSE = Path(__file__).parent.parent
GUIDES = [HOUSE / "README.md", HOUSE / "SECURITY.md", *sorted((HOUSE / "docs").glob("*.md"))]


def all_outcomes() -> set[type[Outcome]]:
    """Every outcome that something can have: those with no more special one below."""
    found = [kind for kind in vars(outcomes).values() if isinstance(kind, type) and issubclass(kind, Outcome)]
    return {kind for kind in found if not kind.__subclasses__()}


def test_every_outcome_has_words_in_every_language() -> None:
    assert set(SAID_AS) == all_outcomes()
    for language in LANGUAGES:
        catalogue = (HERE / f"{language}.ftl").read_text("utf-8")
        for name in SAID_AS.values():
            assert re.search(rf"^{name} = ", catalogue, re.MULTILINE), f"{name} in {language}"


def test_every_outcome_has_a_meaning_for_the_api() -> None:
    assert set(MEANINGS) == all_outcomes()


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_explained(name: str) -> None:
    assert f"`ALLO_{name.upper()}`" in (HOUSE / "docs" / "settings.md").read_text("utf-8")


def test_every_command_is_explained() -> None:
    guide = (HOUSE / "docs" / "commands.md").read_text("utf-8")
    for name in getattr(get_command(app), "commands", {}):
        assert f"`allo-cantine {name}" in guide


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_every_file_and_section_that_a_guide_links_to_is_there(guide: Path) -> None:
    for name, section in re.findall(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", guide.read_text("utf-8")):
        target = guide.parent / name if name else guide
        assert target.exists(), name
        assert not section or section in sections(target), f"{name}#{section}"


def sections(guide: Path) -> set[str]:
    """The anchors of a guide's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", guide.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_column_of_every_table_has_a_purpose_and_a_retention() -> None:
    declared = {(one.table, one.column) for one in register()}
    assert declared == {(table.name, column.name) for table in Base.metadata.sorted_tables for column in table.columns}


def test_every_table_has_a_french_name_in_the_register() -> None:
    assert {table.name for table in Base.metadata.sorted_tables} - set(Words("fr", Keeping()).named()) == set()
