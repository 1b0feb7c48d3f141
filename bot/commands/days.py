"""Days as they are typed on the command line."""

from datetime import date

from bot.errors import SettingsError


def day_typed(option: str, typed: str | None) -> date | None:
    """The day (YYYY-MM-DD) behind an option; None where it was left out. Raises SettingsError naming the option."""
    if typed is None:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise SettingsError(f"{option} : « {typed} » n'est pas une date. Écrivez par exemple 2026-11-30.") from None
