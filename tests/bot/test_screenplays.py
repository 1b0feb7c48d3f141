"""Conversations as parents have them, from the first text to what is booked after; as text messages and in Telegram."""

from pathlib import Path

import pytest

from booking.town_file import demonstration_town
from channels.transport import Channel
from tests.bot.screenplay import FOLDER, FORMS, read, screenplays
from tests.bot.stage import performed

AT_LEAST = 120


def test_there_are_enough_of_them() -> None:
    assert len(screenplays()) >= AT_LEAST


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("path", screenplays(), ids=lambda path: str(path.relative_to(FOLDER).with_suffix("")))
async def test_what_is_heard_and_booked_is_what_is_written(
    path: Path, form: Channel, prepared: Path, tmp_path: Path
) -> None:
    play = read(path)
    heard, booked = await performed(play, form, demonstration_town(), prepared, tmp_path)
    if play.is_written_for(form):
        for step, hears in zip(play.steps, heard, strict=True):
            assert (step.line, hears) == (step.line, step.hears(form))
    assert tuple(booked) == play.booked
