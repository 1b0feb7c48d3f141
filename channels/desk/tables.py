"""The tables of the desk: who works there, failed logins, the forms that were taken, and how past days went."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from booking.kept import Data, Until, Why, kept, plumbing
from booking.tables import Base
from channels.desk.roles import Role


class StaffRow(Base):
    """Somebody who works at the desk. `name` is what they log in with, and what the journal says.

    `password` is an argon2 hash; none where they only come through the town's identity provider. `stamp` grows with
    each change of the account, which ends the logins of before.
    """

    __tablename__ = "staff"
    __kept__ = (
        kept("name role password must_change stamp added_at disabled_at", Why.STAFF, Until.ACCOUNT_ENDS, Data.PERSONAL),
        plumbing("id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[Role]
    password: Mapped[str | None]
    must_change: Mapped[bool] = mapped_column(default=False, server_default=false())
    stamp: Mapped[int] = mapped_column(default=1)
    added_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class FailedLogin(Base):
    """A login that failed, for as long as it slows down the next one. `name` is as it was typed, known or not."""

    __tablename__ = "failed_logins"
    __kept__ = (
        kept("name address at", Why.STAFF, Until.AN_HOUR, Data.PERSONAL),
        plumbing("id"),
    )
    __table_args__ = (Index("ix_failed_logins_name", "name", "at"), Index("ix_failed_logins_address", "address", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    address: Mapped[str]
    at: Mapped[datetime]


class TakenForm(Base):
    """A form that was taken, by the token that it carried: sent a second time it only leads to the same answer.

    `said` is what came of it, for the page that it leads to; forgotten after a day.
    """

    __tablename__ = "taken_forms"
    __kept__ = (
        kept("staff_id token leads_to said refused at", Why.STAFF, Until.A_DAY, Data.CHILD),
        plumbing("id"),
    )
    __table_args__ = (UniqueConstraint("staff_id", "token"), Index("ix_taken_forms_at", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    token: Mapped[str]
    leads_to: Mapped[str] = mapped_column(default="", server_default="")
    said: Mapped[str] = mapped_column(default="", server_default="")
    refused: Mapped[bool] = mapped_column(default=False, server_default=false())
    at: Mapped[datetime]


class DayTotals(Base):
    """How one day of the town went, counted when it was over: what is counted, by kind and word, and how often.

    Written and read by `channels.desk.figures.totals`.
    """

    __tablename__ = "day_totals"
    __kept__ = (kept("day totals", Why.COUNTS, Until.UNLINKED, Data.NONE), plumbing("counted_at"))

    day: Mapped[date] = mapped_column(primary_key=True)
    totals: Mapped[dict[str, dict[str, int]]] = mapped_column(JSON)
    counted_at: Mapped[datetime]
