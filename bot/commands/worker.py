"""`allo-cantine worker`: scheduler and outbox alone."""

import asyncio
import signal

import structlog

from bot.app import build
from bot.commands.opening import opened
from bot.jobs import Worker
from bot.logs import set_up_logs
from bot.providers import open_providers
from bot.settings import Settings
from bot.supervisor import keep_watchdog_quiet, notify
from bot.trial import refuse_trial
from bot.twilio_account import twilio_account

log = structlog.get_logger(__name__)


async def work(settings: Settings) -> None:
    """Work until a signal ends it; messages in hand are finished. A database that is away is waited for."""
    set_up_logs(settings.logs)
    refuse_trial(settings, "un travail de fond à part ne connaît pas le faux opérateur.")
    async with (
        opened(settings, may_wait=True) as house,
        open_providers(settings, twilio_account(settings), house.database, house.clock.now) as providers,
    ):
        app = build(
            house.town,
            house.database,
            house.clock,
            providers.transports,
            providers.lookups,
            providers.terms,
            providers.pings,
            address=settings.public_url,
        )

        async def begin() -> None:
            await house.usable()
            await Worker(app).run()

        worker = asyncio.create_task(begin())
        for ending in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(ending, _end, worker)
        watchdog = asyncio.create_task(keep_watchdog_quiet())
        notify("READY=1")
        await asyncio.wait([worker])
        watchdog.cancel()
        if not worker.cancelled():
            log.error("worker.died", exc_info=worker.exception(), alarm=True)
            raise SystemExit(1)


def _end(worker: asyncio.Task[None]) -> None:
    """What is in hand is finished; a second signal does not wait for it."""
    notify("STOPPING=1")
    worker.cancel()
