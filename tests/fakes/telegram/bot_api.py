"""The methods of the Bot API that a bot like ours calls. https://core.telegram.org/bots/api#available-methods"""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.telegram.delivery import Delivery
from tests.fakes.telegram.params import (
    Params,
    chat_id,
    inline_buttons,
    markup_of,
    params_of,
    previews_links,
    reply_keyboard,
    visible_text,
)
from tests.fakes.telegram.refusals import RefusalError
from tests.fakes.telegram.world import TOKEN, Json, Person, Post

LONGEST_ANSWER = 200
MOST_COMMANDS = 100
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a"
    " current content and reply markup of the message"
)


class BotApi(Delivery):
    """Does what a bot asks, or says why not."""

    def __init__(self, *, now: Callable[[], datetime], app: str | None = None, token: str = TOKEN) -> None:
        super().__init__(now=now, app=app, token=token)
        self.answered: list[str] = []
        self.commands: list[Json] = []

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
        return await method(await params_of(request))

    def _methods(self) -> Mapping[str, Callable[[Params], Awaitable[object]]]:
        return {
            "getme": self._get_me, "getupdates": self.get_updates, "setwebhook": self.set_webhook,
            "deletewebhook": self.delete_webhook, "getwebhookinfo": self.get_webhook_info,
            "sendmessage": self._send_message, "editmessagetext": self._edit_text,
            "editmessagereplymarkup": self._edit_markup, "deletemessage": self._delete_message,
            "answercallbackquery": self._answer_query, "sendchataction": self._send_action,
            "setmycommands": self._set_commands,
        }  # fmt: skip

    async def _get_me(self, _: Params) -> object:
        return self.me() | {
            "can_join_groups": False, "can_read_all_group_messages": False, "supports_inline_queries": False
        }  # fmt: skip

    async def _send_message(self, params: Params) -> object:
        person = self._reachable(params)
        text = visible_text(params)
        markup = markup_of(params)
        post = Post(
            chat=person.id,
            message_id=next(self.new_message_ids),
            date=self.date(),
            html=params["text"],
            text=text,
            buttons=inline_buttons(markup),
            keyboard=reply_keyboard(markup),
            previews_links=previews_links(params),
        )
        self.sent.append(post)
        self.posts[post.chat, post.message_id] = post
        return self.shown(post)

    async def _edit_text(self, params: Params) -> object:
        post = self._editable(params)
        text, buttons = visible_text(params), inline_buttons(markup_of(params))
        if (text, buttons) == (post.text, post.buttons):
            raise RefusalError(400, NOT_MODIFIED)
        post.html, post.text, post.buttons, post.edited = params["text"], text, buttons, True
        return self.shown(post)

    async def _edit_markup(self, params: Params) -> object:
        post = self._editable(params)
        buttons = inline_buttons(markup_of(params))
        if buttons == post.buttons:
            raise RefusalError(400, NOT_MODIFIED)
        post.buttons = buttons
        return self.shown(post)

    async def _delete_message(self, params: Params) -> object:
        self._editable(params, "Bad Request: message to delete not found").deleted = True
        return True

    async def _answer_query(self, params: Params) -> object:
        query = params.get("callback_query_id", "")
        if query not in self.open_queries:
            raise RefusalError(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        if len(params.get("text", "")) > LONGEST_ANSWER:
            raise RefusalError(400, "Bad Request: MESSAGE_TOO_LONG")
        self.open_queries.discard(query)
        self.answered.append(query)
        return True

    async def _send_action(self, params: Params) -> object:
        self._reachable(params)
        if params.get("action") != "typing":
            raise RefusalError(400, "Bad Request: wrong parameter action in request")
        return True

    async def _set_commands(self, params: Params) -> object:
        commands = json.loads(params.get("commands", "[]"))
        if len(commands) > MOST_COMMANDS or not all(COMMAND.fullmatch(command["command"]) for command in commands):
            raise RefusalError(400, "Bad Request: BOT_COMMAND_INVALID")
        self.commands = commands
        return True

    def _reachable(self, params: Params) -> Person:
        person = self.people.get(chat_id(params))
        if person is None:
            raise RefusalError(400, "Bad Request: chat not found")
        if person.blocked:
            raise RefusalError(403, "Forbidden: bot was blocked by the user")
        return person

    def _editable(self, params: Params, otherwise: str = "Bad Request: message to edit not found") -> Post:
        post = self.posts.get((self._reachable(params).id, int(params.get("message_id") or 0)))
        if post is None or post.deleted:
            raise RefusalError(400, otherwise)
        return post
