"""Waiting lists, offers, terms of late acts, standing bookings, closures; what priority rules ask of a family.

New columns are empty or have a default in the database, so that the program of 0001 can go on writing meanwhile.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

LIVE_BEFORE = sa.text("state IN ('confirmed', 'requested', 'waiting')")
LIVE = sa.text("state IN ('confirmed', 'offered', 'requested', 'waiting')")
OF_THE_GUARDIAN = """
    UPDATE reservations SET guardian_id = (SELECT acts.guardian_id FROM acts WHERE acts.id = reservations.act_id)
"""


def upgrade() -> None:
    """Add everything; the day of a reservation is that of the guardian who booked it."""
    create_standing_bookings()
    create_closures()
    add_columns()
    op.execute(OF_THE_GUARDIAN)
    create_indexes()


def create_standing_bookings() -> None:
    """The table of standing bookings."""
    op.create_table(
        "standing_bookings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column("guardian_id", sa.Integer(), nullable=True),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("part", sa.String(24), nullable=True),
        sa.Column("meal", sa.Boolean(), nullable=True),
        sa.Column("from_hour", sa.Time(), nullable=True),
        sa.Column("until_hour", sa.Time(), nullable=True),
        sa.Column("weekdays", sa.JSON(), nullable=False),
        sa.Column("weeks", sa.String(24), nullable=False),
        sa.Column("anchor", sa.Date(), nullable=True),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("exceptions", sa.JSON(), nullable=False),
        sa.Column("wait", sa.Boolean(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("ended_act_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["child_id"], ["children.id"], name=op.f("fk_standing_bookings_child_id")),
        sa.ForeignKeyConstraint(["guardian_id"], ["guardians.id"], name=op.f("fk_standing_bookings_guardian_id")),
        sa.ForeignKeyConstraint(["act_id"], ["acts.id"], name=op.f("fk_standing_bookings_act_id")),
        sa.ForeignKeyConstraint(["ended_act_id"], ["acts.id"], name=op.f("fk_standing_bookings_ended_act_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_bookings")),
    )
    op.create_index("ix_standing_bookings_child_id_service", "standing_bookings", ["child_id", "service"])


def create_closures() -> None:
    """The table of closures."""
    op.create_table(
        "closures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("services", sa.JSON(), nullable=False),
        sa.Column("sites", sa.JSON(), nullable=False),
        sa.Column("classes", sa.JSON(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("lifted_act_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["act_id"], ["acts.id"], name=op.f("fk_closures_act_id")),
        sa.ForeignKeyConstraint(["lifted_act_id"], ["acts.id"], name=op.f("fk_closures_lifted_act_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closures")),
    )
    op.create_index("ix_closures_last", "closures", ["last"])


def add_columns() -> None:
    """New columns of tables that are there; SQLite knows a foreign key only within the column it adds."""
    op.add_column("families", sa.Column("resident", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("families", sa.Column("both_parents_work", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("families", sa.Column("marked", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("sessions", sa.Column("closed_classes", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("reservations", sa.Column("terms", sa.JSON(), nullable=True))
    op.add_column("reservations", sa.Column("cancel_terms", sa.JSON(), nullable=True))
    op.add_column("reservations", sa.Column("offered_until", sa.DateTime(timezone=True), nullable=True))
    for name, target in (
        ("guardian_id", "guardians.id"),
        ("standing_id", "standing_bookings.id"),
        ("closure_id", "closures.id"),
    ):
        key = sa.ForeignKey(target, name=op.f(f"fk_reservations_{name}"))
        op.add_column("reservations", sa.Column(name, sa.Integer(), key, nullable=True), inline_references=True)


def create_indexes() -> None:
    """One live reservation for each child and session, offers included; and what jobs look for."""
    op.drop_index("uq_reservations_live", "reservations", sqlite_where=LIVE_BEFORE, postgresql_where=LIVE_BEFORE)
    op.create_index(
        "uq_reservations_live",
        "reservations",
        ["child_id", "session_id"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )
    for name in ("offered_until", "standing_id", "closure_id"):
        there = sa.text(f"{name} IS NOT NULL")
        op.create_index(f"ix_reservations_{name}", "reservations", [name], sqlite_where=there, postgresql_where=there)
