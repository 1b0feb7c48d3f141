"""`allo-cantine unreachable`: the families whom no text reaches, and the letters that bring them in."""

import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from booking.invitations.codes import VALID, invite
from bot.commands.opening import Opened, opened
from bot.errors import SettingsError
from bot.importing.letters import Ways, letters, page
from bot.settings import Settings
from bot.unreached import Unreached, Why, unreached

WORDS: Mapping[Why, str] = {
    Why.NO_PHONE: "aucun téléphone",
    Why.LANDLINE: "téléphone fixe",
    Why.DEAD: "numéro refusé par l'opérateur",
    Why.SHARED: "même numéro sur plusieurs dossiers",
}
PRIVATE = 0o600  # the codes open the families' files


async def list_unreachable(settings: Settings, *, target: Path | None, telegram: str | None, everybody: bool) -> None:
    """List them; with `target`, write a letter with a new code to each of those whose family is cut off.

    `everybody` writes to the others too. Raises SettingsError where nobody could answer a letter, or there is one.
    """
    ways = Ways(settings.twilio_from, telegram and telegram.lstrip("@"))
    _require_writable(target, ways)
    async with opened(settings) as house:
        async with house.database.reading() as db:
            found = await unreached(db)
        _print(found)
        if target is not None:
            people = [each for each in found if each.cut_off or everybody]
            await _write(house, target, people, ways)
            sys.stdout.write(f"Courriers : {len(people)}, dans {target}. Imprimez, puis effacez ce fichier.\n")


async def _write(house: Opened, target: Path, people: Sequence[Unreached], ways: Ways) -> None:
    """The codes hold once they are on paper: the file is written before they are committed."""
    now = house.clock.now()
    today, until = house.clock.local(now).date(), house.clock.local(now + VALID).date()
    async with house.database.writing() as db:
        codes = await invite(db, [person.guardian_id for person in people], now=now)
        text = page(letters(people, codes, ways), house.town, ways, today=today, until=until)
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "w", encoding="utf-8") as file:
            file.write(text)


def _require_writable(target: Path | None, ways: Ways) -> None:
    if target is None:
        return
    if ways == Ways():
        raise SettingsError("--letters : réglez ALLO_TWILIO_FROM, ou donnez --telegram NOM_DU_BOT : où répondre ?")
    if target.exists() or not target.absolute().parent.is_dir():
        raise SettingsError(f"--letters : {target} existe déjà, ou son dossier n'existe pas. Donnez un autre nom.")


def _print(found: Sequence[Unreached]) -> None:
    for person in found:
        mark = "famille injoignable" if person.cut_off else "un autre parent est joignable"
        sys.stdout.write(f"{person.family}\t{person.name}\t{WORDS[person.why]}\t{mark}\n")
    counts = Counter(person.why for person in found)
    families = len({person.family for person in found if person.cut_off})
    said = ", ".join(f"{WORDS[why]} : {number}" for why, number in counts.most_common())
    sys.stdout.write(f"Familles injoignables par texto : {families}. {said}\n")
