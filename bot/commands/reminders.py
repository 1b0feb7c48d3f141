"""`allo-cantine reminders`: what will go out, to how many, at what cost; stop it, resume it; whether it is of use."""

import sys
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from booking.errors import UnknownService
from booking.reminders.stops import Stop, resume_reminders, stop_reminders, stops
from booking.reminders.tables import Answer
from booking.reminders.usefulness import Usefulness, usefulness
from booking.town import Town
from bot.commands.days import day_typed
from bot.commands.opening import opened
from bot.errors import SettingsError
from bot.reminders.forecast import Coming, forecast, waiting
from bot.settings import Settings
from channels.desk.words import KEPT, REMINDER_KINDS
from channels.transport import Channel
from messages.wording.catalogue import Catalogue


async def show_plan(settings: Settings, *, hours: int) -> None:
    """Print what becomes due within so many hours."""
    async with opened(settings) as house, house.database.reading() as db:
        now = house.clock.now()
        coming = await forecast(db, house.town, Catalogue(), channels=tuple(Channel), now=now, hours=hours)
        queued = await waiting(db)
        stopped = await stops(db)
    lines = [line for each in coming for line in _coming(house.town, each)]
    if queued.messages:
        lines.insert(0, f"Déjà prêts, pas encore partis : {queued.messages} messages, {queued.segments} segments.")
    lines += [f"Arrêté : {_stop(stop)}" for stop in sorted(stopped, key=str)]
    messages, segments = sum(each.messages for each in coming), sum(each.segments for each in coming)
    lines.append(f"En tout, d'ici {hours} h : {messages} messages, {segments} segments.")
    sys.stdout.write("\n".join([*lines, ""]))


def _coming(town: Town, coming: Coming) -> Sequence[str]:
    services = ", ".join(service.name for service in town.services if service.key in coming.services)
    first, last = min(coming.days), max(coming.days)
    days = f"le {first}" if first == last else f"du {first} au {last}"
    end = coming.closes_at.astimezone(town.zone)
    stopped = " (arrêté)" if coming.is_stopped else ""
    due = coming.due_at.astimezone(town.zone)
    what = f"{REMINDER_KINDS[coming.kind]}{stopped} : {services}, {days}, limite {end:%Y-%m-%d %H:%M}"
    lines = [f"{due:%Y-%m-%d %H:%M}  {what} : {coming.messages} messages, {coming.segments} segments"]
    kept = [f"{number} {KEPT[why]}" for why, number in sorted(coming.kept.items())]
    return [*lines, f"                  non envoyés : {', '.join(kept)}"] if kept else lines


def _stop(stop: Stop) -> str:
    return f"{stop.service or 'tous les services'}, {stop.day or 'tous les jours'}"


async def stop(settings: Settings, *, service: str | None, day: str | None, by: str) -> None:
    """Stop all reminders, those of a service, or those for one day. Raises SettingsError for an unknown service."""
    async with opened(settings) as house:
        which = _which(house.town, service, day)
        async with house.database.writing() as db:
            is_new = await stop_reminders(db, which, by=by, now=house.clock.now())
    sys.stdout.write(f"{'Arrêté' if is_new else 'Déjà arrêté'} : {_stop(which)}.\n")


async def resume(settings: Settings, *, service: str | None, day: str | None) -> None:
    """Lift a stop. Raises SettingsError for an unknown service."""
    async with opened(settings) as house:
        which = _which(house.town, service, day)
        async with house.database.writing() as db:
            was_stopped = await resume_reminders(db, which, now=house.clock.now())
    sys.stdout.write(f"{'Repris' if was_stopped else 'Rien à reprendre'} : {_stop(which)}.\n")


async def show_usefulness(settings: Settings, *, first: str | None, last: str | None) -> None:
    """Print what came of the reminders of a period: the last 30 days if none is given."""
    async with opened(settings) as house, house.database.reading() as db:
        zone, today = house.town.zone, house.clock.local(house.clock.now()).date()
        end = day_typed("--until", last) or today
        start = day_typed("--from", first) or end - timedelta(days=30)
        found = await usefulness(
            db,
            first=datetime.combine(start, time(), tzinfo=zone),
            last=datetime.combine(end + timedelta(days=1), time(), tzinfo=zone),
        )
    sys.stdout.write("\n".join([f"Du {start} au {end} :", *_useful(found), ""]))


def _useful(found: Usefulness) -> Sequence[str]:
    yes = found.answers.get(Answer.YES, 0) + found.answers.get(Answer.SOME, 0)
    lines = [
        f"  {found.sent} rappels avant une limite envoyés",
        f"  {yes} ont eu OUI pour réponse (en entier ou en partie), {found.answers.get(Answer.NO, 0)} NON",
        f"  {found.booked} suivis d'une réservation avant la limite",
        f"  {found.spared} familles ont évité une majoration",
    ]
    return lines + [f"  {number} prévus et non envoyés : {KEPT[why]}" for why, number in sorted(found.kept.items())]


def _which(town: Town, service: str | None, day: str | None) -> Stop:
    if service is not None:
        try:
            town.service(service)
        except UnknownService:
            known = ", ".join(each.key for each in town.services)
            raise SettingsError(f"--service : « {service} » n'existe pas. Possible ici : {known}.") from None
    return Stop(service, day_typed("--day", day))
