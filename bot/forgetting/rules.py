"""What is forgotten when. Each rule says what it covers of the register, so that nothing with an end is left out."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias

from sqlalchemy import String, and_, cast, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from booking.domain import Act, AuthorKind
from booking.forgetting.files import billed, forget_children, shell_number
from booking.forgetting.journal import PEOPLE, forget_authors, forget_details, forget_words
from booking.importing.tables import ImportRun, SetAside
from booking.invitations.tables import Invitation
from booking.kept import Until
from booking.reminders.tables import Reminder, ReminderItem, ReminderStop
from booking.rules.keeping import instant_before, months_before
from booking.tables import ActRow, Child, Enrolment, Family, FrozenCount, JournalLine, Reservation, RollCall
from booking.town import Town
from bot.forgetting.rows import (
    AT_ONCE,
    emptied,
    of_old_notices,
    oldest,
    on_file,
    silent_threads,
    unforgotten,
)
from bot.forgetting.rows import (
    gone as removed,
)
from bot.rights.erasing import erase
from bot.rights.people import people_of
from bot.tables import ConversationRow
from channels.desk.tables import FailedLogin, StaffRow, TakenForm
from channels.forgetting import forget_received, forget_sent
from channels.notices.tables import Notice, Recipient
from channels.portal.idempotency import KEPT_FOR
from channels.portal.tables import AnsweredCall, ApiKey, PageBrowser, PageLink, Webhook, WebhookCall
from channels.tables import EarlyReceipt, Handling, InboxMessage, OptOut, OutboxMessage, Unreachable


@dataclass(frozen=True, slots=True)
class Run:
    """One turn: of which town, at what time (aware), and the act that answers for it in the journal."""

    db: AsyncSession
    town: Town
    now: datetime
    act: Act

    def before(self, *, months: int = 0, days: int = 0) -> datetime:
        """The instant before which something is old, in the town's calendar."""
        return instant_before(self.now.astimezone(self.town.zone), months=months, days=days)


Forget: TypeAlias = Callable[[Run], Awaitable[int]]


async def _said(run: Run) -> int:
    """Messages, and words in the journal, of people we know."""
    db, old = run.db, run.before(months=run.town.privacy.keeping.messages_months)
    received = await oldest(db, InboxMessage, InboxMessage.received_at < old, unforgotten(InboxMessage.sender),
                             InboxMessage.state != Handling.NEW)  # fmt: skip
    sent = await oldest(db, OutboxMessage, OutboxMessage.queued_at < old, unforgotten(OutboxMessage.to))  # fmt: skip
    named = (ActRow.author == AuthorKind.GUARDIAN) & (ActRow.author_name != "")
    acts = await oldest(db, ActRow, ActRow.at < old, or_(ActRow.words != "", named))
    return (
        await forget_received(db, InboxMessage.id.in_(received), now=run.now)
        + await forget_sent(db, OutboxMessage.id.in_(sent))
        + await forget_words(db, acts, by=run.act)
        + await silent_threads(db, old)
        + await removed(db, ReminderItem, ReminderItem.closes_at < old)
        + await removed(db, Reminder, Reminder.until < old, ~exists().where(ReminderItem.reminder_id == Reminder.id))
        + await removed(db, Unreachable, Unreachable.since < old)
        + await emptied(db, Recipient, Recipient.address, None, of_old_notices(old))
    )


async def _strangers(run: Run) -> int:
    """Messages from and to numbers that stand on no file."""
    db, old = run.db, run.before(days=run.town.privacy.keeping.strangers_days)
    received = await oldest(db, InboxMessage, InboxMessage.received_at < old, unforgotten(InboxMessage.sender),
                             InboxMessage.state != Handling.NEW, ~on_file(InboxMessage.sender))  # fmt: skip
    sent = await oldest(
        db, OutboxMessage, OutboxMessage.queued_at < old, unforgotten(OutboxMessage.to), ~on_file(OutboxMessage.to)
    )
    threads = and_(ConversationRow.guardian_id.is_(None), ~on_file(ConversationRow.address))
    return (
        await forget_received(db, InboxMessage.id.in_(received), now=run.now)
        + await forget_sent(db, OutboxMessage.id.in_(sent))
        + await silent_threads(db, old, threads)
    )


async def _files(run: Run) -> int:
    """Families of whom no child is enrolled any more, and children who have left while others stay.

    Of a child who never was enrolled there is no last day: the file then lives on from the last act about the family,
    the first of which is the one that wrote it.
    """
    db, keeping = run.db, run.town.privacy.keeping
    today = run.now.astimezone(run.town.zone).date()
    left = months_before(today, keeping.files_months)
    old = run.before(months=keeping.files_months)
    stays = or_(
        exists().where(Enrolment.child_id == Child.id, Enrolment.last >= left),
        exists().where(Reservation.child_id == Child.id, Reservation.made_at >= old),
    )
    was_there = exists().where(Enrolment.child_id == Child.id)
    has_left = Child.last_name == ""
    came = Family.id.in_(select(Child.family_id).where(or_(was_there, has_left)))
    may_come = Family.id.in_(select(Child.family_id).where(~was_there, ~has_left))
    has_acts = exists().where(ActRow.family_id == Family.id)
    acted = exists().where(ActRow.family_id == Family.id, ActRow.at >= old)
    families = select(Family.number).where(
        Family.erased_at.is_(None),
        Family.id.not_in(select(Child.family_id).where(stays)),
        or_(came & ~may_come, ~acted & or_(came, has_acts)),
    )
    numbers = (await db.scalars(families.order_by(Family.id).limit(AT_ONCE // 10))).all()
    for number in numbers:
        await erase(db, await people_of(db, number), keeping, act=run.act, today=today)
    leaving = select(Child.id).where(was_there, ~stays, Child.last_name != "").order_by(Child.id).limit(AT_ONCE)
    children = (await db.scalars(leaving)).all()
    since = months_before(today, 12 * keeping.billing_years)
    kept = await billed(db, children, since=since, today=today)
    await forget_children(db, children, billed=kept.children)
    return len(numbers) + len(children)


async def _billed(run: Run) -> int:
    """What no account asks for any more: absences, details and authors of the journal, names that had to stay."""
    db = run.db
    old = run.before(months=12 * run.town.privacy.keeping.billing_years)
    today = run.now.astimezone(run.town.zone).date()
    written = cast(JournalLine.details, String) != "{}"
    old_acts = select(ActRow.id).where(ActRow.at < old)
    lines = await oldest(db, JournalLine, JournalLine.act_id.in_(old_acts), written)
    acts = await oldest(db, ActRow, ActRow.at < old, ActRow.author.in_(PEOPLE), ActRow.author_name != "")
    absences = Reservation.absence.is_not(None) & (Reservation.made_at < old)
    return (
        await forget_details(db, lines, by=run.act)
        + await forget_authors(db, acts, by=run.act)
        + await emptied(db, Reservation, Reservation.absence, None, absences)
        + await removed(db, RollCall, RollCall.at < old)
        + await emptied(db, FrozenCount, FrozenCount.frozen_by, "", FrozenCount.frozen_at < old)
        + await emptied(db, ImportRun, ImportRun.by, "", ImportRun.at < old)
        + await emptied(db, ReminderStop, ReminderStop.by, "", ReminderStop.at < old)
        + await emptied(db, Notice, Notice.changed_by, "", Notice.changed_at < old)
        + await _names_that_stayed(run, months_before(today, 12 * run.town.privacy.keeping.billing_years))
    )


async def _names_that_stayed(run: Run, since: date) -> int:
    """First names and file numbers that were kept for accounts which have been closed since."""
    db, today = run.db, run.now.astimezone(run.town.zone).date()
    waiting = select(Child.id).where(Child.last_name == "", Child.first_name != "").order_by(Child.id).limit(AT_ONCE)
    children = (await db.scalars(waiting)).all()
    kept = (await billed(db, children, since=since, today=today)).children
    done = [child for child in children if child not in kept]
    await forget_children(db, done, billed=())
    named = exists().where(Child.family_id == Family.id, Child.first_name != "")
    numbered = Family.erased_at.is_not(None) & (
        Family.number != shell_number(0).replace("0", "") + cast(Family.id, String)
    )
    shells = (await db.scalars(select(Family.id).where(numbered, ~named).limit(AT_ONCE))).all()
    for family in shells:
        await db.execute(update(Family).where(Family.id == family).values(number=shell_number(family)))
    return len(done) + len(shells)


async def _drafts(run: Run) -> int:
    """Notices that nobody has sent, nor changed for a while, unless their hour is still to come."""
    old = run.before(days=run.town.privacy.keeping.drafts_days)
    hour = func.coalesce(Notice.no_use_after, Notice.wanted_at, Notice.changed_at)
    return await removed(run.db, Notice, Notice.act_id.is_(None), Notice.changed_at < old, hour < run.now)


async def _set_aside(run: Run) -> int:
    old = run.before(days=run.town.privacy.keeping.set_aside_days)
    runs = select(ImportRun.id).where(ImportRun.at < old)
    return await removed(run.db, SetAside, SetAside.import_id.in_(runs))


async def _access(run: Run) -> int:
    db, old = run.db, run.before(days=run.town.privacy.keeping.access_days)
    return (
        await removed(db, PageLink, PageLink.ends_at < old)
        + await removed(db, PageBrowser, or_(PageBrowser.ends_at < old, PageBrowser.closed_at < old))
        + await removed(db, Invitation, Invitation.expires_at < old)
    )


async def _accounts(run: Run) -> int:
    """Closed accounts and keys; the forms and calls of theirs went long before."""
    db, old = run.db, run.before(months=run.town.privacy.keeping.accounts_months)
    hooks = or_(Webhook.removed_at < old, exists().where(ApiKey.id == Webhook.api_key_id, ApiKey.revoked_at < old))
    calls = select(Webhook.id).where(hooks)
    return (
        await removed(db, WebhookCall, WebhookCall.webhook_id.in_(calls))
        + await removed(db, Webhook, hooks, ~exists().where(WebhookCall.webhook_id == Webhook.id))
        + await removed(db, ApiKey, ApiKey.revoked_at < old, ~exists().where(Webhook.api_key_id == ApiKey.id),
                      ~exists().where(AnsweredCall.api_key_id == ApiKey.id))
        + await removed(db, StaffRow, StaffRow.disabled_at < old, ~exists().where(TakenForm.staff_id == StaffRow.id))
    )  # fmt: skip


async def _stopped(run: Run) -> int:
    """A STOP that was lifted, and one of a number that stands on no file, after three years."""
    old = run.before(months=run.town.privacy.keeping.opt_outs_months)
    return await removed(run.db, OptOut, or_(OptOut.ended_at < old, (OptOut.since < old) & ~on_file(OptOut.address)))


async def _passing(run: Run) -> int:
    """What serves for an hour, or for a day or two."""
    db, now = run.db, run.now
    return (
        await removed(db, FailedLogin, FailedLogin.at < now - timedelta(hours=1))
        + await removed(db, TakenForm, TakenForm.at < now - timedelta(days=1))
        + await removed(db, EarlyReceipt, EarlyReceipt.at < now - timedelta(days=1))
        + await removed(db, AnsweredCall, AnsweredCall.at < now - KEPT_FOR)
    )


@dataclass(frozen=True, slots=True)
class Rule:
    """What is forgotten, in French for the operator, and the tables of which the register says that it ends so."""

    said: str
    ends: Mapping[Until, frozenset[str]]
    forget: Forget


def _tables(words: str) -> frozenset[str]:
    return frozenset(words.split())


RULES: Sequence[Rule] = (
    Rule(
        "messages et mots du journal",
        {Until.SAID: _tables("inbox outbox acts conversations reminders reminder_items unreachable notice_recipients")},
        _said,
    ),
    Rule("messages de numéros inconnus", {}, _strangers),
    Rule(
        "dossiers de familles parties",
        {Until.FILE_ENDS: _tables("families guardians children enrolments imported_families calendar_feeds")},
        _files,
    ),
    Rule(
        "ce qui justifiait une facture",
        {Until.BILLED: _tables("reservations journal frozen_counts imports reminder_stops notices roll_calls")},
        _billed,
    ),
    Rule("brouillons d'avis", {Until.DRAFT: _tables("notices")}, _drafts),
    Rule("lignes mises de côté", {Until.SET_ASIDE: _tables("set_aside")}, _set_aside),
    Rule("liens, navigateurs et codes", {Until.ACCESS_ENDS: _tables("page_links page_browsers invitations")}, _access),
    Rule("comptes et clés fermés", {Until.ACCOUNT_ENDS: _tables("staff api_keys webhooks")}, _accounts),
    Rule("STOP anciens", {Until.STOPPED: _tables("opt_outs")}, _stopped),
    Rule(
        "ce qui ne sert qu'un moment",
        {
            Until.AN_HOUR: _tables("failed_logins"),
            Until.A_DAY: _tables("taken_forms early_receipts"),
            Until.TWO_DAYS: _tables("answered_calls"),
        },
        _passing,
    ),
)
