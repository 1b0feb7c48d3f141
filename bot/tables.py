"""What the bot itself remembers: with whom it talks, and what it has asked."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from booking.kept import Data, Until, Why, kept, plumbing
from booking.sealing import SealedJson
from booking.tables import Base
from channels.transport import Channel


class AnnouncedLine(Base):
    """A line of the journal that its family has been told of."""

    __tablename__ = "announced"
    __kept__ = (plumbing("line_id at"),)

    line_id: Mapped[int] = mapped_column(ForeignKey("journal.id"), primary_key=True)
    at: Mapped[datetime]


class ConversationRow(Base):
    """One person on one channel. Locked while one of their texts is handled, so that texts come one after another.

    `guardian_id` is none as long as nobody on a family's file is known at this address: staff see it and can link
    it. `pending` is the open question, as `bot.pending` writes and reads it. `blocked` is read by nobody since
    opt-outs have a table of their own; the program of before still writes it while tables are migrated.
    """

    __tablename__ = "conversations"
    __kept__ = (
        kept("channel address guardian_id started_at informed_at", Why.TALK, Until.SAID, Data.PERSONAL),
        kept("pending", Why.TALK, Until.SAID, Data.CHILD),
        plumbing("id not_understood blocked"),
    )
    __table_args__ = (UniqueConstraint("channel", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[Channel]
    address: Mapped[str]
    guardian_id: Mapped[int | None] = mapped_column(ForeignKey("guardians.id"), index=True)
    pending: Mapped[dict[str, object] | None] = mapped_column(SealedJson)
    not_understood: Mapped[int] = mapped_column(default=0)
    blocked: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime]
    informed_at: Mapped[datetime | None]


class WorkerRow(Base):
    """A worker that is at work: the version of its tables, since when, and its last sign of life."""

    __tablename__ = "workers"
    __kept__ = (plumbing("name version started_at seen_at"),)

    name: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class Lease(Base):
    """A task that only one worker does at a time: who does it, and until when without a word from them."""

    __tablename__ = "leases"
    __kept__ = (plumbing("task holder until"),)

    task: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    until: Mapped[datetime]
