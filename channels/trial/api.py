"""The part of Twilio's API that we use, as the provider on trial answers it."""

import hmac
import json
from base64 import b64encode
from email.utils import format_datetime

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, Response
from starlette.status import HTTP_201_CREATED, HTTP_401_UNAUTHORIZED, HTTP_500_INTERNAL_SERVER_ERROR

from channels.sms.addresses import read
from channels.trial.numbers import behaviour_of
from channels.trial.provider import TrialMessage, TrialProvider
from channels.web.forms import Fields, form_of

PREFIX = "/essai/api"  # takes the place of https://api.twilio.com
SHOWN = 200  # messages on a page of the list


def api(provider: TrialProvider) -> APIRouter:
    """Messages are created and listed, by the account of the provider alone."""
    routes = APIRouter(prefix=PREFIX, include_in_schema=False)
    messages = f"/2010-04-01/Accounts/{provider.account_sid}/Messages.json"
    expected = b64encode(f"{provider.account_sid}:{provider.auth_token}".encode())

    def authenticate(request: Request) -> None:
        given = request.headers.get("Authorization", "").removeprefix("Basic ").encode("latin-1")
        if not hmac.compare_digest(given, expected):
            raise HTTPException(HTTP_401_UNAUTHORIZED, "not the account of this trial")

    @routes.post(messages)
    async def create(request: Request) -> Response:
        authenticate(request)
        return await _create(provider, await form_of(request))

    @routes.get(messages)
    async def show(request: Request) -> Response:
        authenticate(request)
        found = provider.sent_to(*read(request.query_params.get("To", "")))
        return JSONResponse({"messages": [_shown(each) for each in found[:SHOWN]], "page_size": SHOWN})

    return routes


async def _create(provider: TrialProvider, form: Fields) -> Response:
    to, body = form.get("To", ""), _words(form)
    behaviour = behaviour_of(read(to)[1])
    await provider.wait(behaviour.answers_after)
    number = provider.try_number(to, body)
    if behaviour.refused is not None and (behaviour.tries is None or number <= behaviour.tries):
        code, status = behaviour.refused
        return JSONResponse({"code": code, "message": "refused on trial", "status": status}, status)
    message = provider.take(to, body, form.get("StatusCallback"))
    if behaviour.lost and number == 1:
        return Response("the answer is lost", HTTP_500_INTERNAL_SERVER_ERROR)
    return JSONResponse(_shown(message), HTTP_201_CREATED)


def _words(form: Fields) -> str:
    """Free words, or those in a template."""
    return form.get("Body") or str(json.loads(form.get("ContentVariables", "{}")).get("1", ""))


def _shown(message: TrialMessage) -> dict[str, object]:
    return {
        "sid": message.sid,
        "body": message.body,
        "to": message.phone,
        "status": message.status,
        "error_code": message.code,
        "date_created": format_datetime(message.at),
        "num_segments": "1",
    }
