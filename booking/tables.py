"""The tables of the core: families, sessions, reservations, and the journal of all that happens to them.

Services and sites are no tables: they are the town's file, and stand here by their keys.
"""

from collections.abc import Collection
from datetime import date, datetime, time
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Enum,
    ForeignKey,
    Index,
    MetaData,
    TextClause,
    UniqueConstraint,
    false,
    text,
    true,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from booking.database import Instant
from booking.domain import LIVE, AuthorKind, Entry, Reason, State
from booking.kept import Data, Kept, Until, Why, kept, plumbing
from booking.patterns import Weeks
from booking.rules.reminding import ReminderChoice
from booking.sealing import SealedString
from booking.town import Part


def one_of(column: str, states: Collection[StrEnum]) -> TextClause:
    """A condition with the states written into it: no values to bind, and the words of the index that knows it."""
    return text("{} IN ({})".format(column, ", ".join(f"'{state}'" for state in sorted(states))))


IN_LIVE_STATE = one_of("state", LIVE)


def words_of(choices: type[StrEnum]) -> list[str]:
    """The words that a column of these choices may hold."""
    return [choice.value for choice in choices]


class Base(DeclarativeBase):
    """All tables of the house, with constraints that have names, so that migrations can speak of them.

    Each says of every column of its own why and how long it is kept: see `booking.kept`.
    """

    __kept__: ClassVar[tuple[Kept, ...]] = ()

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {
        datetime: Instant,
        list[str]: JSON,
        list[int]: JSON,
        dict[str, str]: JSON(none_as_null=True),
        # kept as its word, without a database type or constraint: a new word is no migration
        StrEnum: Enum(StrEnum, native_enum=False, length=24, values_callable=words_of),
    }


class Deployment(Base):
    """What this database is: facts by name, such as the town whose data it holds."""

    __tablename__ = "deployment"
    __kept__ = (plumbing("name value"),)

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Family(Base):
    """A file at the town hall, with its number. `missing` names the papers without which nothing can be booked.

    The town's rules may ask whether they live in the commune, whether both parents work, and whether the office
    marked the family as one to serve first. From `erased_at` on it is a shell without names, to which old rows refer.
    """

    __tablename__ = "families"
    __kept__ = (
        kept("number missing resident both_parents_work marked", Why.FILE, Until.FILE_ENDS, Data.PERSONAL),
        plumbing("id erased_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    missing: Mapped[list[str]] = mapped_column(default=list)
    resident: Mapped[bool] = mapped_column(default=True, server_default=true())
    both_parents_work: Mapped[bool] = mapped_column(default=False, server_default=false())
    marked: Mapped[bool] = mapped_column(default=False, server_default=false())
    erased_at: Mapped[datetime | None]

    guardians: Mapped[list["Guardian"]] = relationship(back_populates="family", order_by="Guardian.id")
    children: Mapped[list["Child"]] = relationship(back_populates="family", order_by="Child.id")


class Guardian(Base):
    """An adult on a family's file; all guardians of a file are equal. `phone` is in E.164.

    From `withdrawn_at` on, they have no say about the children any more, and are told nothing about them.
    `reminders` is their own choice, none where the town's default holds. `weeks` are those in which the children are
    with them, alternate ones counted from the week of `anchor`.
    """

    __tablename__ = "guardians"
    __kept__ = (
        kept("family_id name phone telegram_id language withdrawn_at", Why.FILE, Until.FILE_ENDS, Data.PERSONAL),
        kept("reminders", Why.REMINDERS, Until.FILE_ENDS, Data.PERSONAL),
        kept("weeks anchor", Why.BOOKING, Until.FILE_ENDS, Data.PERSONAL),
        plumbing("id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    family_id: Mapped[int] = mapped_column(ForeignKey("families.id"), index=True)
    name: Mapped[str]
    phone: Mapped[str | None] = mapped_column(index=True)
    telegram_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    language: Mapped[str] = mapped_column(default="fr")
    withdrawn_at: Mapped[datetime | None]
    reminders: Mapped[ReminderChoice | None]
    weeks: Mapped[Weeks] = mapped_column(default=Weeks.ALL, server_default=Weeks.ALL)
    anchor: Mapped[date | None]

    family: Mapped[Family] = relationship(back_populates="guardians")


class Child(Base):
    """A child of a family: `school` is the key of a site of the town's file."""

    __tablename__ = "children"
    __kept__ = (
        kept("family_id first_name last_name born school class_name", Why.FILE, Until.FILE_ENDS, Data.CHILD),
        kept("diet", Why.CARE, Until.FILE_ENDS, Data.HEALTH),
        plumbing("id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    family_id: Mapped[int] = mapped_column(ForeignKey("families.id"), index=True)
    first_name: Mapped[str]
    last_name: Mapped[str]
    born: Mapped[date | None]
    school: Mapped[str | None]
    class_name: Mapped[str | None]
    diet: Mapped[str | None] = mapped_column(SealedString)

    family: Mapped[Family] = relationship(back_populates="children")
    enrolments: Mapped[list["Enrolment"]] = relationship(back_populates="child", order_by="Enrolment.id")


class Enrolment(Base):
    """A child may book a service at a site, from the first to the last of these days."""

    __tablename__ = "enrolments"
    __kept__ = (
        kept("child_id service site first last", Why.FILE, Until.FILE_ENDS, Data.CHILD),
        plumbing("id"),
    )
    __table_args__ = (UniqueConstraint("child_id", "service", "first"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("children.id"))
    service: Mapped[str]
    site: Mapped[str]
    first: Mapped[date]
    last: Mapped[date]

    child: Mapped[Child] = relationship(back_populates="enrolments")


class Session(Base):
    """One service at one site on one date (and part of the day): so many places, so many taken.

    `closed` is the reason given by staff, none while it is open; `closed_classes` the reasons for single classes.
    `booked` counts the places taken or held for an answer, and is only ever changed by `booking.places`.
    """

    __tablename__ = "sessions"
    __kept__ = (
        kept("service site date part capacity booked closed closed_classes", Why.COUNTS, Until.UNLINKED, Data.NONE),
        plumbing("id"),
    )
    __table_args__ = (
        UniqueConstraint("service", "date", "site", "part"),
        CheckConstraint("booked >= 0", name="booked_not_negative"),
        Index("ix_sessions_date", "date"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    service: Mapped[str]
    site: Mapped[str]
    date: Mapped[date]
    part: Mapped[Part] = mapped_column(default=Part.DAY)
    capacity: Mapped[int]
    booked: Mapped[int] = mapped_column(default=0)
    closed: Mapped[str | None]
    closed_classes: Mapped[dict[str, str]] = mapped_column(default=dict, server_default="{}")


class ActRow(Base):
    """One thing that somebody did, by one text, one click or one call; its journal lines say what came of it.

    `arrived` is the instant by which it is judged, `at` the one at which it was handled. `words` are the words
    that caused it, as they came. `trace` is the one that the logs and the messages around it bear.
    """

    __tablename__ = "acts"
    __table_args__ = (Index("ix_acts_at", "at"),)
    __kept__ = (
        kept("family_id guardian_id author channel arrived at takes_back", Why.PROOF, Until.UNLINKED, Data.PERSONAL),
        kept("author_name", Why.PROOF, Until.SAID, Data.PERSONAL),
        kept("words", Why.PROOF, Until.SAID, Data.HEALTH),
        plumbing("id trace"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    family_id: Mapped[int | None] = mapped_column(ForeignKey("families.id"), index=True)
    guardian_id: Mapped[int | None] = mapped_column(ForeignKey("guardians.id"))
    author: Mapped[AuthorKind]
    author_name: Mapped[str]
    channel: Mapped[str]
    words: Mapped[str] = mapped_column(SealedString)
    arrived: Mapped[datetime]
    at: Mapped[datetime]
    takes_back: Mapped[int | None] = mapped_column(ForeignKey("acts.id"))
    trace: Mapped[str | None]


class StandingBooking(Base):
    """ "Every Monday and Thursday": makes reservations as sessions open, from `first` to `until` (both included).

    `guardian_id` is the parent whose days they are. Alternate weeks are counted from the week of `anchor`.
    `exceptions` are ISO dates; `wait` says that the family agreed to wait where it is full.
    """

    __tablename__ = "standing_bookings"
    __kept__ = (
        kept(
            "child_id guardian_id service part meal from_hour until_hour weekdays weeks anchor",
            Why.BOOKING,
            Until.UNLINKED,
            Data.CHILD,
        ),
        kept("first until exceptions wait act_id ended_act_id", Why.BOOKING, Until.UNLINKED, Data.CHILD),
        plumbing("id"),
    )
    __table_args__ = (Index("ix_standing_bookings_child_id_service", "child_id", "service"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("children.id"))
    guardian_id: Mapped[int | None] = mapped_column(ForeignKey("guardians.id"))
    service: Mapped[str]
    part: Mapped[Part | None]
    meal: Mapped[bool | None]
    from_hour: Mapped[time | None]
    until_hour: Mapped[time | None]
    weekdays: Mapped[list[int]]
    weeks: Mapped[Weeks]
    anchor: Mapped[date | None]
    first: Mapped[date]
    until: Mapped[date]
    exceptions: Mapped[list[str]] = mapped_column(default=list)
    wait: Mapped[bool] = mapped_column(default=False)
    act_id: Mapped[int] = mapped_column(ForeignKey("acts.id"))
    ended_act_id: Mapped[int | None] = mapped_column(ForeignKey("acts.id"))


class Closure(Base):
    """What staff closed, from `first` to `last` (both included), until it is lifted. Empty lists mean all."""

    __tablename__ = "closures"
    __kept__ = (
        kept("services sites classes first last why act_id lifted_act_id", Why.COUNTS, Until.UNLINKED, Data.NONE),
        plumbing("id"),
    )
    __table_args__ = (Index("ix_closures_last", "last"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    services: Mapped[list[str]]
    sites: Mapped[list[str]]
    classes: Mapped[list[str]]
    first: Mapped[date]
    last: Mapped[date]
    why: Mapped[str]
    act_id: Mapped[int] = mapped_column(ForeignKey("acts.id"))
    lifted_act_id: Mapped[int | None] = mapped_column(ForeignKey("acts.id"))


class Reservation(Base):
    """A child in a session. One that is cancelled stays, as proof; at most one is live.

    `guardian_id` is the parent whose day it is. `terms` are those of a late booking, `cancel_terms` of a late
    cancellation. `absence` is what was noted of a child who does not come: why, and whether it is billed.
    `standing_id` is the standing booking that made it, `closure_id` the closure that cancelled it.
    """

    __tablename__ = "reservations"
    __kept__ = (
        kept(
            "child_id session_id state act_id guardian_id meal from_hour until_hour made_at",
            Why.BOOKING,
            Until.UNLINKED,
            Data.CHILD,
        ),
        kept("terms cancel_terms offered_until standing_id closure_id", Why.BOOKING, Until.UNLINKED, Data.CHILD),
        kept("absence", Why.BOOKING, Until.BILLED, Data.HEALTH),
        plumbing("id"),
    )
    __table_args__ = (
        Index(
            "uq_reservations_live",
            "child_id",
            "session_id",
            unique=True,
            sqlite_where=IN_LIVE_STATE,
            postgresql_where=IN_LIVE_STATE,
        ),
        Index("ix_reservations_session_state", "session_id", "state"),
        Index(
            "ix_reservations_offered_until",
            "offered_until",
            sqlite_where=text("offered_until IS NOT NULL"),
            postgresql_where=text("offered_until IS NOT NULL"),
        ),
        Index(
            "ix_reservations_standing_id",
            "standing_id",
            sqlite_where=text("standing_id IS NOT NULL"),
            postgresql_where=text("standing_id IS NOT NULL"),
        ),
        Index(
            "ix_reservations_closure_id",
            "closure_id",
            sqlite_where=text("closure_id IS NOT NULL"),
            postgresql_where=text("closure_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("children.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"))
    state: Mapped[State]
    act_id: Mapped[int] = mapped_column(ForeignKey("acts.id"), index=True)
    guardian_id: Mapped[int | None] = mapped_column(ForeignKey("guardians.id"))
    meal: Mapped[bool | None]
    from_hour: Mapped[time | None]
    until_hour: Mapped[time | None]
    made_at: Mapped[datetime]
    terms: Mapped[dict[str, str] | None]
    cancel_terms: Mapped[dict[str, str] | None]
    absence: Mapped[dict[str, str] | None]
    offered_until: Mapped[datetime | None]
    standing_id: Mapped[int | None] = mapped_column(ForeignKey("standing_bookings.id"))
    closure_id: Mapped[int | None] = mapped_column(ForeignKey("closures.id"))

    child: Mapped[Child] = relationship()
    session: Mapped[Session] = relationship()


class RollCall(Base):
    """Whether a child who had a place was there, as somebody called it: by whom, and when; the last word counts."""

    __tablename__ = "roll_calls"
    __kept__ = (
        kept("reservation_id is_there at", Why.BOOKING, Until.BILLED, Data.CHILD),
        kept("by", Why.PROOF, Until.BILLED, Data.PERSONAL),
    )

    reservation_id: Mapped[int] = mapped_column(ForeignKey("reservations.id"), primary_key=True)
    is_there: Mapped[bool]
    by: Mapped[str]
    at: Mapped[datetime]


class FrozenCount(Base):
    """The head-counts of a service on a day as they stood at an instant: one numbered version. Never changed.

    `counts` are rows of site, part, class, diet, meal and number of children, as `booking.frozen_counts` writes them.
    """

    __tablename__ = "frozen_counts"
    __kept__ = (
        kept("service date version frozen_at counts", Why.COUNTS, Until.UNLINKED, Data.NONE),
        kept("frozen_by", Why.PROOF, Until.BILLED, Data.PERSONAL),
        plumbing("id"),
    )
    __table_args__ = (UniqueConstraint("date", "service", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    service: Mapped[str]
    date: Mapped[date]
    version: Mapped[int]
    frozen_at: Mapped[datetime]
    frozen_by: Mapped[str]
    counts: Mapped[list[list[str | int]]] = mapped_column(JSON)


class JournalLine(Base):
    """One change or one refusal. Written once: the database itself refuses to change or remove it."""

    __tablename__ = "journal"
    __kept__ = (
        kept(
            "act_id entry reason child_id reservation_id service site date part before after",
            Why.PROOF,
            Until.UNLINKED,
            Data.CHILD,
        ),
        kept("details", Why.PROOF, Until.BILLED, Data.HEALTH),
        plumbing("id"),
    )
    __table_args__ = (Index("ix_journal_child_id_date", "child_id", "date"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("acts.id"), index=True)
    entry: Mapped[Entry]
    reason: Mapped[Reason | None]
    child_id: Mapped[int | None] = mapped_column(ForeignKey("children.id"))
    reservation_id: Mapped[int | None] = mapped_column(ForeignKey("reservations.id"), index=True)
    service: Mapped[str | None]
    site: Mapped[str | None]
    date: Mapped[date | None]
    part: Mapped[Part | None]
    before: Mapped[State | None]
    after: Mapped[State | None]
    details: Mapped[dict[str, str]] = mapped_column(default=dict)


class Redaction(Base):
    """Words of an act, or details of its lines, were emptied by another act, or its words sealed by another key.

    No other change does the journal allow.
    """

    __tablename__ = "redactions"
    __kept__ = (plumbing("id act_id by_act_id"),)
    __table_args__ = (UniqueConstraint("act_id", "by_act_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("acts.id"))
    by_act_id: Mapped[int] = mapped_column(ForeignKey("acts.id"))
