"""What people do. Each act gives the update that tells the app of it."""

import itertools
from collections.abc import Callable, Mapping
from datetime import datetime

from tests.fakes.telegram.delivery import Delivery
from tests.fakes.telegram.world import TOKEN, Json


class People(Delivery):
    """The other side of the chat."""

    def __init__(self, *, now: Callable[[], datetime], app: str | None = None, token: str = TOKEN) -> None:
        super().__init__(now=now, app=app, token=token)
        self._said: dict[tuple[int, int], dict[str, object]] = {}
        self._query_ids = itertools.count(4_000_000_000_000_000_001)

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
            origin = {"type": "user", "date": self.date(), "sender_user": sender}
            passed_on = {"forward_origin": origin, "forward_from": sender, "forward_date": self.date()}
        return await self._writes(chat, {"contact": card} | passed_on)

    async def edits(self, chat: int, message_id: int, text: str) -> Json:
        """A person changes what they wrote."""
        message = self._said[chat, message_id] | {"text": text, "edit_date": self.date()}
        self._said[chat, message_id] = message
        return await self.happens("edited_message", message)

    async def presses(self, chat: int, message_id: int, data: str, *, forged: bool = False) -> Json:
        """A person presses a button below a message of the bot. A forged press may name any data."""
        post = self.posts[chat, message_id]
        if not forged and data not in [button.get("callback_data") for row in post.buttons for button in row]:
            raise ValueError(f"there is no button {data!r} below this message")
        query = str(next(self._query_ids))
        self.open_queries.add(query)
        event = {
            "id": query,
            "from": self.person(chat).as_json(),
            "message": self.shown(post),
            "chat_instance": str(-chat * 7_919),
            "data": data,
        }
        return await self.happens("callback_query", event)

    async def block(self, chat: int) -> Json:
        """A person shuts the bot out."""
        return await self._membership(chat, blocked=True)

    async def unblock(self, chat: int) -> Json:
        """A person lets the bot in again."""
        return await self._membership(chat, blocked=False)

    async def repeats(self, update: Json) -> Json:
        """Telegram brings an update a second time."""
        return await self.deliver(dict(update))

    async def _writes(self, chat: int, content: Mapping[str, object]) -> Json:
        person = self.person(chat)
        message_id = next(self.new_message_ids)
        message = {
            "message_id": message_id, "from": person.as_json(), "chat": person.chat(), "date": self.date(), **content
        }  # fmt: skip
        self._said[chat, message_id] = message
        return await self.happens("message", message)

    async def _membership(self, chat: int, *, blocked: bool) -> Json:
        person = self.person(chat)
        statuses = ("member", "kicked") if blocked else ("kicked", "member")
        person.blocked = blocked
        old, new = ({"user": self.me(), "status": status, "until_date": 0} for status in statuses)
        event = {
            "chat": person.chat(), "from": person.as_json(), "date": self.date(), "old_chat_member": old,
            "new_chat_member": new,
        }  # fmt: skip
        return await self.happens("my_chat_member", event)
