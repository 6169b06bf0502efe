"""Brings an older drawer to the present shape, and back.

Before the first step a whole copy of the database is kept beside it, so that a desk can be put back to what it was.
"""

from __future__ import annotations

import os
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from amends.desk.drawer.database import Transaction, transaction
from amends.desk.drawer.files import PRIVATE_FILE, plainly, settle
from amends.desk.drawer.place import Place
from amends.errors import Refused

HEAD: Final = "0015"
"""The newest step. A test holds it against the folder of steps."""


def shape_of(engine: sa.Engine) -> str:
    """The step at which this database is; empty for a new one."""
    with transaction(engine) as tx:
        if not sa.inspect(tx).has_table("alembic_version"):
            return ""
        return tx.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one_or_none() or ""


def bring_up(place: Place, engine: sa.Engine) -> None:
    """Brings a drawer to the present shape; keeps a copy first if there is anything in it.

    Raises:
        Refused: a newer program made it, or the disk is full.
    """
    found = shape_of(engine)
    if found == HEAD:
        return
    if found > HEAD:
        raise Refused(
            f"The desk {place.root} was used by a newer amends (step {found}; this one knows {HEAD}).",
            "Update this program, then open the desk again.",
        )
    if found:
        keep_copy(place, engine, found)
    with transaction(engine) as tx:
        move(tx, HEAD)


def move(tx: Transaction, to: str) -> None:
    """Runs the steps up or down to the one named, in this transaction; `base` takes everything down."""
    from alembic import command  # noqa: PLC0415  # a tenth of a second that a desk of the present shape need not spend
    from alembic.config import Config  # noqa: PLC0415

    found = tx.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").scalar()
    at = tx.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() if found else None
    with as_file(files("amends.desk.drawer") / "migrations") as folder:
        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        config.attributes["connection"] = tx
        if to == "base" or (at or "") > to:
            command.downgrade(config, to)
        else:
            command.upgrade(config, to)


def kept_copy(place: Place, shape: str) -> Path:
    """Where the copy lies that was made before leaving this step."""
    return place.root / f"drawer.before-{shape}.db"


def keep_copy(place: Place, engine: sa.Engine, shape: str) -> Path:
    """A whole copy of the database, as it is, under the same key."""
    engine.dispose()
    copy = kept_copy(place, shape)
    copy_database(engine, place.database, copy)
    return copy


def copy_database(engine: sa.Engine, database: Path, to: Path) -> None:
    """Copies the encrypted file, everything in its write-ahead log included.

    The caller holds the desk, so nobody writes meanwhile.

    Raises:
        Refused: the disk is full, or the log cannot be folded in.
    """
    with engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        cursor = raw.cursor()
        cursor.execute("COMMIT") if getattr(raw, "in_transaction", False) else None
        busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        cursor.close()
        if busy:
            raise Refused("The drawer is in use by another program.", "Close it there and repeat the command.")
    part = to.with_name(f".{to.name}.part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
        with os.fdopen(handle, "wb") as out, database.open("rb") as source:
            while chunk := source.read(1 << 20):
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        part.replace(to)
        settle(to.parent)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise plainly(error, to) from error


def put_back(place: Place, shape: str) -> None:
    """Puts the kept copy in the place of the present database; the desk must be held and closed.

    Raises:
        Refused: no copy was kept.
    """
    copy = kept_copy(place, shape)
    if not copy.is_file():
        raise Refused(
            f"No copy of the drawer from step {shape} is kept in {place.root}.", "Restore the desk from a backup."
        )
    for ending in ("-wal", "-shm"):
        place.database.with_name(place.database.name + ending).unlink(missing_ok=True)
    copy.replace(place.database)
    settle(place.root)
