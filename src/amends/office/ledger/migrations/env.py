"""How alembic reaches the ledger: over the connection that `migrate` opened, inside its transaction."""

from alembic import context

from amends.office.ledger.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, render_as_batch=True)
context.run_migrations()
