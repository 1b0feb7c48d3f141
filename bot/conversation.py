"""One text, answered: lock the conversation, understand, act, word the reply; all of it in one transaction, or none.

It can be run again: whatever failed left nothing behind but the text itself, in the inbox.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import DATABASE_FAILURES, Database, is_away, is_broken, is_conflict
from booking.households import Household
from booking.town import Town
from booking.trace import follow, traced
from bot.answering import answer
from bot.callers import is_named, known_at, who_is
from bot.failures import described, places_of
from bot.informing import asks_for_their_data, informed, their_data
from bot.letter_codes import linked_by_code
from bot.listening import Listen
from bot.loops import Lately, Loop, heard_lately
from bot.pending import Asking
from bot.replies import office_phone
from bot.reply import Reply, say
from bot.silence import must_prove_themselves
from bot.speaking import outgoing, style_of
from bot.strangers import answer_stranger
from bot.threads import Thread, keep_thread, lock_thread, note_informed
from bot.turn import Turn
from bot.which_family import ask_which_family, language_of
from bot.wishes import is_silence_wanted, note_wish
from channels import inbox, outbox
from channels.errors import Failure
from channels.inbox import Waiting
from channels.tables import Course, ForStaff
from channels.transport import Channel, Kind
from channels.unreachable import note_reachable, note_unreachable
from messages.wording.catalogue import Catalogue

log = structlog.get_logger(__name__)

CONFLICTS_AT_MOST = 5  # in a row; each one means that another text got on, so this many are already unlikely


class Conversations:
    """Answers the texts of everybody, one after the other for each person."""

    def __init__(
        self,
        database: Database,
        town: Town,
        listen: Listen,
        catalogue: Catalogue,
        now: Callable[[], datetime],
        ring: Callable[[], None],
        *,
        address: str | None = None,
    ) -> None:
        self._database = database
        self._town = town
        self._listen = listen
        self._catalogue = catalogue
        self._now = now
        self._ring = ring
        self._address = address

    async def answer(self, channel: Channel, address: str) -> bool:
        """Handle the oldest waiting message of this person; false where none waits, or none can be handled now.

        Raises nothing. A database that is away is no fault of the message: it waits, and no try is counted.
        """
        with traced(None):
            try:
                handled = await self._handle(channel, address)
            except Exception as error:  # noqa: BLE001 - whatever it is, the parent hears of it, and it is tried again
                handled = await self._leave_for_later(channel, address, error)
        self._ring()
        return handled

    async def _handle(self, channel: Channel, address: str) -> bool:
        for attempt in range(CONFLICTS_AT_MOST):
            try:
                async with self._database.writing() as db:
                    return await self._handle_in(db, channel, address)
            except DATABASE_FAILURES as error:
                if not (is_conflict(error) or is_broken(error)) or attempt == CONFLICTS_AT_MOST - 1:
                    raise
        return False

    async def _leave_for_later(self, channel: Channel, address: str, error: Exception) -> bool:
        if is_away(error):
            log.warning("text.waits_for_the_database", channel=channel, cause=type(error).__name__)
            return False
        log.error("text.not_handled", channel=channel, error=described(error), way=places_of(error), alarm=True)
        try:
            return await self._apologise(channel, address, described(error))
        except DATABASE_FAILURES as another:
            log.warning("text.waits_for_the_database", channel=channel, cause=type(another).__name__)
            return False

    async def _handle_in(self, db: AsyncSession, channel: Channel, address: str) -> bool:
        now = self._now()
        thread = await lock_thread(db, channel, address, now=now)
        message = await inbox.oldest_waiting(db, channel, address, now=now)
        if message is None:
            return False
        follow(message.trace)
        lately = await heard_lately(db, message)
        if lately.loop is not None:
            await self._break_loop(db, message, lately.loop, now)
            return True
        language, after, reply = await self._reply_to(db, thread, lately, now)
        if self._town.privacy.first_contact and reply.messages and not thread.informed:
            reply = informed(self._catalogue, self._town, message, reply, language)
            await note_informed(db, thread, now=now)
        await self._send(db, message, reply, language, after.guardian_id, now)
        await inbox.mark_handled(db, message.id, course_of(thread, after, message.received_at), now=now)
        if after != thread:
            await keep_thread(db, after)
        log.info("text.handled", channel=channel, message=message.id, open=reply.question is not None)
        return True

    async def _break_loop(self, db: AsyncSession, message: Waiting, loop: Loop, now: datetime) -> None:
        """Say once that there is silence from now on, and let staff see why."""
        if loop.is_first:
            log.warning("text.loop", channel=message.channel, message=message.id)
            await inbox.leave_to_staff(db, message.id, ForStaff.LOOP)
            await self._send(db, message, say("loop", phone=office_phone(self._town)), "fr", None, now)
        await inbox.mark_handled(db, message.id, now=now)

    async def _reply_to(
        self, db: AsyncSession, thread: Thread, lately: Lately, now: datetime
    ) -> tuple[str, Thread, Reply]:
        message = lately.message
        if message.kind in (Kind.BLOCKED, Kind.UNBLOCKED):
            await _note_door(db, message, now=now)
            return "fr", thread, Reply()
        known = await known_at(db, thread.channel, thread.address)
        if asks_for_their_data(message):
            return language_of(known), thread, their_data(self._town, self._address)
        unproven = len(known) == 1 and await must_prove_themselves(db, thread, lately)
        silent = is_silence_wanted(message, self._listen, self._town) if unproven or len(known) != 1 else None
        if silent is not None:
            await note_wish(db, message, silent, now=now)
            return language_of(known), thread, say("stopped" if silent else "started")
        if len(known) != 1 and (linked := await self._linked(db, thread, message, now)) is not None:
            return linked
        if not known or message.kind in (Kind.CONTACT, Kind.OTHERS_CONTACT):
            return "fr", thread, await answer_stranger(db, self._town, thread.channel, thread.address, message)
        caller = who_is(known, message.text, before=thread.guardian_id)
        if caller is None or (unproven and not is_named(caller, message.text)):
            return await self._ask_whose(db, thread, known, message)
        turn = Turn(
            db,
            self._town,
            caller,
            message.channel,
            message.text,
            message.id,
            arrived=message.received_at,
            now=now,
            address=self._address,
        )
        reply, understood = await answer(turn, message, thread.pending, self._listen, thread.misunderstood)
        misunderstood = 0 if understood else thread.misunderstood + 1
        after = replace(
            thread,
            guardian_id=caller.guardian_id,
            pending=reply.question,
            misunderstood=misunderstood,
        )
        if reply.silent is not None:
            await note_wish(db, message, reply.silent, now=now)
        return reply.language or caller.language, after, reply

    async def _linked(
        self, db: AsyncSession, thread: Thread, message: Waiting, now: datetime
    ) -> tuple[str, Thread, Reply] | None:
        """The answer to a code from a letter; none for any other text."""
        guardian = await linked_by_code(db, thread.channel, thread.address, message, now=now)
        if guardian is None:
            return None
        after = replace(thread, guardian_id=guardian.id, pending=None, misunderstood=0)
        return guardian.language, after, say("linked", name=guardian.name)

    async def _ask_whose(
        self, db: AsyncSession, thread: Thread, known: Sequence[Household], message: Waiting
    ) -> tuple[str, Thread, Reply]:
        asked = thread.pending is not None and thread.pending.asking is Asking.FAMILY
        tries = thread.misunderstood if asked else 0
        reply = await ask_which_family(
            db, self._town, known, message, self._listen, thread.pending, misunderstood=tries
        )
        after = replace(thread, pending=reply.question, misunderstood=tries + 1)
        return language_of(known), after, reply

    async def _send(
        self, db: AsyncSession, message: Waiting, reply: Reply, language: str, guardian_id: int | None, now: datetime
    ) -> None:
        if reply.messages:
            words = outgoing(
                self._catalogue,
                reply,
                channel=message.channel,
                to=message.sender,
                style=style_of(message.channel),
                language=language,
            )
            await outbox.queue(db, words, now=now, answers=message.id, guardian_id=guardian_id)

    async def _apologise(self, channel: Channel, address: str, error: str) -> bool:
        """Say once, honestly, that it is our fault; and plan the next try."""
        now = self._now()
        language = await self._language_of(channel, address)
        async with self._database.writing() as db:
            await lock_thread(db, channel, address, now=now)  # whoever else failed with it must not say it again
            message = await inbox.oldest_waiting(db, channel, address, now=now)
            if message is None:
                return False
            if message.attempts == 0:
                await self._send(db, message, say("our-fault", phone=office_phone(self._town)), language, None, now)
            await inbox.mark_failed(db, message, error, now=now)
        return True

    async def _language_of(self, channel: Channel, address: str) -> str:
        """In a transaction of its own: who this is may be the very thing that cannot be found out."""
        try:
            async with self._database.reading() as db:
                known = await known_at(db, channel, address)
        except (*DATABASE_FAILURES, ValueError, LookupError):
            return "fr"
        return language_of(known)


def course_of(before: Thread, after: Thread, arrived: datetime) -> Course:
    """How a text went that reached us at `arrived`, by how the conversation stood before and stands after it."""
    if after.pending is not None:
        return Course.ASKED
    if after.misunderstood > 0:
        return Course.NOT_UNDERSTOOD
    was_asked = before.pending is not None and not before.pending.has_expired(arrived)
    return Course.ANSWERED if was_asked else Course.AT_ONCE


async def _note_door(db: AsyncSession, message: Waiting, *, now: datetime) -> None:
    """A bot was shut out, or let in again; neither says anything of what the person wants to hear of."""
    if message.kind is Kind.BLOCKED:
        await note_unreachable(db, message.channel, message.sender, Failure.BLOCKED, now=now)
    else:
        await note_reachable(db, message.channel, message.sender)
