"""What Telegram has of our bot: its name, and where it brings what people write."""

from dataclasses import dataclass

from channels.telegram.connection import Connection
from channels.telegram.transport import failures_told


@dataclass(frozen=True, slots=True)
class BotRegistration:
    """The bot as Telegram knows it. `webhook` is empty where none is set; `trouble` is Telegram's last complaint."""

    name: str
    webhook: str
    waiting: int
    trouble: str | None


async def registration(token: str, api_base: str) -> BotRegistration:
    """Ask Telegram; raises `SendError`."""
    connection = Connection(token, api_base)
    try:
        async with failures_told():
            me = await connection.bot.get_me()
            info = await connection.bot.get_webhook_info()
    finally:
        await connection.aclose()
    return BotRegistration(me.username or "", info.url, info.pending_update_count, info.last_error_message)
