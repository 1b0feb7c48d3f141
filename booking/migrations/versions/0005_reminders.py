"""Reminders: what was told, what staff stopped, what guardians chose; and which worker plans.

New columns are empty or have a default in the database, so that the program before can go on writing meanwhile.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add everything."""
    op.add_column("guardians", sa.Column("reminders", sa.String(24), nullable=True))
    op.add_column("guardians", sa.Column("weeks", sa.String(24), nullable=False, server_default="all"))
    op.add_column("guardians", sa.Column("anchor", sa.Date(), nullable=True))
    create_reminders()
    create_reminder_items()
    create_reminder_rounds()
    create_reminder_stops()
    op.create_table(
        "leases",
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("task", name=op.f("pk_leases")),
    )


def create_reminders() -> None:
    """The messages."""
    op.create_table(
        "reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guardian_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("planned_at", INSTANT, nullable=False),
        sa.Column("told_at", INSTANT, nullable=True),
        sa.Column("kept", sa.String(24), nullable=True),
        sa.Column("asks", sa.Boolean(), nullable=False),
        sa.Column("answer", sa.String(24), nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["guardian_id"], ["guardians.id"], name=op.f("fk_reminders_guardian_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
    )
    op.create_index("ix_reminders_guardian_id", "reminders", ["guardian_id", "id"])
    op.create_index("ix_reminders_due_at", "reminders", ["due_at"])


def create_reminder_items() -> None:
    """What each message names, once for all."""
    op.create_table(
        "reminder_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reminder_id", sa.Integer(), nullable=False),
        sa.Column("guardian_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(24), nullable=True),
        sa.Column("meal", sa.Boolean(), nullable=True),
        sa.Column("from_hour", sa.Time(), nullable=True),
        sa.Column("until_hour", sa.Time(), nullable=True),
        sa.Column("closes_at", INSTANT, nullable=False),
        sa.Column("dearer", sa.Boolean(), nullable=False),
        sa.Column("kept", sa.String(24), nullable=True),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_reminder_items_{column}"))
            for column, table in (("reminder_id", "reminders"), ("guardian_id", "guardians"), ("child_id", "children"))
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_items")),
        sa.UniqueConstraint(
            "guardian_id", "kind", "child_id", "service", "date", "step", name="uq_reminder_items_told"
        ),
    )
    op.create_index("ix_reminder_items_reminder_id", "reminder_items", ["reminder_id"])


def create_reminder_rounds() -> None:
    """The ends for which all is planned."""
    op.create_table(
        "reminder_rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("closes_at", INSTANT, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_rounds")),
        sa.UniqueConstraint("kind", "service", "date", "step", "who", "closes_at", name="uq_reminder_rounds_end"),
    )


def create_reminder_stops() -> None:
    """What staff stopped."""
    op.create_table(
        "reminder_stops",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(), nullable=True),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("lifted_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_stops")),
    )
