"""Keys of the API, answered calls, links and browsers of the parents' pages, calendar addresses, webhooks."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the tables."""
    _keys()
    _pages()
    _webhooks()


def _keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("added_at", AT, nullable=False),
        sa.Column("revoked_at", AT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("name", name=op.f("uq_api_keys_name")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_keys_digest")),
    )
    op.create_table(
        "answered_calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("api_key_id", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.ForeignKeyConstraint(["api_key_id"], ["api_keys.id"], name=op.f("fk_answered_calls_api_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answered_calls")),
        sa.UniqueConstraint("api_key_id", "idempotency_key", name=op.f("uq_answered_calls_api_key_id_idempotency_key")),
    )
    op.create_index(op.f("ix_answered_calls_at"), "answered_calls", ["at"])


def _pages() -> None:
    op.create_table(
        "page_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guardian_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("ends_at", AT, nullable=False),
        sa.Column("used_at", AT, nullable=True),
        sa.ForeignKeyConstraint(["guardian_id"], ["guardians.id"], name=op.f("fk_page_links_guardian_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_links")),
        sa.UniqueConstraint("digest", name=op.f("uq_page_links_digest")),
    )
    op.create_index(op.f("ix_page_links_guardian_id"), "page_links", ["guardian_id"])
    op.create_table(
        "page_browsers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guardian_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("opened_at", AT, nullable=False),
        sa.Column("ends_at", AT, nullable=False),
        sa.Column("closed_at", AT, nullable=True),
        sa.ForeignKeyConstraint(["guardian_id"], ["guardians.id"], name=op.f("fk_page_browsers_guardian_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_browsers")),
        sa.UniqueConstraint("digest", name=op.f("uq_page_browsers_digest")),
    )
    op.create_index(op.f("ix_page_browsers_guardian_id"), "page_browsers", ["guardian_id"])
    op.create_table(
        "calendar_feeds",
        sa.Column("guardian_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["guardian_id"], ["guardians.id"], name=op.f("fk_calendar_feeds_guardian_id")),
        sa.PrimaryKeyConstraint("guardian_id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("digest", name=op.f("uq_calendar_feeds_digest")),
    )


def _webhooks() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("api_key_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("since_line", sa.Integer(), nullable=False),
        sa.Column("added_at", AT, nullable=False),
        sa.Column("removed_at", AT, nullable=True),
        sa.ForeignKeyConstraint(["api_key_id"], ["api_keys.id"], name=op.f("fk_webhooks_api_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
    )
    op.create_index(op.f("ix_webhooks_api_key_id"), "webhooks", ["api_key_id"])
    op.create_table(
        "webhook_calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("webhook_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", AT, nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhooks.id"], name=op.f("fk_webhook_calls_webhook_id")),
        sa.ForeignKeyConstraint(["line_id"], ["journal.id"], name=op.f("fk_webhook_calls_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_calls")),
        sa.UniqueConstraint("webhook_id", "line_id", name=op.f("uq_webhook_calls_webhook_id_line_id")),
    )
    op.create_index(op.f("ix_webhook_calls_state_next_try_at"), "webhook_calls", ["state", "next_try_at"])
