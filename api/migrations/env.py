"""Runs the steps on the connection that `api.migrate` hands over."""

from alembic import context

from api.migrate import DURABLE

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=DURABLE, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
