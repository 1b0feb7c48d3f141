"""`allo-cantine doctor`: how the installation stands, line by line, and what to do."""

from pathlib import Path

from rich.console import Console
from rich.table import Table

from booking.database import Database
from booking.errors import DatabaseUrlError
from bot.clock import Clock
from bot.commands.backing_up import CLOCK
from bot.doctor.base import look_at_database
from bot.doctor.finding import Finding, Verdict, fault
from bot.doctor.machine import look_at_machine
from bot.doctor.providers import look_at_telegram, look_at_twilio
from bot.doctor.public import look_at_address
from bot.doctor.town import look_at_settings, look_at_town
from bot.errors import SettingsError
from bot.settings import Settings, load_settings

COLOURS = {Verdict.FINE: "green", Verdict.WARNING: "yellow", Verdict.FAULT: "bold red"}


async def examine(backups: Path | None) -> bool:
    """Print all findings; whether there is no fault among them."""
    found = await _findings(backups)
    table = Table(show_header=False, box=None, pad_edge=False)
    for finding in found:
        colour = COLOURS[finding.verdict]
        table.add_row(f"[{colour}]{finding.verdict}[/{colour}]", finding.about, finding.words)
    console = Console(width=120)
    console.print(table)
    faults = sum(finding.verdict is Verdict.FAULT for finding in found)
    console.print(f"{faults} défaut(s)." if faults else "Aucun défaut.")
    return not faults


async def _findings(backups: Path | None) -> list[Finding]:
    try:
        settings = load_settings()
        database = Database(settings.database_url)
    except (SettingsError, DatabaseUrlError) as error:
        return [fault("réglages", line) for line in str(error).splitlines()]
    try:
        return [
            *look_at_settings(settings),
            await look_at_town(settings, database),
            *await look_at_database(settings, database, _clock(settings)),
            *look_at_machine(settings, backups, now=CLOCK.of_the_machine()),
            *await look_at_address(settings),
            *await look_at_twilio(settings, CLOCK),
            *await look_at_telegram(settings),
        ]
    finally:
        await database.close()


def _clock(settings: Settings) -> Clock:
    return Clock(CLOCK.zone, starts_at=settings.clock)
