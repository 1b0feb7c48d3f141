"""What the providers have of us: our senders, our bot, and where they bring what people write."""

from collections.abc import Mapping, Sequence
from urllib.parse import urldefrag

from bot.clock import Clock
from bot.doctor.finding import Finding, fault, fine, warning
from bot.readiness import CLOCKS_MAY_DIFFER
from bot.settings import Settings, TelegramMode
from channels.errors import Failure, SendError
from channels.sms.senders import Registration, Registrations, SenderKind, kind_of
from channels.telegram.registration import BotRegistration, registration

TRY_AGAIN = "#rc=2&rp=all"  # has Twilio bring a text again after a 503 or a cut line: see the README
KINDS: Mapping[SenderKind, str] = {
    SenderKind.LETTERS: "un expéditeur en lettres ne reçoit rien : personne ne peut répondre. "
    "Prenez un numéro court 38xxx, ou 09 37 à 09 39.",
    SenderKind.FRENCH_MOBILE: "un 06 ou 07 est interdit aux machines en France, et bloqué par les opérateurs. "
    "Prenez un numéro court 38xxx, ou 09 37 à 09 39.",
}
DOUBTFUL: Mapping[SenderKind, str] = {
    SenderKind.FRENCH_OTHER: "demandez à l'opérateur si ce numéro reçoit des SMS : un fixe n'en reçoit pas.",
    SenderKind.FOREIGN: "numéro hors de France : plus cher pour les familles, et parfois bloqué.",
}


async def look_at_twilio(settings: Settings, clock: Clock) -> Sequence[Finding]:
    """The account, the sender and its webhook; nothing for a town without texts."""
    sid, token = settings.twilio_account_sid, settings.twilio_auth_token
    if sid is None or token is None:
        return []
    registrations = Registrations(sid, token.get_secret_value(), settings.twilio_api_base)
    try:
        return [
            _account(await registrations.status()),
            _hour(registrations, clock),
            *(await _sender(settings, registrations, settings.twilio_from) if settings.twilio_from else []),
            *_whatsapp(settings),
        ]
    except SendError as error:
        return [_refused("Twilio", "ALLO_TWILIO_ACCOUNT_SID et ALLO_TWILIO_AUTH_TOKEN", error)]
    finally:
        await registrations.aclose()


def _account(status: str) -> Finding:
    if status != "active":
        return fault(
            "Twilio", f"le compte est « {status} » : rien ne part. Voyez la facturation dans la console Twilio."
        )
    return fine("Twilio", "le compte est actif")


def _hour(registrations: Registrations, clock: Clock) -> Finding:
    told = registrations.clock()
    if told is None:
        return warning("horloge", "Twilio n'a pas dit l'heure : vérifiez celle de la machine (timedatectl).")
    ahead = clock.of_the_machine() - told
    if abs(ahead) > CLOCKS_MAY_DIFFER:
        return fault(
            "horloge",
            f"{int(ahead.total_seconds()):+} s par rapport à Twilio : des limites seraient fausses. Activez NTP.",
        )
    return fine("horloge", "celle de Twilio, à quelques secondes")


async def _sender(settings: Settings, registrations: Registrations, sender: str) -> Sequence[Finding]:
    about, kind = "ALLO_TWILIO_FROM", kind_of(sender)
    if kind in KINDS:
        return [fault(about, KINDS[kind])]
    doubt = [warning(about, DOUBTFUL[kind])] if kind in DOUBTFUL else []
    found = await registrations.of(sender)
    if found is None:
        return [*doubt, fault(about, "ce compte Twilio n'a pas cet expéditeur. Copiez-le depuis la console.")]
    return [*doubt, _webhook(f"{settings.public_url}/sms/inbound", found)]


def _webhook(wanted: str, found: Registration) -> Finding:
    about, cure = "SMS reçus", f"Dans la console Twilio, « A message comes in » : {wanted}{TRY_AGAIN} (HTTP POST)."
    there, again = urldefrag(found.webhook)
    if not there:
        return fault(about, f"Twilio ne les apporte à personne. {cure}")
    if there != wanted or found.method.upper() != "POST":
        return fault(about, f"Twilio les apporte ailleurs ({found.method} {there}). {cure}")
    if "rc=" not in again or "rp=" not in again:
        return warning(about, f"un texte n'est pas rapporté après un redémarrage. {cure}")
    return fine(about, "Twilio les apporte ici")


def _whatsapp(settings: Settings) -> Sequence[Finding]:
    if settings.twilio_whatsapp_from is None:
        return []
    wanted = f"{settings.public_url}/sms/inbound{TRY_AGAIN}"
    return [warning("WhatsApp", f"ne se vérifie pas d'ici. Dans la console Twilio, son webhook doit être {wanted}")]


async def look_at_telegram(settings: Settings) -> Sequence[Finding]:
    """The bot and its webhook; nothing for a town without one."""
    if settings.telegram_token is None or not settings.has_telegram:
        return []
    try:
        found = await registration(settings.telegram_token.get_secret_value(), settings.telegram_api_base)
    except SendError as error:
        return [_refused("Telegram", "ALLO_TELEGRAM_TOKEN", error)]
    return [fine("Telegram", f"le bot @{found.name}"), _updates(settings, found)]


def _updates(settings: Settings, found: BotRegistration) -> Finding:
    about, wanted = "Telegram reçu", f"{settings.public_url}/telegram/webhook"
    if settings.telegram_mode is TelegramMode.POLLING:
        if found.webhook:
            return fault(
                about, "un webhook est encore réglé, il empêche « polling ». Relancez « serve », qui le retire."
            )
        return fine(about, "nous allons chercher les messages")
    if found.webhook != wanted:
        elsewhere = found.webhook or "à personne"
        return fault(
            about, f"Telegram les apporte ailleurs ({elsewhere}). Relancez « serve », qui s'annonce à son départ."
        )
    if found.trouble:
        return fault(
            about, f"{found.waiting} en attente, et Telegram se plaint : {found.trouble}. Voyez ALLO_PUBLIC_URL."
        )
    return fine(about, "Telegram les apporte ici")


def _refused(about: str, setting: str, error: SendError) -> Finding:
    if error.failure is Failure.ACCOUNT:
        return fault(about, f"nos identifiants sont refusés. Copiez à nouveau {setting}.")
    return fault(about, f"pas de réponse ({error.failure}). Vérifiez que la machine sort sur Internet (https, 443).")
