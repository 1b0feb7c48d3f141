"""What may be forgotten: personal words in the journal, and nothing else of it; files that were erased.

The journal and its acts stay append-only but for one thing: words can be emptied, where a row of `redactions` says in
which act that was done. Such a row comes first, and can itself be neither changed nor removed.
"""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# of each table: the column that names the act, what may be emptied, and what must stay as it is
EMPTIED: Mapping[str, Mapping[str, str]] = {
    "acts": {"words": "", "author_name": ""},
    "journal": {"details": "{}"},
}
ACT = {"acts": "id", "journal": "act_id"}
STAYS = {
    "acts": ("id", "family_id", "guardian_id", "author", "channel", "arrived", "at", "takes_back", "trace"),
    "journal": (
        "id", "act_id", "entry", "reason", "child_id", "reservation_id", "service", "site", "date", "part", "before",
        "after",
    ),
}  # fmt: skip


def upgrade() -> None:
    """Add the table, the column, and the one way to empty words."""
    op.add_column("families", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "redactions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("by_act_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["acts.id"], name=op.f("fk_redactions_act_id")),
        sa.ForeignKeyConstraint(["by_act_id"], ["acts.id"], name=op.f("fk_redactions_by_act_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redactions")),
        sa.UniqueConstraint("act_id", "by_act_id", name=op.f("uq_redactions_act_id_by_act_id")),
    )
    statements = _on_sqlite if op.get_bind().dialect.name == "sqlite" else _on_postgresql
    for statement in statements():
        op.execute(statement)


def _only_emptied(table: str, same: str, as_text: str) -> str:
    """The condition under which a row of the journal may be written over."""
    kept = [f'NEW."{column}" {same} OLD."{column}"' for column in STAYS[table]]
    emptied = [
        f"{as_text.format(f'NEW.{column}')} IN ('{empty}', {as_text.format(f'OLD.{column}')})"
        for column, empty in EMPTIED[table].items()
    ]
    recorded = f"EXISTS (SELECT 1 FROM redactions WHERE act_id = OLD.{ACT[table]})"  # noqa: S608 - our own words
    return " AND ".join([*kept, *emptied, recorded])


def _on_sqlite() -> Sequence[str]:
    refusing = "BEGIN SELECT RAISE(ABORT, '{} is append-only'); END"
    statements = []
    for table in EMPTIED:
        condition = _only_emptied(table, "IS", "{}")
        update = f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN NOT ({condition}) "
        statements += [f"DROP TRIGGER {table}_no_update", update + refusing.format(table)]
    for verb in ("update", "delete"):
        trigger = f"CREATE TRIGGER redactions_no_{verb} BEFORE {verb.upper()} ON redactions "
        statements.append(trigger + refusing.format("redactions"))
    return statements


def _on_postgresql() -> Sequence[str]:
    return [
        *(
            statement
            for table in EMPTIED
            for statement in (
                f"""CREATE FUNCTION {table}_only_emptied() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN
                        IF {_only_emptied(table, "IS NOT DISTINCT FROM", "CAST({} AS text)")} THEN RETURN NEW; END IF;
                        RAISE EXCEPTION '{table} is append-only';
                    END $$""",
                f"DROP TRIGGER {table}_append_only ON {table}",
                f"""CREATE TRIGGER {table}_append_only BEFORE DELETE OR TRUNCATE ON {table}
                    FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()""",
                f"""CREATE TRIGGER {table}_only_emptied BEFORE UPDATE ON {table}
                    FOR EACH ROW EXECUTE FUNCTION {table}_only_emptied()""",
            )
        ),
        """CREATE FUNCTION redactions_append_only() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'redactions is append-only'; END $$""",
        """CREATE TRIGGER redactions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON redactions
            FOR EACH STATEMENT EXECUTE FUNCTION redactions_append_only()""",
    ]
