"""What the portal remembers: keys and what they asked once, links and browsers, calendar addresses, webhooks."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from booking.kept import Data, Until, Why, kept, plumbing
from booking.tables import Base


class ApiKey(Base):
    """A key of the API. `digest` is all that is kept of it; `scopes` are what it may do."""

    __tablename__ = "api_keys"
    __kept__ = (
        kept("name digest scopes added_at revoked_at", Why.PORTAL, Until.ACCOUNT_ENDS, Data.NONE),
        plumbing("id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    digest: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[str]]
    added_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class AnsweredCall(Base):
    """A write that came with an Idempotency-Key, and its answer: the same call gets it again, and does nothing.

    `fingerprint` is that of method, path and body: another call under the same key is a mistake, and is told so.
    """

    __tablename__ = "answered_calls"
    __kept__ = (
        kept("idempotency_key fingerprint status headers body at", Why.PORTAL, Until.TWO_DAYS, Data.CHILD),
        plumbing("id api_key_id"),
    )
    __table_args__ = (
        UniqueConstraint("api_key_id", "idempotency_key"),
        Index("ix_answered_calls_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    api_key_id: Mapped[int] = mapped_column(ForeignKey("api_keys.id"))
    idempotency_key: Mapped[str]
    fingerprint: Mapped[str]
    status: Mapped[int] = mapped_column(default=0)
    headers: Mapped[dict[str, str]] = mapped_column(default=dict)
    body: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]


class PageLink(Base):
    """A link to the parents' pages, for one guardian: used once, and not for long."""

    __tablename__ = "page_links"
    __kept__ = (
        kept("guardian_id digest made_at ends_at used_at", Why.PAGES, Until.ACCESS_ENDS, Data.PERSONAL),
        plumbing("id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guardian_id: Mapped[int] = mapped_column(ForeignKey("guardians.id"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class PageBrowser(Base):
    """A browser that a guardian opened with a link. `digest` is all that is kept of its cookie."""

    __tablename__ = "page_browsers"
    __kept__ = (
        kept("guardian_id digest name opened_at ends_at closed_at", Why.PAGES, Until.ACCESS_ENDS, Data.PERSONAL),
        plumbing("id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guardian_id: Mapped[int] = mapped_column(ForeignKey("guardians.id"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    opened_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class CalendarFeed(Base):
    """The secret address of a guardian's calendar; a renewal makes another one, and the old one is nobody's."""

    __tablename__ = "calendar_feeds"
    __kept__ = (kept("guardian_id edition digest", Why.PAGES, Until.FILE_ENDS, Data.PERSONAL),)

    guardian_id: Mapped[int] = mapped_column(ForeignKey("guardians.id"), primary_key=True)
    edition: Mapped[int]
    digest: Mapped[str] = mapped_column(unique=True)


class Told(StrEnum):
    """How far we are with telling an address of one line of the journal."""

    WAITING = "waiting"
    DONE = "done"
    GIVEN_UP = "given_up"


class Webhook(Base):
    """An address of the portal's that is told of changes. `since_line` is the journal's last line when it was added."""

    __tablename__ = "webhooks"
    __kept__ = (
        kept("url secret since_line added_at removed_at", Why.PORTAL, Until.ACCOUNT_ENDS, Data.NONE),
        plumbing("id api_key_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    api_key_id: Mapped[int] = mapped_column(ForeignKey("api_keys.id"), index=True)
    url: Mapped[str]
    secret: Mapped[str] = mapped_column(server_default="")
    since_line: Mapped[int]
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class WebhookCall(Base):
    """One line of the journal on its way to one address."""

    __tablename__ = "webhook_calls"
    __kept__ = (plumbing("id webhook_id line_id state tries next_try_at answer"),)
    __table_args__ = (
        UniqueConstraint("webhook_id", "line_id"),
        Index("ix_webhook_calls_state_next_try_at", "state", "next_try_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhooks.id"))
    line_id: Mapped[int] = mapped_column(ForeignKey("journal.id"))
    state: Mapped[Told] = mapped_column(default=Told.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    answer: Mapped[str | None]
