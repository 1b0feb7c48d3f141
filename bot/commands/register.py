"""`allo-cantine register`: what is stored, why and how long, as the law wants it written down."""

import sys

import bot.exporting.tables
from booking.register import register
from bot.commands.opening import opened
from bot.errors import SettingsError
from bot.settings import Settings
from channels.privacy.record import record_of
from channels.privacy.written import Form, written

ALL_TABLES = bot.exporting.tables.DECLARED  # imported, so that no table is forgotten


async def show_register(settings: Settings, form: str) -> None:
    """Write the record in one of its forms. Raises SettingsError where there is no such form."""
    if form not in set(Form):
        raise SettingsError(f"--format : « {form} » n'est pas possible. Écrivez text, markdown, html ou csv.")
    async with opened(settings) as house:
        today = house.clock.local(house.clock.now()).date()
        sys.stdout.write(written(record_of(register(), house.town.privacy, day=today), Form(form)))
