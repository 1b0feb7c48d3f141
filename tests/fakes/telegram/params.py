"""The parameters of a call, checked as Telegram checks them."""

import itertools
import json
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request

from tests.fakes.telegram.markup import MarkupError, plain
from tests.fakes.telegram.refusals import RefusalError
from tests.fakes.telegram.world import Rows

LONGEST = 4096
LONGEST_DATA = 64

Params = Mapping[str, str]


async def params_of(request: Request) -> Params:
    body = (await request.body()).decode()
    params = dict(request.query_params)
    if request.headers.get("Content-Type", "").startswith("application/json"):
        return params | {
            name: value if isinstance(value, str) else json.dumps(value)
            for name, value in json.loads(body or "{}").items()
        }
    return params | dict(parse_qsl(body, keep_blank_values=True))


def chat_id(params: Params) -> int:
    written = params.get("chat_id", "")
    if not written:
        raise RefusalError(400, "Bad Request: chat_id is empty")
    return int(written) if written.lstrip("-").isdecimal() else 0


def visible_text(params: Params) -> str:
    text = params.get("text", "")
    if params.get("parse_mode") == "HTML":
        try:
            text = plain(text)
        except MarkupError as error:
            raise RefusalError(400, f"Bad Request: can't parse entities: {error}") from None
    text = text.strip()
    if not text:
        raise RefusalError(400, "Bad Request: message text is empty")
    if len(text.encode("utf-16-le")) // 2 > LONGEST:
        raise RefusalError(400, "Bad Request: message is too long")
    return text


def markup_of(params: Params) -> Mapping[str, Rows]:
    try:
        markup: Mapping[str, Rows] = json.loads(params.get("reply_markup") or "{}")
    except ValueError:
        raise RefusalError(400, "Bad Request: can't parse reply keyboard markup JSON object") from None
    return markup


def inline_buttons(markup: Mapping[str, Rows]) -> Rows:
    rows = markup.get("inline_keyboard", [])
    for button in itertools.chain.from_iterable(rows):
        data = button.get("callback_data")
        if not button.get("text"):
            raise RefusalError(400, "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in it")
        if "url" not in button and not (isinstance(data, str) and 1 <= len(data.encode()) <= LONGEST_DATA):
            raise RefusalError(400, "Bad Request: BUTTON_DATA_INVALID")
    return rows


def reply_keyboard(markup: Mapping[str, Rows]) -> Rows:
    return markup.get("keyboard", [])


def previews_links(params: Params) -> bool:
    return not json.loads(params.get("link_preview_options") or "{}").get("is_disabled", False)
