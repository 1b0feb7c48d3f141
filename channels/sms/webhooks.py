"""What Twilio posts to us: texts that came in, by SMS or WhatsApp, and receipts of those that went out.

https://www.twilio.com/docs/messaging/guides/webhook-request
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import parse_qsl

import structlog
from fastapi import APIRouter, HTTPException, Request, Response
from starlette.datastructures import FormData
from starlette.status import HTTP_400_BAD_REQUEST, HTTP_403_FORBIDDEN, HTTP_415_UNSUPPORTED_MEDIA_TYPE
from twilio.request_validator import RequestValidator

from channels.errors import Failure
from channels.sms.addresses import read
from channels.sms.failures import failure_for
from channels.storable import storable
from channels.transport import Delivery, Incoming, KeepReceipt, Kind, Receipt, Receive
from channels.webhooks import kept_or_503, read_body

LARGEST_BODY = 64 * 1024  # bytes; a text has at most 1600 characters, and Twilio's other fields are short
MOST_FIELDS = 200  # Twilio sends some twenty, and a few for each picture
FORM = "application/x-www-form-urlencoded"
CURE = "if Twilio sent this, its token (ALLO_TWILIO_AUTH_TOKEN) or our address (ALLO_PUBLIC_URL) is set wrong"
NO_REPLY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'

DELIVERIES: Mapping[str, Delivery] = {
    "accepted": Delivery.QUEUED,
    "scheduled": Delivery.QUEUED,
    "queued": Delivery.QUEUED,
    "sending": Delivery.SENDING,
    "sent": Delivery.SENT,
    "delivered": Delivery.DELIVERED,
    "read": Delivery.READ,
    "undelivered": Delivery.FAILED,
    "failed": Delivery.FAILED,
    "canceled": Delivery.FAILED,
}

log = structlog.get_logger(__name__)


def router(
    receive: Receive, receipt: KeepReceipt, *, auth_token: str, public_url: str, now: Callable[[], datetime]
) -> APIRouter:
    """POST /sms/inbound and POST /sms/status, signed by Twilio with `auth_token` over their address below `public_url`.

    A text is kept by `receive` before it is answered, always with empty TwiML: the reply leaves by the API, where its
    fate can be followed. 400 names the missing field, 403 is for a signature that does not fit, 413 and 415 for what
    Twilio never sends, 503 if the text could not be kept. Twilio tries again after a 503 only if the webhook's address
    in its console ends in `#rc=2&rp=all`. https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
    """
    validator = RequestValidator(auth_token)
    routes = APIRouter()

    async def signed(request: Request, path: str) -> FormData:
        form = await _form(request)
        query = request.scope["query_string"].decode("latin-1")
        address = public_url.rstrip("/") + path
        if not validator.validate(
            f"{address}?{query}" if query else address, form, request.headers.get("X-Twilio-Signature", "")
        ):
            log.warning("sms.signature_refused", address=address, cure=CURE)
            raise HTTPException(HTTP_403_FORBIDDEN, f"the signature does not fit this account's token and {address}")
        return form

    @routes.post("/sms/inbound", include_in_schema=False)
    async def inbound(request: Request) -> Response:
        form = await signed(request, "/sms/inbound")
        await kept_or_503(receive(_incoming(form, now())))
        return _no_reply()

    @routes.post("/sms/status", include_in_schema=False)
    async def status(request: Request) -> Response:
        form = await signed(request, "/sms/status")
        await kept_or_503(receipt(_receipt(form, now())))
        return _no_reply()

    return routes


async def _form(request: Request) -> FormData:
    if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != FORM:
        raise HTTPException(HTTP_415_UNSUPPORTED_MEDIA_TYPE, f"send {FORM}")
    body = await read_body(request, LARGEST_BODY)
    try:
        fields = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:  # too many fields, or bytes that are not UTF-8
        raise HTTPException(HTTP_400_BAD_REQUEST, "this is not a form in UTF-8") from None
    return FormData([*fields])


def _incoming(form: FormData, received_at: datetime) -> Incoming:
    text = _field(form, "Body")
    media = _field(form, "NumMedia") not in {"", "0"}
    channel, sender = read(_required(form, "From"))
    return Incoming(
        channel=channel,
        provider_id=_required(form, "MessageSid"),
        sender=sender,
        to=read(_field(form, "To"))[1] or None,
        text=text,
        received_at=received_at,
        kind=Kind.MEDIA if media and not text.strip() else Kind.TEXT,
    )


def _receipt(form: FormData, at: datetime) -> Receipt:
    word = _required(form, "MessageStatus")
    status = DELIVERIES.get(word, Delivery.UNKNOWN)
    code = _field(form, "ErrorCode")
    return Receipt(
        channel=read(_field(form, "To"))[0],
        provider_id=_required(form, "MessageSid"),
        status=status,
        at=at,
        failure=_failure(status, code),
        code=code or (word if status is Delivery.UNKNOWN else None),
    )


def _failure(status: Delivery, code: str) -> Failure | None:
    return failure_for(code) if code or status is Delivery.FAILED else None


def _field(form: FormData, name: str) -> str:
    return storable(str(form.get(name, "")))


def _required(form: FormData, name: str) -> str:
    value = _field(form, name).strip()
    if not value:
        raise HTTPException(HTTP_400_BAD_REQUEST, f"{name} is missing")
    return value


def _no_reply() -> Response:
    return Response(NO_REPLY, media_type="text/xml")
