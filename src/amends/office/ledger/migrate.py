"""Bringing a database to the form this version of the office reads."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from amends.office.ledger.engine import Ledger, LedgerTrouble


def head() -> str:
    """The newest form this version knows."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def at_head(ledger: Ledger) -> bool:
    """Whether the database has that form."""
    return _current(ledger.engine) == head()


def migrate(ledger: Ledger, to: str = "head") -> None:
    """Bring the database to a form, in one transaction; `base` takes everything away.

    Raises:
        LedgerTrouble: a newer version of the program wrote it.
    """
    current = _current(ledger.engine)
    if current is not None and current not in {script.revision for script in _scripts().walk_revisions()}:
        raise LedgerTrouble(
            "The office's database was written by a newer version of amends.", "Run that version, or a newer one."
        )
    if to == "head" and current == head():
        return
    with ledger.writing() as connection:
        config = _config()
        config.attributes["connection"] = connection
        is_down = to == "base" or (current is not None and to in _earlier(current))
        (command.downgrade if is_down else command.upgrade)(config, to)


def _earlier(than: str) -> set[str]:
    return {script.revision for script in _scripts().iterate_revisions(than, "base")} - {than}


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def _current(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
