"""The inbox and the outbox: the database is the queue."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from booking.kept import Data, Until, Why, kept, plumbing
from booking.sealing import SealedText
from booking.tables import Base, one_of
from channels.errors import Failure
from channels.purpose import Purpose
from channels.transport import Channel, Delivery, Kind


class Handling(StrEnum):
    """How far we are with a message that came in."""

    NEW = "new"
    HANDLED = "handled"
    FAILED = "failed"  # given up after several tries: a person must answer


class Sending(StrEnum):
    """How far we are with a message on its way out. Receipts move it forward only."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"  # taken back by staff before it left


UNFINISHED = frozenset({Sending.QUEUED, Sending.SENDING})
IS_UNFINISHED = one_of("state", UNFINISHED)


class ForStaff(StrEnum):
    """Why a message needs a person."""

    ASKED = "asked"  # the parent wants to speak to somebody
    NOT_UNDERSTOOD = "not_understood"  # twice in a row
    ANGRY = "angry"  # asks for nothing that we understand, and is angry
    UNKNOWN_SENDER = "unknown_sender"  # to be linked to a family's file
    WITHDRAWN = "withdrawn"  # from a guardian who has no say about the children any more
    LOOP = "loop"  # a machine answers our answers: nobody is answered there for a while
    NOT_HANDLED = "not_handled"  # our own fault, after several tries


class Course(StrEnum):
    """How a text went, as far as the conversation goes."""

    AT_ONCE = "at_once"  # it had its answer, and nothing needed to be asked
    ASKED = "asked"  # the bot had to ask something first, or wanted a yes
    ANSWERED = "answered"  # it answered what the bot had asked, and that was enough
    NOT_UNDERSTOOD = "not_understood"


WAITS_FOR_STAFF = "for_staff IS NOT NULL AND done_at IS NULL"


class InboxMessage(Base):
    """A message as it came, kept once before anything else is tried, with its hour of arrival.

    One that needs a person is taken by one of the staff, so that two do not answer, and done in the end; by name.
    `trace` is the one of all that it causes.
    """

    __tablename__ = "inbox"
    __kept__ = (
        kept("channel provider_id sender kind extra received_at", Why.TALK, Until.SAID, Data.PERSONAL),
        kept("text", Why.TALK, Until.SAID, Data.HEALTH),
        kept("taken_by taken_at done_by done_at", Why.TALK, Until.SAID, Data.PERSONAL),
        plumbing("id trace state attempts next_try_at error for_staff course handled_at"),
    )
    __table_args__ = (
        UniqueConstraint("channel", "provider_id"),
        Index("ix_inbox_sender", "channel", "sender", "state"),
        Index("ix_inbox_state_next_try_at", "state", "next_try_at"),
        Index("ix_inbox_received_at", "received_at"),
        Index(
            "ix_inbox_for_staff",
            "for_staff",
            "id",
            sqlite_where=text(WAITS_FOR_STAFF),
            postgresql_where=text(WAITS_FOR_STAFF),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[Channel]
    provider_id: Mapped[str]
    sender: Mapped[str]
    kind: Mapped[Kind]
    text: Mapped[str] = mapped_column(SealedText)
    extra: Mapped[dict[str, str]] = mapped_column(default=dict)
    received_at: Mapped[datetime]
    state: Mapped[Handling] = mapped_column(default=Handling.NEW)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    error: Mapped[str | None]
    for_staff: Mapped[ForStaff | None]
    course: Mapped[Course | None]
    handled_at: Mapped[datetime | None]
    taken_by: Mapped[str | None]
    taken_at: Mapped[datetime | None]
    done_by: Mapped[str | None]
    done_at: Mapped[datetime | None]
    trace: Mapped[str | None]


def rare_index(name: str, *columns: str, unique: bool = False) -> Index:
    """An index of the few rows that have a value in the first of these columns."""
    there = text(f"{columns[0]} IS NOT NULL")
    return Index(name, *columns, unique=unique, sqlite_where=there, postgresql_where=there)


class OutboxMessage(Base):
    """A message to send, in its final words; kept afterwards as proof of what was said.

    `batch` names the notice or the reminder that it belongs to: one message to an address for each. `instead_of` is
    the message which could not be delivered on another channel, `doubts` how often nobody knew whether it had left,
    `trace` the one of what caused it, `undelivered` how often the provider took it in vain and it is tried again.
    """

    __tablename__ = "outbox"
    __kept__ = (
        kept(
            "channel to buttons ask_contact purpose guardian_id batch provider_id detail",
            Why.TALK,
            Until.SAID,
            Data.PERSONAL,
        ),
        kept("text", Why.TALK, Until.SAID, Data.HEALTH),
        kept("queued_at due_at no_use_after sent_at delivered_at failure", Why.TALK, Until.UNLINKED, Data.NONE),
        plumbing("id trace answers segments lane state attempts doubts undelivered leased_until instead_of"),
    )
    __table_args__ = (
        Index("ix_outbox_state_lane_id", "state", "lane", "id"),
        Index("ix_outbox_due", "channel", "state", "lane", "due_at", "id"),
        Index("ix_outbox_queued_at", "queued_at"),
        Index("ix_outbox_recipient", "channel", "to", "id"),
        Index("ix_outbox_provider_id", "channel", "provider_id"),
        Index(
            "ix_outbox_unfinished", "channel", "to", "id", sqlite_where=IS_UNFINISHED, postgresql_where=IS_UNFINISHED
        ),
        rare_index("ix_outbox_guardian_id", "guardian_id"),
        rare_index("ix_outbox_instead_of", "instead_of", unique=True),
        rare_index("ix_outbox_batch", "batch", "channel", "to", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[Channel]
    to: Mapped[str]
    text: Mapped[str] = mapped_column(SealedText)
    buttons: Mapped[list[list[dict[str, str]]]] = mapped_column(JSON, default=list)
    ask_contact: Mapped[str | None]
    answers: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"), index=True)
    purpose: Mapped[Purpose] = mapped_column(default=Purpose.ANSWER, server_default=Purpose.ANSWER)
    guardian_id: Mapped[int | None] = mapped_column(ForeignKey("guardians.id"))
    batch: Mapped[str | None]
    segments: Mapped[int] = mapped_column(default=1, server_default="1")
    lane: Mapped[int] = mapped_column(default=0)
    state: Mapped[Sending] = mapped_column(default=Sending.QUEUED)
    queued_at: Mapped[datetime]
    due_at: Mapped[datetime]
    no_use_after: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    doubts: Mapped[int] = mapped_column(default=0, server_default="0")
    undelivered: Mapped[int] = mapped_column(default=0, server_default="0")
    leased_until: Mapped[datetime | None]
    instead_of: Mapped[int | None] = mapped_column(ForeignKey("outbox.id"))
    provider_id: Mapped[str | None]
    failure: Mapped[Failure | None]
    detail: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    trace: Mapped[str | None]


class EarlyReceipt(Base):
    """A receipt that came before we knew the id of the message it speaks of; kept until it finds it."""

    __tablename__ = "early_receipts"
    __kept__ = (
        kept("channel provider_id status failure code at", Why.TALK, Until.A_DAY, Data.NONE),
        plumbing("id"),
    )
    __table_args__ = (Index("ix_early_receipts_provider_id", "channel", "provider_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[Channel]
    provider_id: Mapped[str]
    status: Mapped[Delivery]
    failure: Mapped[Failure | None]
    code: Mapped[str | None]
    at: Mapped[datetime]


class OptedOutBy(StrEnum):
    """Who told us that somebody wants no messages."""

    TEXT = "text"  # they wrote STOP to us
    PROVIDER = "provider"  # they had written STOP to the provider, which refuses for them


class OptOut(Base):
    """An address that wants no messages of a purpose, since when and from which text; kept as proof once ended."""

    __tablename__ = "opt_outs"
    __kept__ = (
        kept("channel address purpose source inbox_id since ended_at", Why.SILENCE, Until.STOPPED, Data.PERSONAL),
        plumbing("id"),
    )
    __table_args__ = (Index("ix_opt_outs_address", "channel", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[Channel]
    address: Mapped[str]
    purpose: Mapped[Purpose]
    source: Mapped[OptedOutBy]
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"))
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Unreachable(Base):
    """An address that a provider has refused for good: no such number, no mobile, a bot that was shut out."""

    __tablename__ = "unreachable"
    __kept__ = (kept("channel address failure since", Why.TALK, Until.SAID, Data.PERSONAL),)

    channel: Mapped[Channel] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(primary_key=True)
    failure: Mapped[Failure]
    since: Mapped[datetime]


class Allowance(Base):
    """What one channel may send, shared by all workers: one row, locked while messages are claimed.

    Segments leave at the channel's rate: `free_at` is when the last ones taken have used up their time. Nothing is
    taken before `closed_until`; `failures` counts the tries in a row at which the provider was not there.
    `spent` are the segments of `month` (its first day).
    """

    __tablename__ = "allowances"
    __kept__ = (plumbing("channel free_at closed_until failures month spent"),)

    channel: Mapped[Channel] = mapped_column(primary_key=True)
    free_at: Mapped[datetime]
    closed_until: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0)
    month: Mapped[date]
    spent: Mapped[int] = mapped_column(default=0)


class HourAtWork(Base):
    """In how many minutes of an hour a worker was there, and could write here; `last_minute` is the last of them."""

    __tablename__ = "hours_at_work"
    __kept__ = (plumbing("id hour minutes last_minute"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    hour: Mapped[datetime] = mapped_column(unique=True)
    minutes: Mapped[int]
    last_minute: Mapped[datetime]
