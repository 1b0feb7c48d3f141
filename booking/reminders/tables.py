"""What families were reminded of. Unique on what is told, so that no second run, worker or clock tells it again."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from booking.kept import Data, Until, Why, kept, plumbing
from booking.tables import Base
from booking.town import Part


class Kind(StrEnum):
    """Of what a family is reminded."""

    DEADLINE = "deadline"  # booking ends, or begins to cost more
    EVENING = "evening"  # what is booked tomorrow
    HOLIDAYS_OPEN = "holidays_open"
    HOLIDAYS_CLOSE = "holidays_close"


class Kept(StrEnum):
    """Why something that was due is not said."""

    OFF = "off"  # the guardian, or the town, wants no reminders
    OTHER_WEEK = "other_week"  # it is the other parent's week
    CLOSED = "closed"
    FULL = "full"
    FILE = "file"  # papers are missing: OUI could book nothing
    NOT_FOR_CHILD = "not_for_child"
    STOPPED = "stopped"  # by staff
    NO_ADDRESS = "no_address"
    SAME_PHONE = "same_phone"  # another guardian of the family hears it there
    OUT_OF_DATE = "out_of_date"  # true when it was planned, not when it would have left
    TOO_LATE = "too_late"  # no permitted hour was left


class Answer(StrEnum):
    """What a guardian answered to a reminder."""

    YES = "yes"
    SOME = "some"
    NO = "no"


class Reminder(Base):
    """One message to one guardian: all that is due to them at one moment.

    `until` is the first instant at which it is of no use any more, `told_at` the one at which it went out; none if
    it did not (yet), `kept` says why. `asks`: OUI books what it names.
    """

    __tablename__ = "reminders"
    __kept__ = (
        kept(
            "guardian_id kind due_at until planned_at told_at kept asks answer answered_at",
            Why.REMINDERS,
            Until.SAID,
            Data.PERSONAL,
        ),
        plumbing("id"),
    )
    __table_args__ = (Index("ix_reminders_guardian_id", "guardian_id", "id"), Index("ix_reminders_due_at", "due_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    guardian_id: Mapped[int] = mapped_column(ForeignKey("guardians.id"))
    kind: Mapped[Kind]
    due_at: Mapped[datetime]
    until: Mapped[datetime]
    planned_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    kept: Mapped[Kept | None]
    asks: Mapped[bool] = mapped_column(default=False)
    answer: Mapped[Answer | None]
    answered_at: Mapped[datetime | None]


class ReminderItem(Base):
    """One child, service and day that a reminder names. `step` 0 is the ordinary end, 1 that of the first late tier.

    `dearer`: after `closes_at` it costs more. `kept` says why it was left out in the end.
    """

    __tablename__ = "reminder_items"
    __kept__ = (
        kept("reminder_id guardian_id kind child_id service date step part", Why.REMINDERS, Until.SAID, Data.CHILD),
        kept("meal from_hour until_hour closes_at dearer kept", Why.REMINDERS, Until.SAID, Data.CHILD),
        plumbing("id"),
    )
    __table_args__ = (
        UniqueConstraint("guardian_id", "kind", "child_id", "service", "date", "step", name="uq_reminder_items_told"),
        Index("ix_reminder_items_reminder_id", "reminder_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reminder_id: Mapped[int] = mapped_column(ForeignKey("reminders.id"))
    guardian_id: Mapped[int] = mapped_column(ForeignKey("guardians.id"))
    kind: Mapped[Kind]
    child_id: Mapped[int] = mapped_column(ForeignKey("children.id"))
    service: Mapped[str]
    date: Mapped[date]
    step: Mapped[int]
    part: Mapped[Part | None]
    meal: Mapped[bool | None]
    from_hour: Mapped[time | None]
    until_hour: Mapped[time | None]
    closes_at: Mapped[datetime]
    dearer: Mapped[bool] = mapped_column(default=False)
    kept: Mapped[Kept | None]


class ReminderRound(Base):
    """An end before which everybody whom it concerns has been planned for."""

    __tablename__ = "reminder_rounds"
    __kept__ = (plumbing("id kind service date step who closes_at at"),)
    __table_args__ = (
        UniqueConstraint("kind", "service", "date", "step", "who", "closes_at", name="uq_reminder_rounds_end"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind]
    service: Mapped[str]
    date: Mapped[date]
    step: Mapped[int]
    who: Mapped[str]
    closes_at: Mapped[datetime]
    at: Mapped[datetime]


class ReminderStop(Base):
    """Staff stopped reminders: all, or those of one service, or of one day of it, until the stop is lifted."""

    __tablename__ = "reminder_stops"
    __kept__ = (
        kept("service date at lifted_at", Why.REMINDERS, Until.UNLINKED, Data.NONE),
        kept("by", Why.REMINDERS, Until.BILLED, Data.PERSONAL),
        plumbing("id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    service: Mapped[str | None]
    date: Mapped[date | None]
    by: Mapped[str]
    at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
