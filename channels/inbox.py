"""The inbox: every message that reached us, kept once, whatever happens next."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import Database, insert_each_once, run, table_of, write
from booking.trace import traced
from channels.keeping_together import KeptTogether
from channels.tables import Course, ForStaff, Handling, InboxMessage
from channels.transport import Channel, Incoming, Kind

log = structlog.get_logger(__name__)

PAUSES = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 1800))  # before each further try at a text
ALL = 10_000  # messages of one person: until none waits
LAST_WORDS = 10.0  # seconds that a process which ends leaves to the texts in hand
AT_ONCE = 8  # texts handled side by side; more only queue up for the same database


async def keep(db: AsyncSession, incoming: Incoming) -> int | None:
    """Write a message down; its number, or none where the provider's id is there already."""
    return (await keep_all(db, [incoming]))[0]


async def keep_all(db: AsyncSession, together: Sequence[Incoming]) -> Sequence[int | None]:
    """The same for several messages, in one round trip."""
    rows = [_row(incoming) for incoming in together]
    return await insert_each_once(db, InboxMessage, ("channel", "provider_id"), rows)


def _row(incoming: Incoming) -> Mapping[str, object]:
    extra = {"phone": incoming.phone, "to": incoming.to, "pressed": incoming.pressed, "message": incoming.message}
    return {
        "channel": incoming.channel,
        "provider_id": incoming.provider_id,
        "sender": incoming.sender,
        "kind": incoming.kind,
        "text": incoming.text,
        "extra": {name: value for name, value in extra.items() if value is not None},
        "received_at": incoming.received_at,
        "next_try_at": incoming.received_at,
        "trace": incoming.trace,
    }


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that is not handled yet."""

    id: int
    channel: Channel
    sender: str
    kind: Kind
    text: str
    extra: Mapping[str, str]
    received_at: datetime
    attempts: int
    trace: str | None


INBOX = table_of(InboxMessage).c  # the bare table: these run for every text, and need none of the ORM's work
OLDEST = (
    select(
        INBOX.id,
        INBOX.channel,
        INBOX.sender,
        INBOX.kind,
        INBOX.text,
        INBOX.extra,
        INBOX.received_at,
        INBOX.attempts,
        INBOX.trace,
        INBOX.next_try_at,
    )
    .where(INBOX.channel == bindparam("channel"), INBOX.sender == bindparam("sender"), INBOX.state == Handling.NEW)
    .order_by(INBOX.id)
    .limit(1)
)


async def oldest_waiting(db: AsyncSession, channel: Channel, sender: str, *, now: datetime) -> Waiting | None:
    """The oldest message of this person that is not handled. While it pauses before another try, none:
    what came after it must not overtake it."""
    row = (await run(db, OLDEST, channel=channel, sender=sender)).first()
    if row is None:
        return None
    number, channel, sender, kind, text, extra, received_at, attempts, trace, next_try_at = row
    if next_try_at > now:
        return None
    return Waiting(number, channel, sender, kind, text, extra, received_at, attempts, trace)


async def last_heard(db: AsyncSession, channel: Channel, sender: str) -> datetime | None:
    """When this person last wrote to us there (aware); none if never."""
    written = select(func.max(InboxMessage.received_at)).where(
        InboxMessage.channel == channel, InboxMessage.sender == sender
    )
    return await db.scalar(written)


async def oldest_arrival(db: AsyncSession) -> datetime | None:
    """When the oldest message reached us that is still to be handled; none where none is."""
    waiting = select(func.min(InboxMessage.received_at)).where(InboxMessage.state == Handling.NEW)
    return await db.scalar(waiting)


async def waiting_senders(db: AsyncSession, *, now: datetime, limit: int = 500) -> Sequence[tuple[Channel, str]]:
    """Whose messages are due to be handled: those that a process took in and did not finish, or that failed before."""
    due = (
        select(InboxMessage.channel, InboxMessage.sender)
        .where(InboxMessage.state == Handling.NEW, InboxMessage.next_try_at <= now)
        .distinct()
        .limit(limit)
    )
    return [(channel, sender) for channel, sender in await db.execute(due)]


HANDLED = (
    update(table_of(InboxMessage))
    .where(INBOX.id == bindparam("message"))
    .values(state=Handling.HANDLED, handled_at=bindparam("at"), error=None, course=bindparam("went"))
)


async def mark_handled(db: AsyncSession, message_id: int, course: Course | None = None, *, now: datetime) -> None:
    """Done with it, in the same transaction as all that it caused. `course` tells how it went, where it was a text."""
    await write(db, HANDLED, {"message": message_id, "at": now, "went": course})


async def leave_to_staff(db: AsyncSession, message_id: int, why: ForStaff) -> None:
    """A person must see this message."""
    await db.execute(
        update(InboxMessage)
        .where(InboxMessage.id == message_id)
        .values(for_staff=why)
        .execution_options(synchronize_session=False)
    )


async def mark_failed(db: AsyncSession, message: Waiting, error: str, *, now: datetime) -> None:
    """Another try after a growing pause; after the last one it is left to a person.

    `error` is kept for whoever looks: the class of what went wrong and its place, without anybody's data.
    """
    given_up = message.attempts >= len(PAUSES)
    left_to_staff: Mapping[str, object] = {"for_staff": ForStaff.NOT_HANDLED} if given_up else {}
    await db.execute(
        update(InboxMessage)
        .where(InboxMessage.id == message.id, InboxMessage.state == Handling.NEW)
        .values(
            state=Handling.FAILED if given_up else Handling.NEW,
            attempts=message.attempts + 1,
            next_try_at=now if given_up else now + PAUSES[message.attempts],
            error=error,
            **left_to_staff,
        )
        .execution_options(synchronize_session=False)
    )


class Inbox:
    """Takes messages in and has them answered: kept first, committed, then handed on.

    `answer` handles the oldest waiting message of one person, in a transaction of its own, and tells whether there
    was one.
    """

    def __init__(
        self,
        database: Database,
        answer: Callable[[Channel, str], Awaitable[bool]],
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._together = KeptTogether(database, keep_all)
        self._answer = answer
        self._now = now
        self._room = asyncio.Semaphore(AT_ONCE)
        self._running: set[asyncio.Task[None]] = set()
        self._due: dict[tuple[Channel, str], int] = {}  # how many messages of whom are to be answered

    async def receive(self, incoming: Incoming) -> None:
        """Keep a message, and have it handled soon after; a second delivery has no second effect."""
        with traced(incoming.trace):
            if await self._together.keep(incoming) is None:
                log.info("text.received_again", channel=incoming.channel)
                return
            log.info("text.received", channel=incoming.channel, kind=incoming.kind)
        self._hand_on((incoming.channel, incoming.sender), 1)

    async def sweep(self) -> None:
        """Hand on all that is due: after a crash, after a failure, from another process."""
        async with self._database.reading() as db:
            senders = await waiting_senders(db, now=self._now())
        for sender in senders:
            if sender not in self._due:
                self._hand_on(sender, ALL)

    async def settle(self, *, at_most: float | None = None) -> None:
        """Wait until all that was handed on has been answered, or so many seconds; the rest is swept up later."""
        try:
            async with asyncio.timeout(at_most):
                while self._running:
                    await asyncio.wait([*self._running])
        except TimeoutError:
            log.warning("texts.left_for_later", number=len(self._running))

    def _hand_on(self, sender: tuple[Channel, str], messages: int) -> None:
        """One task for each person: two would only wait for the same conversation."""
        is_answered_already = sender in self._due
        self._due[sender] = self._due.get(sender, 0) + messages
        if not is_answered_already:
            task = asyncio.create_task(self._have_answered(sender))
            self._running.add(task)
            task.add_done_callback(self._let_go)

    async def _have_answered(self, sender: tuple[Channel, str]) -> None:
        try:
            while due := self._due[sender]:
                async with self._room:
                    some_waited = await self._answer(*sender)
                self._due[sender] -= 1 if some_waited else due  # what came in meanwhile is still due
        finally:
            del self._due[sender]

    def _let_go(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:  # the next sweep takes the text up again
            log.error("text.not_answered", cause=type(error).__name__, alarm=True)
