"""One text that needs a human: the conversation around it, and how the bot read it."""

from collections.abc import Sequence

from sqlalchemy import select
from starlette.responses import Response

from booking.tables import Guardian
from channels.desk.families.conversation import LATEST, conversation_with
from channels.desk.house import Desk
from channels.desk.messages.waiting import ANSWER, REASONS
from channels.desk.messages.writers import writers_at
from channels.desk.reading import Reading
from channels.desk.visit import Visit
from channels.tables import InboxMessage, OutboxMessage
from channels.transport import Kind
from channels.web.errors import NotFoundError

BEFORE = 12  # messages of the conversation that stand around the text
LONGEST = 1000  # characters of an answer: seven segments


async def show_message(desk: Desk, visit: Visit) -> Response:
    """The text, what was answered, and the form for an answer."""
    return await message_page(desk, visit, await message_of(visit))


async def message_of(visit: Visit) -> InboxMessage:
    """The message whose number stands in the address. Raises NotFoundError."""
    row = await visit.db.get(InboxMessage, visit.numbered("message"), populate_existing=True)
    if row is None or row.for_staff not in REASONS:
        raise NotFoundError("Ce message n'existe pas, ou n'attend personne.")
    return row


async def writers_of(visit: Visit, message: InboxMessage) -> Sequence[Guardian]:
    """Who may have written it."""
    address = (message.channel, message.sender)
    return (await writers_at(visit.db, [address]))[address]


async def message_page(
    desk: Desk, visit: Visit, message: InboxMessage, *, text: str = "", problem: str = "", status: int = 200
) -> Response:
    """The page of a message; with what was typed, and what stands against it, where it could not be taken."""
    writers = await writers_of(visit, message)
    replies = select(OutboxMessage).where(OutboxMessage.answers == message.id, OutboxMessage.instead_of.is_(None))
    told = (await visit.db.scalars(replies.order_by(OutboxMessage.id))).all()
    return desk.page(
        visit,
        "messages/message.html",
        status=status,
        message=message,
        writers=writers,
        since=visit.now - message.received_at,
        by_bot=[each for each in told if not (each.batch or "").startswith(ANSWER)],
        said=(await conversation_with(visit.db, writers, limit=LATEST))[-BEFORE:],
        reading=_reading(desk, message, writers),
        text=text,
        problem=problem,
        longest=LONGEST,
    )


def _reading(desk: Desk, message: InboxMessage, writers: Sequence[Guardian]) -> Reading | None:
    """How the bot reads it; a picture or a button has no words to read."""
    if message.kind not in (Kind.TEXT, Kind.EDITED):
        return None
    children = dict.fromkeys(child.first_name for writer in writers for child in writer.family.children)
    return desk.read(message.text, desk.local(message.received_at).date(), tuple(children))
