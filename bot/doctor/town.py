"""The settings and the town's file."""

from collections.abc import Iterator

from booking.database import DATABASE_FAILURES, Database
from booking.errors import CalendarMissing, TownFileError
from bot.app import town_for
from bot.commands.faults import in_words
from bot.doctor.finding import Finding, fault, fine, warning
from bot.errors import SettingsError
from bot.settings import Settings, TextProvider


def look_at_settings(settings: Settings) -> Iterator[Finding]:
    """What was set, as far as it can be judged by itself."""
    yield fine("réglages", "complets")
    if settings.clock is not None:
        yield warning("ALLO_CLOCK", "l'horloge est déplacée : pour un essai seulement. Retirez ce réglage.")
    if settings.provider is TextProvider.TRIAL:
        yield warning("ALLO_PROVIDER", "mode d'essai : aucun SMS ne part. Retirez ce réglage quand la ville est prête.")
    elif settings.twilio_from is None and settings.twilio_whatsapp_from is None and not settings.has_telegram:
        yield fault("canaux", "ni SMS, ni WhatsApp, ni Telegram : personne ne peut écrire. Réglez-en un (voir README).")
    if settings.secret_key is None:
        yield warning(
            "ALLO_SECRET_KEY", "gardée dans la base, donc dans ses sauvegardes. Réglez-la : openssl rand -hex 32"
        )


async def look_at_town(settings: Settings, database: Database) -> Finding:
    """The town's file, as `check` reads it."""
    try:
        town = await town_for(settings, database)
    except TownFileError as error:
        return fault("fichier de la ville", f"{in_words(error)[0]} Voyez : allo-cantine check")
    except (SettingsError, CalendarMissing) as error:
        return fault("fichier de la ville", str(error))
    except DATABASE_FAILURES:
        return fault("fichier de la ville", "ALLO_TOWN n'existe pas ici, et la base ne répond pas.")
    return fine("fichier de la ville", f"{town.name}, {len(town.services)} services")
