"""The codes that were sent by letter."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from booking.kept import Data, Until, Why, kept, plumbing
from booking.tables import Base


class Invitation(Base):
    """A code for one guardian: used once, and not for long. `digest` is all that is kept of it."""

    __tablename__ = "invitations"
    __kept__ = (
        kept("guardian_id digest made_at expires_at used_at", Why.TALK, Until.ACCESS_ENDS, Data.PERSONAL),
        plumbing("id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guardian_id: Mapped[int] = mapped_column(ForeignKey("guardians.id"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
