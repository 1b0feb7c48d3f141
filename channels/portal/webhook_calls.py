"""Making the calls that tell the portal's own addresses of changes."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import httpx
import structlog

from channels.portal.webhooks import Due, signature

log = structlog.get_logger(__name__)
PATIENCE = 10  # seconds that an address may take to answer


async def call_all(due: Sequence[Due], *, now: datetime) -> Sequence[int]:
    """Make these calls side by side; the status of each answer, 0 where there was none."""
    async with httpx.AsyncClient(timeout=PATIENCE, follow_redirects=False) as http:
        return await asyncio.gather(*(_call(http, each, now) for each in due))


async def _call(http: httpx.AsyncClient, due: Due, now: datetime) -> int:
    """Make one call; the status of the answer, 0 where there was none."""
    message_id, timestamp = f"line_{due.line}", int(now.timestamp())
    headers = {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(due.secret, message_id, timestamp, due.body),
    }
    try:
        return (await http.post(due.url, content=due.body, headers=headers)).status_code
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        log.info("webhook.no_answer", call=due.call_id, cause=type(error).__name__)
        return 0
