"""Taking a text that needs a human, answering it, being done with it: one of the staff at a time."""

from sqlalchemy import Update, func, update
from starlette.responses import Response

from booking.domain import Entry
from booking.journal import Line, open_act, record
from channels import outbox
from channels.desk.house import PREFIX, Desk
from channels.desk.messages.message import LONGEST, message_of, message_page, writers_of
from channels.desk.messages.waiting import ANSWER, WAITS
from channels.desk.visit import Done, Visit
from channels.notices.wording import as_sent
from channels.tables import InboxMessage
from channels.transport import Outgoing
from channels.web.errors import FieldError

LIST = f"{PREFIX}/messages"


async def take_over(desk: Desk, visit: Visit) -> Done:
    """From now on it is theirs, if nobody else took it since the page was shown; that one is named."""
    number, was = visit.numbered("message"), visit.fields.get("was", "")
    free = (InboxMessage.id == number) & WAITS & (func.coalesce(InboxMessage.taken_by, "") == was)
    taken = update(InboxMessage).where(free).values(taken_by=visit.staff.name, taken_at=visit.now)
    here = f"{LIST}/{number}"
    if await _changed(visit, taken):
        return Done(here, "C'est à vous. Les autres voient que vous vous en occupez.")
    return Done(here, _who_has_it(desk, await message_of(visit)), refused=True)


async def take_answer(desk: Desk, visit: Visit) -> Response | Done:
    """The answer leaves by the channel of the text. One that cannot be taken stays in its form."""
    message = await message_of(visit)
    try:
        text = visit.fields.text("text", longest=LONGEST, needed="Écrivez la réponse.")
    except FieldError as error:
        typed = visit.fields.get("text", "")
        return await message_page(desk, visit, message, text=typed, problem=str(error), status=422)
    if not await _finish(visit, message):
        problem = f"{_who_has_it(desk, await message_of(visit))} Votre réponse n'est pas partie."
        return await message_page(desk, visit, message, text=text, problem=problem, status=409)
    await _send(visit, message, text)
    return Done(LIST, "Votre réponse part. Elle est gardée dans la conversation et au journal.")


async def take_done(desk: Desk, visit: Visit) -> Done:
    """It needs no answer, or had one by telephone."""
    message = await message_of(visit)
    if not await _finish(visit, message):
        return Done(f"{LIST}/{message.id}", _who_has_it(desk, await message_of(visit)), refused=True)
    return Done(LIST, "Fait : ce message n'attend plus.")


async def _finish(visit: Visit, message: InboxMessage) -> bool:
    """Mark as done what nobody else has taken or done; whether that was so."""
    mine = func.coalesce(InboxMessage.taken_by, visit.staff.name) == visit.staff.name
    name, now = visit.staff.name, visit.now
    done = update(InboxMessage).where((InboxMessage.id == message.id) & WAITS & mine)
    taken_at = func.coalesce(InboxMessage.taken_at, now)
    return await _changed(visit, done.values(taken_by=name, taken_at=taken_at, done_by=name, done_at=now))


async def _changed(visit: Visit, change: Update) -> bool:
    rows = await visit.db.scalars(
        change.returning(InboxMessage.id).execution_options(synchronize_session=False),
    )
    return rows.first() is not None


async def _send(visit: Visit, message: InboxMessage, text: str) -> None:
    """Put the answer in the outbox, and in the journal under the name of who wrote it."""
    writers = await writers_of(visit, message)
    families = {writer.family_id for writer in writers}
    family = families.pop() if len(families) == 1 else None
    act = await open_act(visit.db, visit.author(text, family_id=family), now=visit.now)
    await record(visit.db, act, Line(Entry.ANSWERED))
    words = as_sent(text, message.channel)
    guardian = writers[0].id if len(writers) == 1 else None
    letter = Outgoing(message.channel, message.sender, words)
    batch = f"{ANSWER}{message.id}"
    await outbox.queue(visit.db, letter, now=visit.now, answers=message.id, guardian_id=guardian, batch=batch)


def _who_has_it(desk: Desk, message: InboxMessage) -> str:
    if message.done_at is not None:
        return f"{message.done_by} en a fini avec ce message à {desk.local(message.done_at):%H:%M}."
    if message.taken_at is not None:
        return f"{message.taken_by} s'en occupe depuis {desk.local(message.taken_at):%H:%M}."
    return "Plus personne ne s'en occupe. Ouvrez le message de nouveau."
