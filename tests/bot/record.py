"""`python -m tests.bot.record [FILE…]`: performs screenplays anew and writes down what is heard and booked.

For new screenplays, and after words have changed. What it writes is to be read: a screenplay is a promise.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from booking.database import Database
from booking.town import Town
from booking.town_file import demonstration_town
from bot.demonstration import prepare
from tests.bot.screenplay import FORMS, ScreenplayError, read, screenplays, written
from tests.bot.stage import performed


async def record(paths: list[Path]) -> None:
    """Rewrite these screenplays."""
    town = demonstration_town()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepared = folder / "prepared.db"
        database = Database(f"sqlite:///{prepared}")
        await prepare(database, town)
        await database.close()
        for path in paths:
            try:
                await _record_one(path, town, prepared, folder)
            except ScreenplayError as error:
                sys.stderr.write(f"{path.name}: {error}\n")


async def _record_one(path: Path, town: Town, prepared: Path, folder: Path) -> None:
    play = read(path)
    by_form = {form: await performed(play, form, town, prepared, folder) for form in FORMS}
    heard = [{form: by_form[form][0][place] for form in FORMS} for place in range(len(play.steps))]
    path.write_text(written(play, heard, by_form[FORMS[0]][1]), "utf-8")


if __name__ == "__main__":
    asyncio.run(record([Path(name) for name in sys.argv[1:]] or screenplays()))
