"""`allo-cantine demo`: the demonstration town on a fresh database, with the phone simulator at /demo."""

import json
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from booking.database import Database
from booking.town import Town
from booking.town_file import demonstration_town
from bot.app import build
from bot.clock import Clock
from bot.commands.opening import written
from bot.commands.staff import operator
from bot.demonstration import prepare, start_for
from bot.habits import take_up_habits
from bot.jobs import Worker
from bot.pages import pages
from bot.portal import portal_api
from bot.serving import behind_edge, listening_socket, run_server, web
from bot.settings import Settings
from channels.desk.accounts import add_staff
from channels.desk.passwords import one_time
from channels.desk.roles import Role
from channels.simulator import SimulatorTransport, router

STAFF = "mairie"
LOGINS_LAST = timedelta(days=400)  # whoever moves the clock of the demonstration stays logged in


async def prepare_demonstration(settings: Settings) -> None:
    """Fill the empty database of ALLO_DATABASE_URL, and print the families as JSON."""
    database = Database(settings.database_url, keys=settings.keyring)
    try:
        families = await prepare(database, demonstration_town())
    finally:
        await database.close()
    json.dump({"families": families}, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


async def demonstrate(*, host: str, port: int, now: str | None) -> None:
    """Serve the demonstration town from a database that is thrown away afterwards."""
    town = demonstration_town()
    bound = listening_socket(host, port)
    with tempfile.TemporaryDirectory(prefix="allo-cantine-") as folder:
        database = Database(f"sqlite:///{Path(folder) / 'demonstration.db'}")
        try:
            await prepare(database, town)
            clock = Clock(town.zone)
            clock.move_to(start_for(town, clock.now()) if now is None else written(now, clock))
            address = f"http://{host}:{bound.getsockname()[1]}"
            app = build(town, database, clock, [SimulatorTransport()], spool=Path(folder) / "spool", address=address)
            worker = Worker(app)
            simulator = router(app.inbox.receive, database, town, clock)
            settings = Settings.model_construct()
            desk = await pages(settings, app, logins_last=LOGINS_LAST)
            application = web(app, [simulator, *desk], [worker.run], portal_api(app, settings))
            password = await _open_office(database, town, clock)
            _say_where(address, password)
            await run_server(behind_edge(application, app, settings), bound, settings)
        finally:
            await database.close()


async def _open_office(database: Database, town: Town, clock: Clock) -> str:
    """Bookings of the weeks around, and an account for the desk; gives its password."""
    password, now = one_time(), clock.now()
    async with database.writing() as db:
        await take_up_habits(db, town, now=now)
        await add_staff(db, STAFF, Role.ADMINISTRATOR, password, must_change=False, by=operator(now), now=now)
    return password


def _say_where(address: str, password: str) -> None:
    sys.stdout.write(
        f"\n  Le téléphone d'un parent   {address}/demo"
        f"\n  Le guichet de la mairie    {address}/guichet   (nom : {STAFF}, mot de passe : {password})"
        "\n  (Ctrl+C pour arrêter)\n\n"
    )
    sys.stdout.flush()
