"""`allo-cantine phone lost NUMBER`: a telephone that was lost or stolen opens nothing any more."""

import sys

from booking.domain import Author, AuthorKind
from booking.errors import PhoneError
from booking.families import guardians_by_phone
from booking.journal import open_act
from booking.phones import as_e164
from bot.commands.opening import opened
from bot.errors import SettingsError
from bot.settings import Settings
from channels.lost_phones import lose_phone


async def lost(settings: Settings, number: str) -> None:
    """Shut all that the number opens, on every file. Raises SettingsError where it is on none, or is no number."""
    try:
        phone = as_e164(number)
    except PhoneError as error:
        raise SettingsError(str(error)) from None
    async with opened(settings) as house, house.database.writing() as db:
        now = house.clock.now()
        guardians = await guardians_by_phone(db, phone)
        for guardian in guardians:
            words = "téléphone perdu ou volé"
            author = Author(AuthorKind.STAFF, "mairie", "command", words, now, family_id=guardian.family_id)
            await lose_phone(db, guardian, act=await open_act(db, author, now=now))
    if not guardians:
        raise SettingsError("Ce numéro n'est sur aucun dossier : il n'ouvre rien.")
    sys.stdout.write(f"Ce numéro n'ouvre plus rien ({len(guardians)} au dossier). Mettez le nouveau au guichet.\n")
