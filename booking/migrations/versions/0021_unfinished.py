"""What has not left yet, by whom it is for: each message that is to leave asks whether another one must go first."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

UNFINISHED = sa.text("state IN ('queued', 'sending')")


def upgrade() -> None:
    """Add the index."""
    op.create_index(
        "ix_outbox_unfinished",
        "outbox",
        ["channel", "to", "id"],
        sqlite_where=UNFINISHED,
        postgresql_where=UNFINISHED,
    )
