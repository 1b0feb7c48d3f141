"""`allo-cantine data-keys new|rotate`: the keys that seal the most sensitive columns."""

import sys

from booking.cipher import new_key
from booking.data_keys import rotate
from bot.commands.opening import opened
from bot.settings import Settings


def show_new() -> None:
    """Print a new key, alone on its line: it is not kept."""
    sys.stderr.write("Placez-la en tête de ALLO_DATA_KEYS, et gardez-la ailleurs que les sauvegardes.\n")
    sys.stdout.write(f"{new_key()}\n")


async def bring_under_first(settings: Settings) -> None:
    """Write what is sealed anew with the first key of the settings, or in the clear, while the service runs."""
    async with opened(settings) as house:
        done = await rotate(house.database, now=house.clock.now())
        seals = house.database.keys.seals
    kept = "chiffrées avec la première clé" if seals else "en clair"
    sys.stderr.write(f"{done} lignes sont maintenant {kept} ; les clés suivantes ne servent plus.\n")
