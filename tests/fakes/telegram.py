"""A Telegram of our own: the bot's side of the Bot API, as strict as the real one, and the side of the people.

https://core.telegram.org/bots/api
"""

import asyncio
import itertools
import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar
from urllib.parse import parse_qsl

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.markup import MarkupError, plain
from tests.fakes.provider import Provider

TOKEN = "700000001:AAHsecretsecretsecretsecretsecretse"
USERNAME = "AlloCantineBot"
LONGEST = 4096
LONGEST_DATA = 64
LONGEST_ANSWER = 200
MOST_UPDATES = 100
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
UNDERSTOOD_BY_DEFAULT = ("message", "edited_message", "callback_query", "my_chat_member")

Json = Mapping[str, object]
Params = Mapping[str, str]
Rows = list[list[dict[str, object]]]


class RefusalError(Exception):
    """What Telegram answers instead of doing its work."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters

    def response(self) -> Response:
        body: dict[str, object] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return JSONResponse(body, self.code)


@dataclass
class Person:
    """Somebody who has written to the bot."""

    id: int
    first_name: str
    blocked: bool = False

    def as_json(self) -> dict[str, object]:
        return {"id": self.id, "is_bot": False, "first_name": self.first_name, "language_code": "fr"}

    def chat(self) -> dict[str, object]:
        return {"id": self.id, "type": "private", "first_name": self.first_name}


@dataclass
class Post:
    """A message of the bot: as sent (`html`), as seen (`text`), with what can be pressed."""

    chat: int
    message_id: int
    date: int
    html: str
    text: str
    buttons: Rows = field(default_factory=list)
    keyboard: Rows = field(default_factory=list)
    edited: bool = False
    deleted: bool = False

    @property
    def labels(self) -> list[str]:
        """What the buttons below the message say."""
        return [str(button["text"]) for row in self.buttons for button in row]


@dataclass
class Webhook:
    """Where updates are posted."""

    url: str
    secret: str | None
    last_error: str | None = None


class FakeTelegram(Provider):
    """One bot. What people do reaches the app by polling, or by its webhook as soon as it has set one."""

    actions: ClassVar[tuple[str, ...]] = (
        *Provider.actions, "refuse", "throttle", "down", "says", "presses", "shares_contact", "edits", "sends_photo",
        "block", "unblock", "repeats", "forget",
    )  # fmt: skip

    def __init__(self, *, now: Callable[[], datetime], app: str | None = None, token: str = TOKEN) -> None:
        super().__init__(now, app)
        self.token = token
        self.sent: list[Post] = []
        self.answered: list[str] = []
        self.commands: list[Json] = []
        self.people: dict[int, Person] = {}
        self.webhook: Webhook | None = None
        self.allowed: Sequence[str] = UNDERSTOOD_BY_DEFAULT
        self.updates: list[dict[str, object]] = []
        self._posts: dict[tuple[int, int], Post] = {}
        self._said: dict[tuple[int, int], dict[str, object]] = {}
        self._open_queries: set[str] = set()
        self._update_ids, self._message_ids = itertools.count(870_000_001), itertools.count(1)
        self._query_ids = itertools.count(4_000_000_000_000_000_001)
        self._news = asyncio.Condition()
        self._polls = 0
        self._delivering = asyncio.Lock()
        self._retrying: asyncio.Task[None] | None = None

    # troubles of its own

    def refuse(self, code: int, description: str, times: int | None = None) -> None:
        """Refuse each call."""
        self._refuse(RefusalError(code, description), times)

    def throttle(self, seconds: int, times: int | None = None) -> None:
        """Refuse each call as one too many, and ask to wait."""
        self._refuse(RefusalError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds), times)

    def down(self, times: int | None = None) -> None:
        """Be there, but broken: 502."""
        self._refuse(RefusalError(502, "Bad Gateway"), times)

    def _refuse(self, refusal: RefusalError, times: int | None) -> None:
        async def act(_: Request) -> Response:
            return refusal.response()

        self.have(act, taken=False, times=times)

    def forget(self) -> None:
        """Forget all messages of the bot."""
        self.sent.clear()
        self._posts.clear()

    # what people do: each gives the update that tells of it

    async def says(self, chat: int, text: str, **more: object) -> Json:
        """A person writes to the bot. `more` adds fields to the message."""
        entities: dict[str, object] = {}
        if text.startswith("/"):
            entities["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        return await self._writes(chat, {"text": text} | entities | more)

    async def sends_photo(self, chat: int, caption: str | None = None) -> Json:
        """A person sends a picture."""
        photo = {"file_id": "AgACfile", "file_unique_id": "AQADfile", "width": 90, "height": 90, "file_size": 1234}
        return await self._writes(chat, {"photo": [photo]} | ({"caption": caption} if caption else {}))

    async def shares_contact(
        self, chat: int, phone: str, *, own: bool = True, forwarded: bool = False, of: int | None = None
    ) -> Json:
        """A person sends a card: their own, or with `own=False` another's (`of` an account, or of none)."""
        card: dict[str, object] = {"phone_number": phone, "first_name": "Camille"}
        if own or of is not None:
            card["user_id"] = chat if own else of
        passed_on: dict[str, object] = {}
        if forwarded:
            sender = {"id": 99, "is_bot": False, "first_name": "Alex"}
            origin = {"type": "user", "date": self._date(), "sender_user": sender}
            passed_on = {"forward_origin": origin, "forward_from": sender, "forward_date": self._date()}
        return await self._writes(chat, {"contact": card} | passed_on)

    async def edits(self, chat: int, message_id: int, text: str) -> Json:
        """A person changes what they wrote."""
        message = self._said[chat, message_id] | {"text": text, "edit_date": self._date()}
        self._said[chat, message_id] = message
        return await self._happens("edited_message", message)

    async def presses(self, chat: int, message_id: int, data: str, *, forged: bool = False) -> Json:
        """A person presses a button below a message of the bot. A forged press may name any data."""
        post = self._posts[chat, message_id]
        if not forged and data not in [button.get("callback_data") for row in post.buttons for button in row]:
            raise ValueError(f"there is no button {data!r} below this message")
        query = str(next(self._query_ids))
        self._open_queries.add(query)
        event = {
            "id": query,
            "from": self._person(chat).as_json(),
            "message": self._as_json(post),
            "chat_instance": str(-chat * 7_919),
            "data": data,
        }
        return await self._happens("callback_query", event)

    async def block(self, chat: int) -> Json:
        """A person shuts the bot out."""
        return await self._membership(chat, blocked=True)

    async def unblock(self, chat: int) -> Json:
        """A person lets the bot in again."""
        return await self._membership(chat, blocked=False)

    async def repeats(self, update: Json) -> Json:
        """Telegram brings an update a second time."""
        return await self._deliver(dict(update))

    async def _writes(self, chat: int, content: Mapping[str, object]) -> Json:
        person = self._person(chat)
        message_id = next(self._message_ids)
        message = {
            "message_id": message_id, "from": person.as_json(), "chat": person.chat(), "date": self._date(), **content
        }  # fmt: skip
        self._said[chat, message_id] = message
        return await self._happens("message", message)

    async def _membership(self, chat: int, *, blocked: bool) -> Json:
        person = self._person(chat)
        statuses = ("member", "kicked") if blocked else ("kicked", "member")
        person.blocked = blocked
        old, new = ({"user": self._me(), "status": status, "until_date": 0} for status in statuses)
        event = {
            "chat": person.chat(), "from": person.as_json(), "date": self._date(), "old_chat_member": old,
            "new_chat_member": new,
        }  # fmt: skip
        return await self._happens("my_chat_member", event)

    async def happens(self, kind: str, event: Json) -> Json:
        """Anything else that Telegram could tell of."""
        return await self._happens(kind, event)

    async def _happens(self, kind: str, event: Json) -> Json:
        update: dict[str, object] = {"update_id": next(self._update_ids), kind: dict(event)}
        return await self._deliver(update) if kind in self.allowed else update

    def _person(self, chat: int) -> Person:
        return self.people.setdefault(chat, Person(chat, "Camille"))

    def _date(self) -> int:
        return int(self.now().timestamp())

    # bringing updates to the app

    async def _deliver(self, update: dict[str, object]) -> Json:
        async with self._news:
            self.updates.append(update)
            self._news.notify_all()
        if self.webhook:
            await self._post_all()
        return update

    async def _post_all(self) -> None:
        """Post what waits, in order; after a refusal try again in a while, for as long as it takes."""
        async with self._delivering:
            while self.updates and self.webhook:
                self.webhook.last_error = await self._posting_error(self.webhook, self.updates[0])
                if self.webhook.last_error:
                    self._retrying = asyncio.create_task(self._post_later())
                    return
                self.updates.pop(0)

    async def _post_later(self) -> None:
        await asyncio.sleep(0.05)
        await self._post_all()

    async def _posting_error(self, webhook: Webhook, update: Json) -> str | None:
        headers = {"Content-Type": "application/json"}
        if webhook.secret is not None:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret
        try:
            answer = await self._http.post(webhook.url, content=json.dumps(update), headers=headers)
        except httpx.TransportError as error:
            return f"{type(error).__name__}: connection failed"
        return None if answer.is_success else f"Wrong response from the webhook: {answer.status_code}"

    async def __aexit__(self, *details: object) -> None:
        if self._retrying:
            self._retrying.cancel()
        await super().__aexit__(*details)

    # the API

    def routes(self) -> list[Route]:
        return [Route("/bot{token}/{method}", self._call, methods=["GET", "POST"])]

    async def _call(self, request: Request) -> Response:
        async def answer() -> Response:
            try:
                result = await self._work(request)
            except RefusalError as refusal:
                return refusal.response()
            return JSONResponse({"ok": True, "result": result})

        return await self.through_trouble(request, answer)

    async def _work(self, request: Request) -> object:
        if request.path_params["token"] != self.token:
            raise RefusalError(401, "Unauthorized")
        method = self._methods().get(request.path_params["method"].lower())
        if method is None:
            raise RefusalError(404, "Not Found")
        return await method(await _params(request))

    def _methods(self) -> Mapping[str, Callable[[Params], Awaitable[object]]]:
        return {
            "getme": self._get_me, "getupdates": self._get_updates, "setwebhook": self._set_webhook,
            "deletewebhook": self._delete_webhook, "getwebhookinfo": self._get_webhook_info,
            "sendmessage": self._send_message, "editmessagetext": self._edit_text,
            "editmessagereplymarkup": self._edit_markup, "deletemessage": self._delete_message,
            "answercallbackquery": self._answer_query, "sendchataction": self._send_action,
            "setmycommands": self._set_commands,
        }  # fmt: skip

    def _me(self) -> dict[str, object]:
        return {"id": int(self.token.split(":")[0]), "is_bot": True, "first_name": "Allô Cantine", "username": USERNAME}

    async def _get_me(self, _: Params) -> object:
        return self._me() | {
            "can_join_groups": False, "can_read_all_group_messages": False, "supports_inline_queries": False
        }  # fmt: skip

    async def _get_updates(self, params: Params) -> object:
        if self.webhook:
            raise RefusalError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook"
                " first",
            )
        self._allow(params)
        async with self._news:
            self._polls += 1
            mine = self._polls
            self._news.notify_all()  # ends the poll before this one
            self._confirm(int(params.get("offset") or 0))
            await self._wait_for_news(mine, float(params.get("timeout") or 0))
            return self.updates[: int(params.get("limit") or MOST_UPDATES)]

    async def _wait_for_news(self, mine: int, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait_for(lambda: self.updates or self._polls != mine)
        except TimeoutError:
            return
        if self._polls != mine:
            raise RefusalError(
                409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
            )

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self.updates[:] = self.updates[offset:]
        elif offset:
            self.updates[:] = [update for update in self.updates if int(str(update["update_id"])) >= offset]

    def _allow(self, params: Params) -> None:
        if "allowed_updates" in params:
            self.allowed = json.loads(params["allowed_updates"]) or UNDERSTOOD_BY_DEFAULT

    async def _set_webhook(self, params: Params) -> object:
        url, secret = params.get("url", ""), params.get("secret_token")
        if not url:
            return await self._delete_webhook(params)
        if not url.startswith(("https://", "http://127.0.0.1:")):  # plain only on loopback, as a local Bot API server
            raise RefusalError(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if secret is not None and not SECRET.fullmatch(secret):
            raise RefusalError(400, "Bad Request: secret token contains unallowed characters")
        self._allow(params)
        self.webhook = Webhook(url, secret)
        self._retrying = asyncio.create_task(self._post_all())
        return True

    async def _delete_webhook(self, params: Params) -> object:
        self.webhook = None
        if params.get("drop_pending_updates") == "true":
            self.updates.clear()
        return True

    async def _get_webhook_info(self, _: Params) -> object:
        info: dict[str, object] = {
            "url": self.webhook.url if self.webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates),
            "allowed_updates": self.allowed,
        }
        if self.webhook and self.webhook.last_error:
            info |= {"last_error_message": self.webhook.last_error, "last_error_date": self._date()}
        return info

    async def _send_message(self, params: Params) -> object:
        person = self._reachable(params)
        text = _text(params)
        markup = _markup(params)
        post = Post(
            chat=person.id,
            message_id=next(self._message_ids),
            date=self._date(),
            html=params["text"],
            text=text,
            buttons=_buttons(markup),
            keyboard=_keyboard(markup),
        )
        self.sent.append(post)
        self._posts[post.chat, post.message_id] = post
        return self._as_json(post)

    async def _edit_text(self, params: Params) -> object:
        post = self._editable(params)
        text, buttons = _text(params), _buttons(_markup(params))
        if (text, buttons) == (post.text, post.buttons):
            raise RefusalError(400, NOT_MODIFIED)
        post.html, post.text, post.buttons, post.edited = params["text"], text, buttons, True
        return self._as_json(post)

    async def _edit_markup(self, params: Params) -> object:
        post = self._editable(params)
        buttons = _buttons(_markup(params))
        if buttons == post.buttons:
            raise RefusalError(400, NOT_MODIFIED)
        post.buttons = buttons
        return self._as_json(post)

    async def _delete_message(self, params: Params) -> object:
        self._editable(params, "Bad Request: message to delete not found").deleted = True
        return True

    async def _answer_query(self, params: Params) -> object:
        query = params.get("callback_query_id", "")
        if query not in self._open_queries:
            raise RefusalError(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        if len(params.get("text", "")) > LONGEST_ANSWER:
            raise RefusalError(400, "Bad Request: MESSAGE_TOO_LONG")
        self._open_queries.discard(query)
        self.answered.append(query)
        return True

    async def _send_action(self, params: Params) -> object:
        self._reachable(params)
        if params.get("action") != "typing":
            raise RefusalError(400, "Bad Request: wrong parameter action in request")
        return True

    async def _set_commands(self, params: Params) -> object:
        commands = json.loads(params.get("commands", "[]"))
        if len(commands) > 100 or not all(COMMAND.fullmatch(command["command"]) for command in commands):
            raise RefusalError(400, "Bad Request: BOT_COMMAND_INVALID")
        self.commands = commands
        return True

    def queries_grow_old(self) -> None:
        """Too late to answer any press."""
        self._open_queries.clear()

    def told(self) -> list[Mapping[str, object]]:
        return [
            {"chat": post.chat, "message_id": post.message_id, "text": post.text, "html": post.html,
             "buttons": post.buttons, "keyboard": post.keyboard}
            for post in self.sent
        ]  # fmt: skip

    def _reachable(self, params: Params) -> Person:
        person = self.people.get(_chat_id(params))
        if person is None:
            raise RefusalError(400, "Bad Request: chat not found")
        if person.blocked:
            raise RefusalError(403, "Forbidden: bot was blocked by the user")
        return person

    def _editable(self, params: Params, otherwise: str = "Bad Request: message to edit not found") -> Post:
        post = self._posts.get((self._reachable(params).id, int(params.get("message_id") or 0)))
        if post is None or post.deleted:
            raise RefusalError(400, otherwise)
        return post

    def _as_json(self, post: Post) -> dict[str, object]:
        message: dict[str, object] = {
            "message_id": post.message_id, "from": self._me(), "chat": self._person(post.chat).chat(),
            "date": post.date, "text": post.text,
        }  # fmt: skip
        if post.buttons:
            message["reply_markup"] = {"inline_keyboard": post.buttons}
        if post.edited:
            message["edit_date"] = self._date()
        return message


NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a"
    " current content and reply markup of the message"
)


async def _params(request: Request) -> Params:
    body = (await request.body()).decode()
    params = dict(request.query_params)
    if request.headers.get("Content-Type", "").startswith("application/json"):
        return params | {
            name: value if isinstance(value, str) else json.dumps(value)
            for name, value in json.loads(body or "{}").items()
        }
    return params | dict(parse_qsl(body, keep_blank_values=True))


def _chat_id(params: Params) -> int:
    written = params.get("chat_id", "")
    if not written:
        raise RefusalError(400, "Bad Request: chat_id is empty")
    return int(written) if written.lstrip("-").isdecimal() else 0


def _text(params: Params) -> str:
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


def _markup(params: Params) -> Mapping[str, Rows]:
    try:
        markup: Mapping[str, Rows] = json.loads(params.get("reply_markup") or "{}")
    except ValueError:
        raise RefusalError(400, "Bad Request: can't parse reply keyboard markup JSON object") from None
    return markup


def _buttons(markup: Mapping[str, Rows]) -> Rows:
    rows = markup.get("inline_keyboard", [])
    for button in itertools.chain.from_iterable(rows):
        data = button.get("callback_data")
        if not button.get("text"):
            raise RefusalError(400, "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in it")
        if "url" not in button and not (isinstance(data, str) and 1 <= len(data.encode()) <= LONGEST_DATA):
            raise RefusalError(400, "Bad Request: BUTTON_DATA_INVALID")
    return rows


def _keyboard(markup: Mapping[str, Rows]) -> Rows:
    return markup.get("keyboard", [])
