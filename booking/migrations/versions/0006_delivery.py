"""What a message out is for and for whom; who wants none; which addresses lead nowhere; how much may leave.

New columns are empty or have a default in the database, so that the program of 0005 can go on writing meanwhile.
A conversation was marked "blocked" by a STOP and by a bot shut out alike: where it cannot be told which, both hold.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

INSTANT = sa.DateTime(timezone=True)
OPTED_OUT = """
    INSERT INTO opt_outs (channel, address, purpose, source, since)
    SELECT conversations.channel, conversations.address, wanted.purpose, 'text', CURRENT_TIMESTAMP
    FROM conversations, (
        SELECT 'news' AS purpose UNION SELECT 'reminder' UNION SELECT 'notice' UNION SELECT 'urgent'
    ) AS wanted
    WHERE conversations.blocked
"""
SHUT_OUT = """
    INSERT INTO unreachable (channel, address, failure, since)
    SELECT channel, address, 'blocked', CURRENT_TIMESTAMP FROM conversations WHERE blocked AND channel = 'telegram'
"""


def upgrade() -> None:
    """Add everything; what was blocked stays so."""
    add_columns()
    create_indexes()
    create_opt_outs()
    create_unreachable()
    create_early_receipts()
    create_allowances()
    op.execute(OPTED_OUT)
    op.execute(SHUT_OUT)


def add_columns() -> None:
    """What the outbox knows of a message besides its words."""
    op.add_column("outbox", sa.Column("purpose", sa.String(24), nullable=False, server_default="answer"))
    op.add_column("outbox", sa.Column("batch", sa.String(), nullable=True))
    op.add_column("outbox", sa.Column("segments", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("outbox", sa.Column("doubts", sa.Integer(), nullable=False, server_default="0"))
    for name, target in (("guardian_id", "guardians.id"), ("instead_of", "outbox.id")):
        key = sa.ForeignKey(target, name=op.f(f"fk_outbox_{name}"))
        op.add_column("outbox", sa.Column(name, sa.Integer(), key, nullable=True), inline_references=True)


def create_indexes() -> None:
    """What the postman, staff and statistics look for."""
    for name, columns, unique in (("guardian_id", ["guardian_id"], False), ("instead_of", ["instead_of"], True),
                                  ("batch", ["batch", "channel", "to"], True)):  # fmt: skip
        there = sa.text(f"{name} IS NOT NULL")
        op.create_index(
            f"ix_outbox_{name}", "outbox", columns, unique=unique, sqlite_where=there, postgresql_where=there
        )
    op.create_index("ix_outbox_due", "outbox", ["channel", "state", "lane", "due_at", "id"])
    op.create_index("ix_outbox_queued_at", "outbox", ["queued_at"])


def create_opt_outs() -> None:
    """Who wants to hear nothing unasked, at which address, since when; the date is the proof."""
    op.create_table(
        "opt_outs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(24), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(24), nullable=False),
        sa.Column("source", sa.String(24), nullable=False),
        sa.Column("inbox_id", sa.Integer(), nullable=True),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], name=op.f("fk_opt_outs_inbox_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opt_outs")),
    )
    op.create_index("ix_opt_outs_address", "opt_outs", ["channel", "address"])


def create_unreachable() -> None:
    """Addresses that the provider has refused for good."""
    op.create_table(
        "unreachable",
        sa.Column("channel", sa.String(24), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("failure", sa.String(24), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("channel", "address", name=op.f("pk_unreachable")),
    )


def create_early_receipts() -> None:
    """Receipts that came before we knew the id of what they speak of."""
    op.create_table(
        "early_receipts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(24), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=False),
        sa.Column("status", sa.String(24), nullable=False),
        sa.Column("failure", sa.String(24), nullable=True),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_early_receipts")),
    )
    op.create_index("ix_early_receipts_provider_id", "early_receipts", ["channel", "provider_id"])


def create_allowances() -> None:
    """How much each channel may send, and when; one row a channel, shared by all workers."""
    op.create_table(
        "allowances",
        sa.Column("channel", sa.String(24), nullable=False),
        sa.Column("free_at", INSTANT, nullable=False),
        sa.Column("closed_until", INSTANT, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("spent", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_allowances")),
    )
