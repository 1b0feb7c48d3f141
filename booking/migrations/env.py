"""Alembic's entrance: the connection is handed in by `booking.migrating`, there is no other way to migrate."""

from alembic import context
from sqlalchemy import text

PATIENCE = "5s"  # for a table that somebody holds: everybody else would queue up behind us for as long

connection = context.config.attributes["connection"]
if connection.dialect.name == "postgresql":
    connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
context.configure(connection=connection, transactional_ddl=True, render_as_batch=connection.dialect.name == "sqlite")
with context.begin_transaction():
    context.run_migrations()
