"""Making sure of a message before its provider is told that we have it."""

from collections.abc import Awaitable

import structlog

from channels.errors import KeepError

log = structlog.get_logger(__name__)


async def kept(keeping: Awaitable[None]) -> None:
    """Wait until a message is safe. Raises `KeepError` for whatever prevents it, a full disk or a fault of ours alike.

    The cause is logged by its class alone: a database's error quotes the message.
    """
    try:
        await keeping
    except Exception as error:
        cause = type(error).__name__
        log.warning("message.not_kept", cause=cause)
        raise KeepError(cause) from error
