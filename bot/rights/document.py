"""What is kept of a family, to be handed over (RGPD, articles 15 and 20): rows for machines, a page for people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from jinja2 import Environment, PackageLoader, StrictUndefined
from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase

from booking.database import table_of
from booking.importing.tables import ImportedFamily, SetAside
from booking.invitations.tables import Invitation
from booking.reminders.tables import Reminder, ReminderItem
from booking.tables import (
    ActRow,
    Child,
    Enrolment,
    Family,
    Guardian,
    JournalLine,
    Reservation,
    RollCall,
    Session,
    StandingBooking,
)  # fmt: skip
from booking.town import Town
from bot.exporting.values import plain
from bot.rights.people import People
from bot.tables import ConversationRow
from channels.desk.words import AUTHORS, CHANNELS, ENTRIES, STATES
from channels.notices.tables import Recipient
from channels.portal.tables import CalendarFeed, PageBrowser, PageLink
from channels.privacy.words import Words
from channels.tables import InboxMessage, OptOut, OutboxMessage, Unreachable
from channels.web.french import FILTERS

SECRETS = frozenset({"digest"})  # opens something, and says nothing of anybody
Rows = Sequence[Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Document:
    """All that is kept of some people: the rows of each table, as they are stored. `page` is the same to be read."""

    number: str
    tables: Mapping[str, Rows]
    page: str


def belongings(people: People) -> Mapping[type[DeclarativeBase], ColumnElement[bool]]:
    """Which rows of which table are theirs."""
    guardians, children, addresses = people.guardian_ids, people.child_ids, people.addresses
    of_file = {
        Family: Family.id == people.family.id,
        ImportedFamily: ImportedFamily.family_id == people.family.id,
        SetAside: or_(SetAside.family_id == people.family.id, SetAside.number == people.family.number),
    }
    theirs: dict[type[DeclarativeBase], ColumnElement[bool]] = {
        Guardian: Guardian.id.in_(guardians),
        Child: Child.id.in_(children),
        Enrolment: Enrolment.child_id.in_(children),
        Reservation: Reservation.child_id.in_(children),
        RollCall: RollCall.reservation_id.in_(select(Reservation.id).where(Reservation.child_id.in_(children))),
        StandingBooking: StandingBooking.child_id.in_(children),
        ActRow: ActRow.id.in_(people.acts),
        JournalLine: JournalLine.id.in_(people.lines),
        InboxMessage: InboxMessage.sender.in_(addresses),
        OutboxMessage: or_(OutboxMessage.to.in_(addresses), OutboxMessage.guardian_id.in_(guardians)),
        ConversationRow: or_(ConversationRow.address.in_(addresses), ConversationRow.guardian_id.in_(guardians)),
        Reminder: Reminder.guardian_id.in_(guardians),
        ReminderItem: ReminderItem.guardian_id.in_(guardians),
        Recipient: Recipient.guardian_id.in_(guardians),
        OptOut: OptOut.address.in_(addresses),
        Unreachable: Unreachable.address.in_(addresses),
        Invitation: Invitation.guardian_id.in_(guardians),
        PageLink: PageLink.guardian_id.in_(guardians),
        PageBrowser: PageBrowser.guardian_id.in_(guardians),
        CalendarFeed: CalendarFeed.guardian_id.in_(guardians),
    }
    return (of_file | theirs) if people.children or people.whole_file else theirs


async def document_of(db: AsyncSession, town: Town, people: People, *, now: datetime) -> Document:
    """Everything that is kept of them. A conversation is that of the guardians who are meant, and of no other."""
    tables = {
        table_of(entity).name: [
            {name: plain(value) for name, value in row.items() if name not in SECRETS}
            for row in (await db.execute(select(table_of(entity)).where(which))).mappings()
        ]
        for entity, which in belongings(people).items()
    }
    shown = {
        "messages": await _messages(db, people),
        "reservations": (await db.execute(_reservations(people))).all(),
        "journal": (await db.execute(_journal(people))).all(),
    }
    return Document(people.family.number, tables, _page(town, people, tables, shown, now))


async def _messages(db: AsyncSession, people: People) -> Sequence[tuple[datetime, str, str]]:
    which = belongings(people)
    received = select(InboxMessage.received_at, InboxMessage.text).where(which[InboxMessage])
    sent = select(OutboxMessage.queued_at, OutboxMessage.text).where(which[OutboxMessage])
    both = [(at, "reçu de vous", text) for at, text in await db.execute(received)]
    both += [(at, "envoyé", text) for at, text in await db.execute(sent)]
    return sorted(both)


def _reservations(people: People) -> Select[Session, Reservation, str]:
    return (
        select(Session, Reservation, Child.first_name)
        .join(Session, Session.id == Reservation.session_id)
        .join(Child, Child.id == Reservation.child_id)
        .where(Reservation.child_id.in_(people.child_ids))
        .order_by(Session.date, Reservation.id)
    )


def _journal(people: People) -> Select[JournalLine, ActRow]:
    return (
        select(JournalLine, ActRow)
        .join(ActRow, ActRow.id == JournalLine.act_id)
        .where(JournalLine.id.in_(people.lines))
        .order_by(JournalLine.id)
    )


def _page(town: Town, people: People, tables: Mapping[str, Rows], shown: Mapping[str, object], now: datetime) -> str:
    pages = Environment(loader=PackageLoader("bot.rights"), autoescape=True, undefined=StrictUndefined)
    pages.filters |= FILTERS | {"local": lambda at: at.astimezone(town.zone).strftime("%d/%m/%Y %H:%M")}
    words = Words("fr", town.privacy.keeping)
    known = {"states": STATES, "entries": ENTRIES, "authors": AUTHORS, "channels": CHANNELS, "words": words}
    about = {"town": town, "people": people, "counts": {name: len(rows) for name, rows in tables.items() if rows}}
    return pages.get_template("family.html").render(now=now, **known, **about, **shown)
