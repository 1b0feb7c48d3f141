"""How often a message was taken by the provider, not delivered, and put back for another try."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("outbox", sa.Column("undelivered", sa.Integer(), nullable=False, server_default="0"))
