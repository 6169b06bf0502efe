"""Runs the steps inside the transaction that `amends.desk.drawer.migrate` hands over."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
