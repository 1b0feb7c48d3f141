"""What staff wrote to many, and to whom."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Add the two tables."""
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("who", sa.String(24), nullable=False),
        sa.Column("site", sa.String(), nullable=True),
        sa.Column("service", sa.String(), nullable=True),
        sa.Column("class_name", sa.String(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("without", sa.Integer(), nullable=True),
        sa.Column("urgent", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("no_use_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("people", sa.Integer(), server_default="0", nullable=False),
        sa.Column("stopped_act_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["without"], ["notices.id"], name=op.f("fk_notices_without")),
        sa.ForeignKeyConstraint(["act_id"], ["acts.id"], name=op.f("fk_notices_act_id")),
        sa.ForeignKeyConstraint(["stopped_act_id"], ["acts.id"], name=op.f("fk_notices_stopped_act_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_table(
        "notice_recipients",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("guardian_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(24), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("failure", sa.String(24), nullable=True),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_notice_recipients_notice_id")),
        sa.ForeignKeyConstraint(["guardian_id"], ["guardians.id"], name=op.f("fk_notice_recipients_guardian_id")),
        sa.PrimaryKeyConstraint("notice_id", "guardian_id", name=op.f("pk_notice_recipients")),
    )
    op.create_index("ix_notice_recipients_guardian_id", "notice_recipients", ["guardian_id"])
