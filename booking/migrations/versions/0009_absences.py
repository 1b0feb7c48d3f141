"""Absences: what was noted of a child who does not come to a place that it keeps."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Add the column: nobody is noted as absent so far."""
    op.add_column("reservations", sa.Column("absence", sa.JSON(), nullable=True))
