"""Events are only ever added: the database itself refuses to change or delete one.

Revision: 0002, after 0001.
"""

from alembic import op

revision = "0002"
down_revision = "0001"

_SQLITE = "CREATE TRIGGER events_stay_{0} BEFORE {0} ON events BEGIN SELECT RAISE(ABORT, 'events stay'); END"
_POSTGRES = (
    "CREATE FUNCTION events_stay() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'events stay'; END $$",
    "CREATE TRIGGER events_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON events "
    "FOR EACH STATEMENT EXECUTE FUNCTION events_stay()",
)


def upgrade() -> None:
    """Set the guard."""
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(_SQLITE.format(change))
    else:
        for statement in _POSTGRES:
            op.execute(statement)


def downgrade() -> None:
    """Lift the guard."""
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(f"DROP TRIGGER events_stay_{change}")
    else:
        op.execute("DROP TRIGGER events_stay ON events")
        op.execute("DROP FUNCTION events_stay")
