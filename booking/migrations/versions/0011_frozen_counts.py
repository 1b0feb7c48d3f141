"""Head-counts as they were frozen for the kitchens; who of the staff took a message, and who was done with it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Add the table, the columns, and the index of what waits for staff."""
    op.create_table(
        "frozen_counts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_by", sa.String(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_counts")),
        sa.UniqueConstraint("date", "service", "version", name=op.f("uq_frozen_counts_date_service_version")),
    )
    op.add_column("inbox", sa.Column("taken_by", sa.String(), nullable=True))
    op.add_column("inbox", sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("inbox", sa.Column("done_by", sa.String(), nullable=True))
    op.add_column("inbox", sa.Column("done_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_inbox_for_staff",
        "inbox",
        ["for_staff", "id"],
        sqlite_where=sa.text("for_staff IS NOT NULL AND done_at IS NULL"),
        postgresql_where=sa.text("for_staff IS NOT NULL AND done_at IS NULL"),
    )
