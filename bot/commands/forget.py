"""`allo-cantine forget`: what has been kept long enough is forgotten, as the worker does it by itself."""

import sys

from bot.commands.opening import opened
from bot.forgetting.rows import AT_ONCE
from bot.forgetting.turns import forget_all
from bot.settings import Settings


async def forget(settings: Settings, *, dry_run: bool) -> None:
    """Forget, or only count, and say how much of what."""
    async with opened(settings) as house:
        done = await forget_all(house.database, house.town, now=house.clock.now(), dry_run=dry_run)
    for said, number in done.items():
        more = " au moins" if dry_run and number >= AT_ONCE else ""
        sys.stdout.write(f"{said} : {number}{more}\n")
    sys.stdout.write("Rien n'a été oublié : c'était un essai.\n" if dry_run else "")
