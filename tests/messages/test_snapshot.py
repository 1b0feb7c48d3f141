"""Every message, read as a diff, and what it costs."""

import re

import pytest

from messages.wording.catalogue import LANGUAGES, Catalogue
from tests.messages.snapshot import FOLDER, snapshot

AT_MOST = 3  # segments of one message, with the longest names


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_as_it_was_read(language: str, catalogue: Catalogue) -> None:
    assert snapshot(language, catalogue) == (FOLDER / f"{language}.txt").read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_costs_more_than_three_segments(language: str) -> None:
    costs = re.findall(r"^\[(.+)\] (\d+)$", (FOLDER / f"{language}.txt").read_text("utf-8"), re.MULTILINE)
    assert costs
    assert [name for name, cost in costs if int(cost) > AT_MOST] == []
