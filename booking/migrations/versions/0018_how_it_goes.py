"""How each text went, in which minutes somebody was at work, who answered at the roll-call."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add everything; of the texts of before nobody knows how they went."""
    op.add_column("inbox", sa.Column("course", sa.String(24), nullable=True))
    op.create_index("ix_inbox_received_at", "inbox", ["received_at"])
    op.create_index("ix_acts_at", "acts", ["at"])
    op.create_table(
        "hours_at_work",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hour", INSTANT, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("last_minute", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_at_work")),
        sa.UniqueConstraint("hour", name=op.f("uq_hours_at_work_hour")),
    )
    op.create_table(
        "roll_calls",
        sa.Column("reservation_id", sa.Integer(), nullable=False),
        sa.Column("is_there", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["reservation_id"], ["reservations.id"], name=op.f("fk_roll_calls_reservation_id")),
        sa.PrimaryKeyConstraint("reservation_id", name=op.f("pk_roll_calls")),
    )
