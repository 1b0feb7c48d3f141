"""The database: there, of our version, with our hour; and who works on it."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from booking.database import Database
from booking.errors import DatabaseError
from booking.schema import check_schema, versions
from booking.server_clock import server_clock
from bot.clock import Clock
from bot.doctor.finding import Finding, fault, fine, warning
from bot.readiness import CLOCKS_MAY_DIFFER, Part, readiness
from bot.settings import Settings
from bot.workers import workers
from channels.spool import Spool

OUTBOX_WORDS: Mapping[str, str] = {
    "texts are not answered": "des textes attendent depuis plus de deux minutes",
    "replies do not leave": "des réponses attendent depuis plus de deux minutes, alors que l'opérateur est là",
}


async def look_at_database(settings: Settings, database: Database, clock: Clock) -> list[Finding]:
    """Without it nothing else can be asked: then that is the only finding."""
    try:
        await check_schema(database)
    except DatabaseError as error:
        return [fault("base", str(error))]
    state = await readiness(database, Spool(settings.spool, clock.now), clock)
    async with database.reading() as db:
        by_server = await server_clock(db)
        known = await workers(db, now=clock.now())
    alive = [worker for worker in known if worker.is_alive]
    return [
        fine("base", f"{database.dialect}, tables à jour (version {versions()[-1]})"),
        _clock(by_server, clock.of_the_machine(), state.wrong.get(Part.CLOCK)),
        _workers(len(alive), len(known) - len(alive)),
        *_outbox(state.wrong.get(Part.OUTBOX)),
    ]


def _clock(by_server: datetime | None, ours: datetime, wrong: str | None) -> Finding:
    if by_server is not None and abs(by_server - ours) > CLOCKS_MAY_DIFFER:
        seconds = int((ours - by_server).total_seconds())
        return fault(
            "horloge", f"{seconds:+} s par rapport à celle de la base. Activez la mise à l'heure (NTP) des deux."
        )
    if wrong is not None:
        return fault(
            "horloge", "elle a reculé : des textes sont arrivés « dans le futur ». Activez la mise à l'heure (NTP)."
        )
    return fine("horloge", "celle de la machine et celle de la base concordent")


def _workers(alive: int, silent: int) -> Finding:
    if not alive:
        return fault(
            "travail de fond",
            "aucun n'a donné signe de vie depuis une minute : rien ne part. Lancez « serve » ou « worker ».",
        )
    if silent:
        return warning("travail de fond", f"{alive} au travail ; {silent} mort(s) sans prévenir : voyez leur journal.")
    return fine("travail de fond", f"{alive} au travail")


def _outbox(wrong: str | None) -> Iterator[Finding]:
    if wrong is None:
        yield fine("envois", "rien ne traîne")
    else:
        yield fault("envois", f"{OUTBOX_WORDS[wrong]}. Voyez : allo-cantine outbox, et le journal du programme.")
