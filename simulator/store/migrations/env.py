"""What Alembic runs for each command: the steps, inside the transaction that the caller has begun."""

from alembic import context

from simulator.store.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
