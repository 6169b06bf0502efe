"""What tests of carrying have in common: an office with many letters, and workers that are processes of their own."""

from __future__ import annotations

import json
import multiprocessing
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, true

from amends.clock import MACHINE, Clock, Replay
from amends.office.ledger import errands
from amends.office.ledger.errands import Wanted
from amends.office.ledger.schema import BOX, ERRANDS, LETTERS, WRITERS
from amends.office.office import Office, open_office
from amends.office.rounds import carrying
from amends.office.running import work
from amends.office.settings import Carrying, Pace, Settings
from tests.office_door import CHANCE
from tests.office_door.inside import InsideDesk


@contextmanager
def an_office(database: str, folder: Path, clock: Clock | None = None, **carrying: Any) -> Iterator[Office]:
    """An open office, that only this process serves."""
    settings = Settings(database, keys=folder / "office.keys", carrying=Carrying(**carrying), built=folder / "built")
    office = open_office(settings, clock or MACHINE)
    try:
        yield office
    finally:
        office.close()


def fill(office: Office, count: int, road: str = "link", to: str = "") -> list[str]:
    """So many letters, as if they had been deposited: their ids. `to` may hold `{}`, for the letter's number."""
    InsideDesk(office)
    ids = [CHANCE.bytes(16).hex() for _ in range(count)]
    chance = Replay("addresses")
    with office.ledger.writing() as connection:
        writer = connection.execute(select(WRITERS.c.id).limit(1)).scalar_one()
        same = {
            "writer": writer, "act_key": "k" * 43, "key_kind": "link", "front_bytes": 1, "front_sha256": "0" * 64,
            "letter_bytes": 1, "letter_sha256": "0" * 64, "key_bytes": 0, "key_sha256": "", "since": office.now(),
        }  # fmt: skip
        rows = [{**same, "id": one, "person": CHANCE.bytes(16).hex()} for one in ids]
        connection.execute(insert(LETTERS), rows)
        wanted = [
            Wanted(
                one, road, token=CHANCE.bytes(16).hex() if to else "", whom=chance.bytes(32).hex() if to else "",
                address=office.keys.close(to.format(number), "errands.address", chance) if to else None,
            )
            for number, one in enumerate(ids)
        ]  # fmt: skip
        errands.accept(connection, wanted, office.now(), office.now())
    return ids


def states(office: Office) -> dict[str, int]:
    """How many errands are in which state."""
    found: dict[str, int] = {}
    with office.ledger.reading() as connection:
        for (_, state), count in errands.counted(connection).items():
            found[state] = found.get(state, 0) + count
    return found


def box(office: Office) -> list[str]:
    """The letters in the box, as often as they are in it."""
    with office.ledger.reading() as connection:
        return list(connection.execute(select(BOX.c.letter)).scalars())


def tokens(office: Office) -> dict[str, str]:
    """What every letter's notice is known by."""
    with office.ledger.reading() as connection:
        return {row.token: row.letter for row in connection.execute(select(ERRANDS.c.token, ERRANDS.c.letter))}


def in_hand(office: Office) -> frozenset[str]:
    """The notices that are being handed over just now, and of which nothing is written down yet."""
    with office.ledger.reading() as connection:
        found = select(ERRANDS.c.token).where(ERRANDS.c.sending == true(), ERRANDS.c.state == "accepted")
        return frozenset(connection.execute(found).scalars())


def remembered(office: Office) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that the engine keeps of rounds: its tables, and each one's rows."""
    if office.ledger.engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(f"{office.ledger.engine.url.database}.rounds")) as memory:
            names = [name for (name,) in memory.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {name: memory.execute(f"SELECT * FROM {name}").fetchall() for name in names}
    with office.ledger.reading() as connection:
        find = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'dbos'"
        names = list(connection.exec_driver_sql(find).scalars())
        return {
            name: [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM dbos.{name}")] for name in names
        }


class WorkerProcess:
    """A worker in a process of its own, to be killed.

    It is forked from a process that has loaded the program before, so that many can be killed for little: what loads
    a worker is the same each time, and nothing of what it does happens there.
    """

    def __init__(self, database: str, keys: Path, carrying: str) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["amends.office.rounds.engine", "amends.office.running"])
        self._complaints = keys.with_name(f"complaints-{CHANCE.bytes(6).hex()}")
        self._told, said = context.Pipe(duplex=False)
        arguments = (database, str(keys), carrying, str(self._complaints), said)
        self.process = context.Process(target=_work, args=arguments, daemon=True)
        self.process.start()
        said.close()

    def name(self) -> str:
        """Its name, once it works."""
        try:
            return str(self._told.recv())
        except EOFError:
            raise AssertionError(self._complaints.read_text()) from None

    def kill(self) -> None:
        """As a power cut would."""
        self.process.kill()
        self.process.join()

    def end(self, meanwhile: Callable[[], None] = lambda: None) -> tuple[int | None, str]:
        """Told to stop: its exit code and what it complained of."""
        self.process.terminate()
        meanwhile()
        self.process.join(180)
        return self.process.exitcode, self._complaints.read_text()


def _work(database: str, keys: str, options: str, complaints: str, said: Connection) -> None:
    os.dup2(os.open(complaints, os.O_WRONLY | os.O_CREAT, 0o600), sys.stderr.fileno())
    given = json.loads(options)
    from amends.office.rounds import engine

    carrying.VERSION = engine.VERSION = given.pop("version", carrying.VERSION)
    given["tries"] = tuple(given.get("tries", (60,)))
    given["paces"] = {name: Pace(*pace) for name, pace in given.get("paces", {}).items()}
    work(Settings(database, keys=Path(keys), carrying=Carrying(**given)), say=said.send)
