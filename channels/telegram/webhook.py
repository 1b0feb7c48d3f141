"""What Telegram posts to us."""

import hmac
import json
from collections.abc import Callable, Mapping
from datetime import datetime

import structlog
from fastapi import APIRouter, HTTPException, Request, Response
from starlette.status import HTTP_400_BAD_REQUEST, HTTP_403_FORBIDDEN

from channels.telegram.updates import Json, UpdateError, incoming
from channels.transport import Receive
from channels.webhooks import kept_or_503, read_body

LARGEST_BODY = 256 * 1024  # bytes; 4096 characters, each escaped, once more in the message that they answer, and room
SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
CURE = "if Telegram sent this, register the webhook again: it has another secret than ALLO_TELEGRAM_WEBHOOK_SECRET"

log = structlog.get_logger(__name__)


def webhook_router(
    receive: Receive, *, secret: str, now: Callable[[], datetime], moved_clock: bool = False
) -> APIRouter:
    """POST /telegram/webhook, for updates that carry `secret`.

    An update is kept by `receive` before it is answered. 403 without the secret, 400 for what is no JSON object, 413
    above 256 kB, 503 if it could not be kept: Telegram brings it again, for a day. An update that nobody can read is
    logged and answered 200, or it would be brought again for that day and hold up those of all other people.
    """
    routes = APIRouter()

    @routes.post("/telegram/webhook", include_in_schema=False)
    async def webhook(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(SECRET, "").encode("latin-1"), secret.encode()):
            log.warning("telegram.secret_refused", cure=CURE)
            raise HTTPException(HTTP_403_FORBIDDEN, f"{SECRET} is not this bot's")
        update = _update(await read_body(request, LARGEST_BODY))
        try:
            message = incoming(update, now(), moved_clock=moved_clock)
        except UpdateError as error:
            log.warning("telegram.bad_update", update_id=update.get("update_id"), reason=str(error))
        else:
            if message:
                await kept_or_503(receive(message))
        return Response()

    return routes


def _update(body: bytes) -> Json:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        raise HTTPException(HTTP_400_BAD_REQUEST, "this is not JSON") from None
    if not isinstance(update, Mapping):
        raise HTTPException(HTTP_400_BAD_REQUEST, "an update is an object")
    return update
