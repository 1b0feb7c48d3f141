"""`allo-cantine serve`: webhooks and pages, with the worker inside unless told otherwise."""

from functools import partial

from bot.app import build
from bot.commands.opening import opened
from bot.jobs import Worker
from bot.pages import pages
from bot.portal import portal
from bot.providers import open_providers
from bot.serving import Task, listening_socket, run_server, web
from bot.settings import Settings


async def serve(settings: Settings, *, host: str, port: int, with_worker: bool) -> None:
    """Serve until a signal ends it."""
    bound = listening_socket(host, port)
    async with opened(settings) as house, open_providers(settings) as providers:
        app = build(house.town, house.database, house.clock, providers.transports, providers.lookups)
        worker = Worker(app)
        tasks: list[Task] = [partial(providers.listen, app)]
        if with_worker:
            tasks.append(worker.run)
        routes = [*providers.routes(app), *await pages(settings, app)]
        mounts = portal(app, calls_per_minute=settings.api_calls_per_minute)
        await run_server(web(app, routes, tasks, mounts), bound)
