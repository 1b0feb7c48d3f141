"""`allo-cantine serve`: webhooks and pages, with the worker inside unless told otherwise."""

import asyncio
from functools import partial

from bot.app import build
from bot.commands.opening import opened
from bot.jobs import Worker
from bot.logs import set_up_logs
from bot.pages import pages
from bot.portal import portal_api
from bot.providers import open_providers
from bot.serving import Task, behind_edge, listening_socket, run_server, web
from bot.settings import Settings
from bot.trial import refuse_trial, trial_account, trial_for, trial_routes


async def serve(settings: Settings, *, host: str, port: int, with_worker: bool) -> None:
    """Serve until a signal ends it. With the database away it takes texts in all the same, into the spool."""
    set_up_logs(settings.logs)
    if not with_worker:
        refuse_trial(settings, "sans travail de fond, le faux opérateur n'a rien à envoyer.")
    bound = listening_socket(host, port)
    async with (
        opened(settings, may_wait=True) as house,
        trial_for(settings, house, bound) as trial,
        open_providers(settings, trial_account(trial, settings), house.database, house.clock.now) as providers,
    ):
        app = build(
            house.town,
            house.database,
            house.clock,
            providers.transports,
            providers.lookups,
            providers.terms,
            providers.pings,
            spool=settings.spool,
            address=settings.public_url,
        )
        app.arrivals.spool.prepare()
        work: list[Task] = [app.arrivals.run, *([Worker(app).run] if with_worker else [])]

        async def open_pages() -> None:
            for opened_later in await pages(settings, app):
                application.include_router(opened_later)

        async def begin() -> None:
            await house.usable()
            async with asyncio.TaskGroup() as working:  # which waits for all of them to end, however they end
                for task in work:
                    working.create_task(task())

        routes = [*providers.routes(app), *trial_routes(trial, house)]
        application = web(app, routes, [partial(providers.listen, app), begin], portal_api(app, settings))
        if house.is_there:
            await open_pages()
        else:
            work.append(open_pages)
        await run_server(behind_edge(application, app, settings), bound, settings)
