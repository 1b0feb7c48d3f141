"""Telegram: sending, receiving by webhook or by polling."""

from channels.telegram.polling import Poller
from channels.telegram.transport import TelegramTransport
from channels.telegram.updates import UpdateError, incoming
from channels.telegram.webhook import webhook_router

__all__ = ["Poller", "TelegramTransport", "UpdateError", "incoming", "webhook_router"]
