"""The inbox and the outbox: the database is the queue."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from booking.tables import Base
from channels.errors import Failure
from channels.transport import Channel, Kind


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


class ForStaff(StrEnum):
    """Why a message needs a person."""

    ASKED = "asked"  # the parent wants to speak to somebody
    NOT_UNDERSTOOD = "not_understood"  # twice in a row
    ANGRY = "angry"  # asks for nothing that we understand, and is angry
    UNKNOWN_SENDER = "unknown_sender"  # to be linked to a family's file
    WITHDRAWN = "withdrawn"  # from a guardian who has no say about the children any more


class InboxMessage(Base):
    """A message as it came, kept once before anything else is tried, with its hour of arrival."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "provider_id"),
        Index("ix_inbox_sender", "channel", "sender", "state"),
        Index("ix_inbox_state_next_try_at", "state", "next_try_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[Channel]
    provider_id: Mapped[str]
    sender: Mapped[str]
    kind: Mapped[Kind]
    text: Mapped[str] = mapped_column(Text)
    extra: Mapped[dict[str, str]] = mapped_column(default=dict)
    received_at: Mapped[datetime]
    state: Mapped[Handling] = mapped_column(default=Handling.NEW)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    error: Mapped[str | None]
    for_staff: Mapped[ForStaff | None]
    handled_at: Mapped[datetime | None]


class OutboxMessage(Base):
    """A message to send, in its final words; kept afterwards as proof of what was said."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_state_lane_id", "state", "lane", "id"),
        Index("ix_outbox_recipient", "channel", "to", "id"),
        Index("ix_outbox_provider_id", "channel", "provider_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[Channel]
    to: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    buttons: Mapped[list[list[dict[str, str]]]] = mapped_column(JSON, default=list)
    ask_contact: Mapped[str | None]
    answers: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"), index=True)
    lane: Mapped[int] = mapped_column(default=0)
    state: Mapped[Sending] = mapped_column(default=Sending.QUEUED)
    queued_at: Mapped[datetime]
    due_at: Mapped[datetime]
    no_use_after: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    provider_id: Mapped[str | None]
    failure: Mapped[Failure | None]
    detail: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
