"""What staff wrote to many, and to whom."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from booking.audience import Audience, Who
from booking.kept import Data, Until, Why, kept, plumbing
from booking.tables import Base
from channels.errors import Failure
from channels.purpose import Purpose
from channels.transport import Channel

FIRST_LANGUAGE = "fr"  # told to whoever reads a language in which nothing was written


class Notice(Base):
    """A message from staff to a chosen audience; a draft as long as no act has sent it.

    `texts` are its words by language, French always among them. `without` is the notice whose readers are left out.
    It leaves at `wanted_at` (none: at once), as soon after as the hour permits (`due_at`), and not any more from
    `no_use_after` on. `version` grows with each change of a draft. `people` are the guardians whom it concerned when it
    was sent.
    """

    __tablename__ = "notices"
    __kept__ = (
        kept("texts who site service class_name day without urgent", Why.NOTICES, Until.DRAFT, Data.NONE),
        kept("wanted_at no_use_after changed_at", Why.NOTICES, Until.DRAFT, Data.NONE),
        kept("act_id due_at people stopped_act_id", Why.NOTICES, Until.UNLINKED, Data.NONE),
        kept("changed_by", Why.NOTICES, Until.BILLED, Data.PERSONAL),
        plumbing("id version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    texts: Mapped[dict[str, str]]
    who: Mapped[Who]
    site: Mapped[str | None]
    service: Mapped[str | None]
    class_name: Mapped[str | None]
    day: Mapped[date | None]
    without: Mapped[int | None] = mapped_column(ForeignKey("notices.id"))
    urgent: Mapped[bool] = mapped_column(default=False, server_default=false())
    wanted_at: Mapped[datetime | None]
    no_use_after: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]
    act_id: Mapped[int | None] = mapped_column(ForeignKey("acts.id"))
    due_at: Mapped[datetime | None]
    people: Mapped[int] = mapped_column(default=0, server_default="0")
    stopped_act_id: Mapped[int | None] = mapped_column(ForeignKey("acts.id"))

    @property
    def audience(self) -> Audience:
        """Whom it concerns."""
        return Audience(self.who, self.site, self.service, self.class_name, self.day)

    @property
    def purpose(self) -> Purpose:
        """What it is to quiet hours and to opt-outs."""
        return Purpose.URGENT if self.urgent else Purpose.NOTICE

    @property
    def batch(self) -> str:
        """The name under which its messages stand in the outbox."""
        return batch_of(self.id)

    def text_for(self, language: str) -> str:
        """Its words for somebody who reads that language."""
        return self.texts.get(language, self.texts[FIRST_LANGUAGE])


class Recipient(Base):
    """A guardian whom a notice concerns, and the address at which they were to be told.

    Without an address nothing could be sent there; `failure` says why where more is known than that there is none.
    """

    __tablename__ = "notice_recipients"
    __kept__ = (
        kept("guardian_id channel failure", Why.NOTICES, Until.UNLINKED, Data.PERSONAL),
        kept("address", Why.NOTICES, Until.SAID, Data.PERSONAL),
        plumbing("notice_id"),
    )
    __table_args__ = (Index("ix_notice_recipients_guardian_id", "guardian_id"),)

    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id"), primary_key=True)
    guardian_id: Mapped[int] = mapped_column(ForeignKey("guardians.id"), primary_key=True)
    channel: Mapped[Channel | None]
    address: Mapped[str | None]
    failure: Mapped[Failure | None]


BATCH = "notice:"


def batch_of(notice_id: int) -> str:
    """The name of its messages in the outbox."""
    return f"{BATCH}{notice_id}"


def notice_in(batch: str | None) -> int | None:
    """The number of the notice to which a message of the outbox belongs; none where it belongs to none."""
    name = batch or ""
    return int(name.removeprefix(BATCH)) if name.startswith(BATCH) else None
