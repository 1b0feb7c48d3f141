"""`allo-cantine sessions open`: what a script can rely on."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from booking.database import Database
from booking.tables import Session
from bot.commands.sessions import open_period
from bot.errors import SettingsError
from bot.settings import Settings

TOWN = Path("booking/demonstration/town.toml")


@pytest.fixture
def settings(sqlite_url: str) -> Settings:
    return Settings(database_url=sqlite_url, town=TOWN)


async def number_open(url: str) -> int:
    database = Database(url)
    async with database.reading() as db:
        number = (await db.scalars(select(func.count()).select_from(Session))).one()
    await database.close()
    return number


async def test_the_period_is_opened_once_and_a_second_run_opens_none(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        await open_period(settings, first="2026-11-30", last="2026-12-04")
    said = capsys.readouterr().out.splitlines()
    number = await number_open(settings.database_url)
    assert number > 0
    assert said == [f"{opened} séances ouvertes, du 2026-11-30 au 2026-12-04." for opened in (number, 0)]


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        pytest.param("demain", None, "--from : « demain » n'est pas une date", id="no date"),
        pytest.param("2026-12-04", "2026-11-30", "vient avant", id="the wrong way round"),
        pytest.param("2026-12-04", "2029-01-01", "hors de l'année scolaire", id="beyond the year"),
    ],
)
async def test_what_cannot_be_opened_is_said_and_opens_nothing(
    settings: Settings, first: str, last: str | None, words: str
) -> None:
    with pytest.raises(SettingsError, match=words):
        await open_period(settings, first=first, last=last)
    assert await number_open(settings.database_url) == 0
