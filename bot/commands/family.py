"""`allo-cantine family`: what is kept of a family, handed over or erased."""

import json
import sys
from datetime import datetime
from pathlib import Path

from booking.domain import Author, AuthorKind, Entry
from booking.journal import Line, open_act, record
from bot.commands.opening import opened
from bot.errors import SettingsError
from bot.rights.document import Document, document_of
from bot.rights.erasing import erase
from bot.rights.people import people_of
from bot.rights.told import in_words
from bot.settings import Settings
from channels.forgetting import forget_spooled

PRIVATE, PRIVATE_FOLDER = 0o600, 0o700


async def export_family(settings: Settings, number: str, target: Path, *, guardian: str | None) -> None:
    """Write DOSSIER.json and DOSSIER.html into a new folder. Raises SettingsError in words."""
    _require_new(target)
    async with opened(settings) as house:
        now = house.clock.now()
        async with house.database.writing() as db:
            people = await people_of(db, number, guardian)
            act = await open_act(db, _operator(people.family.id, "Données remises à la famille", now), now=now)
            await record(db, act, Line(Entry.EXPORTED))
            document = await document_of(db, house.town, people, now=now)
    _write(target, number, document)
    sys.stdout.write(f"{target} : {number}.json et {number}.html. Remettez-les à la famille, puis effacez-les.\n")


async def erase_family(settings: Settings, number: str, *, guardian: str | None) -> None:
    """Erase the file, or one guardian of it; say what is kept. Raises SettingsError in words."""
    async with opened(settings) as house:
        now = house.clock.now()
        today = house.clock.local(now).date()
        async with house.database.writing() as db:
            people = await people_of(db, number, guardian)
            act = await open_act(db, _operator(people.family.id, "Effacement demandé", now), now=now)
            done = await erase(db, people, house.town.privacy.keeping, act=act, today=today)
    spooled = forget_spooled(settings.spool, done.addresses)
    sys.stdout.write("\n".join([*in_words(number, done, spooled), ""]))


def _require_new(target: Path) -> None:
    if target.exists() or not target.absolute().parent.is_dir():
        raise SettingsError(f"--out : {target} existe déjà, ou son dossier n'existe pas. Donnez un autre nom.")


def _write(target: Path, number: str, document: Document) -> None:
    target.mkdir(PRIVATE_FOLDER)
    for suffix, text in (("json", json.dumps(document.tables, ensure_ascii=False, indent=1)), ("html", document.page)):
        path = target / f"{number}.{suffix}"
        path.touch(PRIVATE)
        path.write_text(text, "utf-8")


def _operator(family_id: int, words: str, now: datetime) -> Author:
    return Author(AuthorKind.STAFF, "ligne de commande", "system", words, now, family_id=family_id)
