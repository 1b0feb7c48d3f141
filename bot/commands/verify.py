"""`allo-cantine verify`: the proof, in the evening, that nothing was lost."""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta

from babel.dates import format_date
from sqlalchemy.ext.asyncio import AsyncSession

from booking.audit import Audit, audit
from bot.commands.days import day_typed
from bot.commands.opening import opened
from bot.exporting.archive import snapshot_session
from bot.settings import Settings
from channels.fates import Fate, fates
from channels.spool import Spool

FATES: Mapping[Fate, str] = {
    Fate.DELIVERED: "réponse remise au téléphone",
    Fate.SENT: "réponse partie",
    Fate.ON_ITS_WAY: "réponse en route",
    Fate.UNDELIVERED: "réponse qui n'a pas pu être remise (allo-cantine outbox dit pourquoi)",
    Fate.WITH_STAFF: "entre les mains du personnel, au guichet",
    Fate.WAITING: "en attente d'être traités",
    Fate.SILENT: "sans réponse, à raison (bot bloqué, répondeur automatique)",
    Fate.LOST: "PERDUS",
}


async def verify(settings: Settings, *, day: str | None) -> bool:
    """Print what became of a day's texts (today's, unless told), and whether the journal gives the tables."""
    async with opened(settings) as house:
        wanted = day_typed("--day", day) or house.clock.local(house.clock.now()).date()
        since = datetime.combine(wanted, time(), house.town.zone)
        until = datetime.combine(wanted + timedelta(days=1), time(), house.town.zone)
        async with snapshot_session(house.database) as db:
            found, whole = await _read(db, since, until)
        spooled = Spool(settings.spool, house.clock.now).size()
    sys.stdout.write("\n".join([*_texts(wanted, found, spooled), *_tables(whole), _sum(found, whole), ""]))
    return _is_fine(found, whole)


async def _read(db: AsyncSession, since: datetime, until: datetime) -> tuple[Counter[Fate], Audit]:
    return await fates(db, since=since, until=until), await audit(db)


def _texts(day: date, found: Counter[Fate], spooled: int) -> Iterator[str]:
    yield f"Textes reçus le {format_date(day, 'd MMMM y', locale='fr')} : {found.total()}"
    for fate, words in FATES.items():
        if found[fate] or fate is Fate.LOST:
            yield f"  {found[fate]:>6}  {words}"
    if spooled:
        yield f"  {spooled:>6}  gardés sur le disque, en plus : la base était absente (ALLO_SPOOL)"


def _tables(whole: Audit) -> Iterator[str]:
    yield f"Journal : {whole.lines} lignes rejouées ; {whole.reservations} réservations, {whole.sessions} séances."
    yield from (f"  CONTRADICTION : {words}" for words in whole.contradictions)


def _sum(found: Counter[Fate], whole: Audit) -> str:
    if _is_fine(found, whole):
        return (
            "Rien n'est perdu : chaque texte a son sort, et le journal donne exactement les réservations et les places."
        )
    return "À VOIR : gardez la base telle qu'elle est, faites une sauvegarde, et signalez ces lignes."


def _is_fine(found: Counter[Fate], whole: Audit) -> bool:
    return not found[Fate.LOST] and not whole.contradictions
