"""Words in the journal may be sealed, sealed by another key, or opened: recorded as the emptying of them is.

Whether sealed words say what they said before, no database can tell; that they were written over, and in which act,
stands in `redactions`. What is clear and stays clear can be emptied and nothing else, as before.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

STAYS = ("id", "family_id", "guardian_id", "author", "channel", "arrived", "at", "takes_back", "trace")
IS_SEALED = "substr({}.words, 1, 9) = 'sealed:1:'"
RECORDED = "EXISTS (SELECT 1 FROM redactions WHERE act_id = OLD.id)"


def upgrade() -> None:
    """Let one thing more be done to an act."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER acts_no_update")
        op.execute(
            f"CREATE TRIGGER acts_no_update BEFORE UPDATE ON acts WHEN NOT ({_allowed('IS')}) "
            "BEGIN SELECT RAISE(ABORT, 'acts is append-only'); END"
        )
    else:
        op.execute(
            f"""CREATE OR REPLACE FUNCTION acts_only_emptied() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN
                    IF {_allowed("IS NOT DISTINCT FROM")} THEN RETURN NEW; END IF;
                    RAISE EXCEPTION 'acts is append-only';
                END $$"""
        )


def _allowed(same: str) -> str:
    """The condition under which a row may be written over."""
    kept = [f"NEW.{column} {same} OLD.{column}" for column in STAYS]
    sealed = f"({IS_SEALED.format('NEW')} OR {IS_SEALED.format('OLD')})"
    words = f"(NEW.words IN ('', OLD.words) OR {sealed})"
    return " AND ".join([*kept, words, "NEW.author_name IN ('', OLD.author_name)", RECORDED])
