"""When a guardian's right to act for the children was withdrawn."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Add the column: nobody's right is withdrawn so far."""
    op.add_column("guardians", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
