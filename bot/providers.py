"""The providers that this installation is set up for: their transports, and the routes by which they call us.

A town without SMS or without Telegram does not load the library of the one it has not.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from fastapi import APIRouter
from pydantic import SecretStr

from booking.database import DATABASE_FAILURES, Database
from bot.app import App
from bot.errors import SettingsError
from bot.settings import Settings, TelegramMode
from bot.twilio_account import TwilioAccount
from channels.carrier import Lookup, Ping
from channels.errors import Failure, SendError
from channels.inbox import last_heard
from channels.terms import Terms
from channels.transport import Channel, Incoming, Receive, Transport

if TYPE_CHECKING:
    from channels.sms import SmsTransport
    from channels.telegram import TelegramTransport

log = structlog.get_logger(__name__)


@dataclass
class Providers:
    """What was opened for the settings of one process."""

    settings: Settings
    account: TwilioAccount | None
    sms: "SmsTransport | None" = None
    whatsapp: "SmsTransport | None" = None
    telegram: "TelegramTransport | None" = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def transports(self) -> Sequence[Transport]:
        """All transports."""
        return [transport for transport in (self.sms, self.whatsapp, self.telegram) if transport is not None]

    @property
    def lookups(self) -> dict[Channel, Lookup]:
        """The providers that can be asked what they have; Telegram cannot."""
        return {twilio.channel: twilio.find for twilio in (self.sms, self.whatsapp) if twilio is not None}

    @property
    def pings(self) -> dict[Channel, Ping]:
        """The providers that are asked whether they are back, before a message is tried: it could be in doubt."""
        return {} if self.telegram is None else {Channel.TELEGRAM: self.telegram.ping}

    @property
    def terms(self) -> dict[Channel, Terms]:
        """What may be sent on each channel: Twilio queues what comes too fast, Telegram refuses it."""
        settings = self.settings
        return {
            Channel.SMS: Terms(settings.sms_per_second, budget=settings.sms_budget, price=settings.sms_price),
            Channel.WHATSAPP: Terms(settings.whatsapp_per_second),
            Channel.TELEGRAM: Terms(
                settings.telegram_per_second,
                provider_queues=False,
                between=timedelta(seconds=settings.telegram_per_chat),
                one_by_one=True,
            ),
        }

    def routes(self, app: App) -> Sequence[APIRouter]:
        """The webhooks of the providers."""
        settings, routes = self.settings, []
        if self.account is not None:
            from channels.sms import router

            routes.append(
                router(
                    app.arrivals.receive,
                    app.arrivals.note,
                    auth_token=self.account.token,
                    public_url=self.account.public_url,
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
async def open_providers(
    settings: Settings, account: TwilioAccount | None, database: Database, now: Callable[[], datetime]
) -> AsyncIterator[Providers]:
    """Open the transports that the settings and the Twilio account name, and close them afterwards."""
    providers = Providers(settings, account)
    if account is not None:
        providers.sms, providers.whatsapp = _texts(account), _whatsapp(account, database, now)
    if settings.has_telegram:
        from channels.telegram import TelegramTransport

        token = _secret("ALLO_TELEGRAM_TOKEN", settings.telegram_token)
        providers.telegram = TelegramTransport(token, settings.telegram_api_base)
    try:
        yield providers
    finally:
        for transport in (providers.sms, providers.whatsapp, providers.telegram):
            if transport is not None:
                await transport.aclose()


def _texts(account: TwilioAccount) -> "SmsTransport | None":
    if account.sms_from is None:
        return None
    from channels.sms import SmsTransport

    return SmsTransport(account.sid, account.token, account.sms_from, account.api_base, _receipts_to(account))


def _whatsapp(account: TwilioAccount, database: Database, now: Callable[[], datetime]) -> "SmsTransport | None":
    if account.whatsapp_from is None:
        return None
    from channels.sms import SmsTransport, Window

    async def heard(number: str) -> datetime | None:
        try:
            async with database.reading() as db:
                return await last_heard(db, Channel.WHATSAPP, number)
        except DATABASE_FAILURES as error:  # nothing has left: it is tried again
            raise SendError(Failure.NETWORK, f"our own database: {type(error).__name__}") from error

    window = Window(heard, now, account.whatsapp_template)
    return SmsTransport(
        account.sid, account.token, account.whatsapp_from, account.api_base, _receipts_to(account), window=window
    )


def _receipts_to(account: TwilioAccount) -> str:
    return f"{account.public_url}/sms/status"


async def _acknowledge(telegram: "TelegramTransport", pressed: str) -> None:
    with suppress(SendError):  # only the waiting sign stays a little longer
        await telegram.acknowledge(pressed)


def _given(name: str, value: str | None) -> str:
    if value is None:
        raise SettingsError(f"Il manque {name}.")
    return value


def _secret(name: str, value: SecretStr | None) -> str:
    return _given(name, None if value is None else value.get_secret_value())
