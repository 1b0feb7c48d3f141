"""The providers that this installation is set up for: their transports, and the routes by which they call us.

A town without SMS or without Telegram does not load the library of the one it has not.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog
from fastapi import APIRouter
from pydantic import SecretStr

from bot.app import App
from bot.settings import Settings, SettingsError, TelegramMode
from channels.errors import SendError
from channels.postman import Lookup
from channels.transport import Channel, Incoming, Receive, Transport

if TYPE_CHECKING:
    from channels.sms import SmsTransport
    from channels.telegram import TelegramTransport

log = structlog.get_logger(__name__)


@dataclass
class Providers:
    """What was opened for the settings of one process."""

    settings: Settings
    sms: "SmsTransport | None" = None
    telegram: "TelegramTransport | None" = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def transports(self) -> Sequence[Transport]:
        """All transports."""
        return [transport for transport in (self.sms, self.telegram) if transport is not None]

    @property
    def lookups(self) -> dict[Channel, Lookup]:
        """The providers that can be asked what they have; Telegram cannot."""
        return {} if self.sms is None else {Channel.SMS: self.sms.find}

    def routes(self, app: App) -> Sequence[APIRouter]:
        """The webhooks of the providers."""
        settings, routes = self.settings, []
        if settings.has_sms:
            from channels.sms import router

            routes.append(
                router(
                    app.arrivals.receive,
                    app.arrivals.note,
                    auth_token=_secret("ALLO_TWILIO_AUTH_TOKEN", settings.twilio_auth_token),
                    public_url=_given("ALLO_PUBLIC_URL", settings.public_url),
                    now=app.clock.now,
                )
            )
        if settings.telegram_mode is TelegramMode.WEBHOOK:
            from channels.telegram import webhook_router

            routes.append(
                webhook_router(
                    self._acknowledging(app.arrivals.receive),
                    secret=_secret("ALLO_TELEGRAM_WEBHOOK_SECRET", settings.telegram_webhook_secret),
                    now=app.clock.now,
                    moved_clock=settings.clock is not None,
                )
            )
        return routes

    async def listen(self, app: App) -> None:
        """Have Telegram's messages come: tell it our webhook, or fetch them until cancelled."""
        settings = self.settings
        if self.telegram is not None and settings.telegram_mode is TelegramMode.WEBHOOK:
            await self._register(self.telegram)
        if settings.telegram_mode is TelegramMode.POLLING:
            from channels.telegram import Poller

            poller = Poller(
                _secret("ALLO_TELEGRAM_TOKEN", settings.telegram_token),
                settings.telegram_api_base,
                self._acknowledging(app.arrivals.receive),
                now=app.clock.now,
                moved_clock=settings.clock is not None,
            )
            await poller.run()

    async def _register(self, telegram: "TelegramTransport") -> None:
        address = f"{_given('ALLO_PUBLIC_URL', self.settings.public_url)}/telegram/webhook"
        secret = _secret("ALLO_TELEGRAM_WEBHOOK_SECRET", self.settings.telegram_webhook_secret)
        try:
            await telegram.register_webhook(address, secret)
        except SendError as error:
            log.error("telegram.webhook_not_registered", failure=error.failure, detail=error.detail)  # noqa: TRY400

    def _acknowledging(self, receive: Receive) -> Receive:
        """A pressed button spins on the phone until it is acknowledged: at once, before the press is understood."""

        async def received(incoming: Incoming) -> None:
            await receive(incoming)
            if incoming.pressed is not None and self.telegram is not None:
                task = asyncio.create_task(_acknowledge(self.telegram, incoming.pressed))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

        return received


@asynccontextmanager
async def open_providers(settings: Settings) -> AsyncIterator[Providers]:
    """Open the transports that the settings name, and close them afterwards."""
    providers = Providers(settings)
    if settings.has_sms:
        from channels.sms import SmsTransport

        providers.sms = SmsTransport(
            _given("ALLO_TWILIO_ACCOUNT_SID", settings.twilio_account_sid),
            _secret("ALLO_TWILIO_AUTH_TOKEN", settings.twilio_auth_token),
            _given("ALLO_TWILIO_FROM", settings.twilio_from),
            settings.twilio_api_base,
            f"{settings.public_url}/sms/status",
        )
    if settings.has_telegram:
        from channels.telegram import TelegramTransport

        token = _secret("ALLO_TELEGRAM_TOKEN", settings.telegram_token)
        providers.telegram = TelegramTransport(token, settings.telegram_api_base)
    try:
        yield providers
    finally:
        if providers.sms is not None:
            await providers.sms.aclose()
        if providers.telegram is not None:
            await providers.telegram.aclose()


async def _acknowledge(telegram: "TelegramTransport", pressed: str) -> None:
    with suppress(SendError):  # only the waiting sign stays a little longer
        await telegram.acknowledge(pressed)


def _given(name: str, value: str | None) -> str:
    if value is None:
        raise SettingsError(f"Il manque {name}.")
    return value


def _secret(name: str, value: SecretStr | None) -> str:
    return _given(name, None if value is None else value.get_secret_value())
