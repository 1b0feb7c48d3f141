"""`allo-cantine outbox`: what waits, is in doubt, or has failed, and why; and trying again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from bot.commands.opening import opened
from bot.settings import Settings
from channels.errors import Failure
from channels.outbox import overview
from channels.outbox.allowances import WARN_AT
from channels.tables import OutboxMessage, Sending
from channels.transport import Channel

STATES: Mapping[Sending, str] = {
    Sending.QUEUED: "attend",
    Sending.SENDING: "en cours",
    Sending.SENT: "parti",
    Sending.DELIVERED: "remis",
    Sending.FAILED: "échec",
    Sending.EXPIRED: "périmé",
    Sending.CANCELLED: "annulé",
}
REASONS: Mapping[Failure, str] = {
    Failure.NETWORK: "le fournisseur était injoignable",
    Failure.THROTTLED: "le fournisseur demande d'aller moins vite",
    Failure.ACCOUNT: "le fournisseur refuse nos identifiants : vérifiez le compte",
    Failure.IN_DOUBT: "sans réponse du fournisseur : peut-être parti",
    Failure.OPTED_OUT: "la personne a écrit STOP",
    Failure.BLOCKED: "la personne nous a bloqués",
    Failure.NOT_A_NUMBER: "ce numéro n'existe pas : corrigez le dossier",
    Failure.NOT_A_MOBILE: "ce n'est pas un mobile : corrigez le dossier",
    Failure.UNREACHABLE: "téléphone éteint ou compte introuvable",
    Failure.FILTERED: "bloqué par l'opérateur : changez le texte ou l'expéditeur",
    Failure.WINDOW_CLOSED: "WhatsApp : plus de 24 h depuis le dernier message de la personne",
    Failure.CONFIGURATION: "notre compte ne peut pas envoyer cela là-bas : vérifiez l'expéditeur",
    Failure.OUR_BUG: "message refusé : une erreur du programme, signalez-la",
    Failure.UNKNOWN: "raison inconnue du fournisseur : voyez le code",
}


async def show(settings: Settings, *, retry: bool) -> None:
    """Print the outbox; with `retry`, put what has failed and is still of use back into the queue first."""
    console = Console(width=120)
    async with opened(settings) as house:
        now = house.clock.now()
        if retry:
            async with house.database.writing() as db:
                again = await overview.retry(db, now=now)
            console.print(f"{again} message(s) remis en file.")
        async with house.database.reading() as db:
            queues = await overview.queues(db, now=now)
            allowances = {each.channel: each.spent for each in await overview.allowances(db)}
            messages = await overview.worth_a_look(db, now=now)
    _print_queues(console, queues, now)
    _print_budget(console, allowances.get(Channel.SMS, 0), settings.sms_budget)
    _print_messages(console, messages, house.town.zone)


def masked(address: str) -> str:
    """An address of which only the end is shown."""
    return f"…{address[-2:]}"


def _print_queues(console: Console, queues: Sequence[overview.Queue], now: datetime) -> None:
    if not queues:
        console.print("Rien n'attend.")
    for queue in queues:
        since = "" if queue.oldest is None else f", le plus ancien depuis {int((now - queue.oldest).total_seconds())} s"
        console.print(f"{queue.channel.value} : {queue.waiting} en attente, dont {queue.due} à envoyer{since}")


def _print_budget(console: Console, spent: int, budget: int | None) -> None:
    if budget is None:
        console.print(f"Ce mois-ci : {spent} segments de SMS (pas de budget fixé).")
        return
    console.print(f"Ce mois-ci : {spent} segments de SMS sur {budget} ({spent * 100 // budget} %).")
    if spent >= budget:
        console.print("Budget épuisé : plus d'envois groupés ; les réponses continuent.")
    elif spent >= budget * WARN_AT:
        console.print("Attention, budget bientôt épuisé.")


def _print_messages(console: Console, messages: Sequence[OutboxMessage], zone: ZoneInfo) -> None:
    if not messages:
        console.print("Aucun message en retard, en doute ou en échec.")
        return
    table = Table("n°", "canal", "à", "depuis", "état", "essais", "raison")
    for message in messages:
        table.add_row(
            str(message.id),
            message.channel.value,
            masked(message.to),
            f"{message.queued_at.astimezone(zone):%d/%m %H:%M}",
            STATES[message.state],
            str(message.attempts),
            _reason(message),
        )
    console.print(table)


def _reason(message: OutboxMessage) -> str:
    if message.failure is None:
        return ""
    code = message.detail if message.failure is Failure.UNKNOWN and message.detail else None
    return REASONS[message.failure] + (f" ({code})" if code else "")
