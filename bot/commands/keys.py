"""`allo-cantine key add|list|revoke`: the keys of the portal's API."""

import sys
from collections.abc import Sequence

from bot.commands.opening import opened
from bot.errors import SettingsError
from bot.settings import Settings
from channels.portal.keys import Scope, add_key, list_keys, revoke_key


async def add(settings: Settings, name: str, scopes: Sequence[str]) -> None:
    """Print a new key, alone on its line: it is not kept, and never seen again. Without scopes it may do all."""
    wanted = [_scope(scope) for scope in scopes] or list(Scope)
    async with opened(settings) as house, house.database.writing() as db:
        secret = await add_key(db, name, wanted, now=house.clock.now())
    sys.stderr.write(f"Clé « {name} » ({', '.join(wanted)}). Notez-la : elle ne sera plus montrée.\n")
    sys.stdout.write(f"{secret}\n")


async def show_all(settings: Settings) -> None:
    """Print the keys by their names."""
    async with opened(settings) as house, house.database.reading() as db:
        for key in await list_keys(db):
            since = house.clock.local(key.added_at).date()
            ended = "" if key.revoked_at is None else f", révoquée le {house.clock.local(key.revoked_at).date()}"
            sys.stdout.write(f"{key.name} : {', '.join(key.scopes)} (depuis le {since}{ended})\n")


async def revoke(settings: Settings, name: str) -> None:
    """End a key."""
    async with opened(settings) as house, house.database.writing() as db:
        await revoke_key(db, name, now=house.clock.now())
    sys.stderr.write(f"La clé « {name} » n'ouvre plus rien.\n")


def _scope(written: str) -> Scope:
    try:
        return Scope(written)
    except ValueError:
        known = ", ".join(Scope)
        raise SettingsError(f"--scope : « {written} » n'existe pas. Choisissez parmi : {known}.") from None
