"""`allo-cantine worker`: scheduler and outbox alone."""

import asyncio
import signal

from bot.app import build
from bot.commands.opening import opened
from bot.jobs import Worker
from bot.providers import open_providers
from bot.settings import Settings
from bot.trial import refuse_trial
from bot.twilio_account import twilio_account


async def work(settings: Settings) -> None:
    """Work until a signal ends it; messages in hand are finished."""
    refuse_trial(settings, "un travail de fond à part ne connaît pas le faux opérateur.")
    async with (
        opened(settings) as house,
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
        worker = asyncio.create_task(Worker(app).run())
        for ending in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(ending, worker.cancel)
        await asyncio.wait([worker])
