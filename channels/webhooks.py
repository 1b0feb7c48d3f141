"""What the providers' webhooks share: a body of bounded size, and "503, bring it again" when nothing could be kept."""

import asyncio
from collections.abc import Awaitable

from fastapi import HTTPException, Request
from starlette.requests import ClientDisconnect
from starlette.status import (
    HTTP_400_BAD_REQUEST,
    HTTP_408_REQUEST_TIMEOUT,
    HTTP_413_CONTENT_TOO_LARGE,
    HTTP_503_SERVICE_UNAVAILABLE,
)

from channels.errors import KeepError
from channels.keeping import kept

SLOWEST = 10  # seconds for a body; providers send theirs at once


async def read_body(request: Request, limit: int) -> bytes:
    """The body of a request, at most `limit` bytes: 413 and no further reading as soon as it is longer; 408 for one
    that trickles in."""
    body = bytearray()
    try:
        async with asyncio.timeout(SLOWEST):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limit:
                    raise HTTPException(HTTP_413_CONTENT_TOO_LARGE, f"at most {limit} bytes", {"Connection": "close"})
    except TimeoutError:
        raise HTTPException(HTTP_408_REQUEST_TIMEOUT, f"at most {SLOWEST} seconds", {"Connection": "close"}) from None
    except ClientDisconnect:  # nobody reads this answer, but the log stays clean
        raise HTTPException(HTTP_400_BAD_REQUEST, "the body was cut off") from None
    return bytes(body)


async def kept_or_503(keeping: Awaitable[None]) -> None:
    """Wait until a message is safe; 503 if that fails, so that the provider brings it again."""
    try:
        await kept(keeping)
    except KeepError:
        raise HTTPException(HTTP_503_SERVICE_UNAVAILABLE, "not kept, try again") from None
