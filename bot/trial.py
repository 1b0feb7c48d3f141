"""A provider on trial in the place of a real one: built in, so that a town can try everything before it pays."""

import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from socket import AF_INET6, socket
from typing import TYPE_CHECKING

from fastapi import APIRouter

from bot.commands.opening import Opened
from bot.errors import SettingsError
from bot.settings import Settings, TextProvider
from bot.twilio_account import TwilioAccount, twilio_account

if TYPE_CHECKING:
    from channels.trial import TrialProvider

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where one is reached oneself that listens there


@asynccontextmanager
async def trial_for(settings: Settings, house: Opened, bound: socket) -> AsyncIterator["TrialProvider | None"]:
    """The provider on trial of a process that listens on that socket; none where the settings ask for none."""
    if settings.provider is not TextProvider.TRIAL:
        yield None
        return
    from channels.trial import TrialProvider

    async with TrialProvider(own_address(bound), house.clock.now).open() as provider:
        sys.stdout.write(f"\n  Mode d'essai : aucun SMS ne part.\n  Ouvrez {provider.address}/essai/{provider.key}\n\n")
        sys.stdout.flush()
        yield provider


def trial_account(provider: "TrialProvider | None", settings: Settings) -> TwilioAccount | None:
    """The account by which we speak with the provider on trial; without one, that of the settings."""
    if provider is None:
        return twilio_account(settings)
    from channels.trial.api import PREFIX
    from channels.trial.provider import SENDER, TEMPLATE

    return TwilioAccount(
        provider.account_sid,
        provider.auth_token,
        f"{provider.address}{PREFIX}",
        provider.address,
        sms_from=SENDER,
        whatsapp_from=SENDER,
        whatsapp_template=TEMPLATE,
    )


def trial_routes(provider: "TrialProvider | None", house: Opened) -> Sequence[APIRouter]:
    """The API of the provider on trial, and its page."""
    if provider is None:
        return ()
    from channels.trial import router

    return (router(provider, house.town.name, house.town.zone),)


def refuse_trial(settings: Settings, why: str) -> None:
    """Raise SettingsError in a process that cannot hold the provider on trial."""
    if settings.provider is TextProvider.TRIAL:
        raise SettingsError(f"ALLO_PROVIDER=essai : {why} Lancez seulement : allo-cantine serve")


def own_address(bound: socket) -> str:
    """The address at which a process reaches itself on its socket."""
    host, port = bound.getsockname()[:2]
    host = EVERYWHERE.get(host, host)
    return f"http://[{host}]:{port}" if bound.family == AF_INET6 else f"http://{host}:{port}"
