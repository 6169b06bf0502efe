"""A running office and the smallest desk and reader that can talk to it, over HTTP and nothing else.

Envelopes hold chance: an office never looks inside, so its tests need nothing that could be opened.
"""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import inspect

from amends.clock import Clock, Replay
from amends.envelope import Envelope, from_json, pack, to_json
from amends.office.counter.enrolling import invite
from amends.office.ledger.held import Held
from amends.office.office import Office, open_office
from amends.office.settings import Settings
from amends.office.web.app import application
from amends.wire import (
    DESK_HEADER,
    KEY_HEADER,
    NONCE_HEADER,
    SIGNATURE_HEADER,
    BankCard,
    Invitation,
    News,
    OfficeCard,
    act_bytes,
    batch,
    desk_bytes,
    outcomes_from,
)

CHANCE = Replay("what the tests seal")


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass(frozen=True)
class Key:
    """An Ed25519 key."""

    private: Ed25519PrivateKey = field(default_factory=lambda: Ed25519PrivateKey.from_private_bytes(CHANCE.bytes(32)))

    @property
    def public(self) -> str:
        return text(self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    def sign(self, data: bytes) -> str:
        return text(self.private.sign(data))


@dataclass(frozen=True)
class Link:
    """Whoever holds a letter's link: its envelope, and the act key that follows from the secret."""

    envelope: Envelope
    key: Key

    @property
    def id(self) -> str:
        return self.envelope.id

    @property
    def packed(self) -> bytes:
        return pack(self.envelope)


def a_letter(
    person: str = "", *, size: int = 3000, key: bytes = b"", key_kind: Any = "link", copy_of: str = ""
) -> Link:
    act = Key()
    return Link(
        Envelope(
            id=CHANCE.bytes(16).hex(),
            act_key=act.public,
            person="" if copy_of else person or CHANCE.bytes(16).hex(),
            front=CHANCE.bytes(500),
            letter=CHANCE.bytes(size),
            key=key,
            key_kind=key_kind,
            copy_of=copy_of,
        ),
        act,
    )


class Door:
    """The way to one office."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = httpx.Client(base_url=url, timeout=120, trust_env=False)
        self.card = OfficeCard.from_bytes(self.http.get("/api/office").content)

    def nonce(self) -> str:
        answer = self.http.post("/api/nonces", content=to_json({"amends": 1, "count": 1}))
        return fields(answer)["nonces"][0]

    def act(self, link: Link, act: str, body: bytes = b"", *, keep: Key | None = None, **odd: Any) -> httpx.Response:
        """One act; `odd` bends it: `nonce`, `signature`, `office`, `signed_act`, `signed_id`, `signed_body`, `at`.

        `which` says, in the place of the key, which one signs.
        """
        nonce = odd.get("nonce") or self.nonce()
        signed = act_bytes(
            odd.get("office", self.card.id), odd.get("signed_id", link.id), odd.get("signed_act", act),
            odd.get("signed_body", body), nonce,
        )  # fmt: skip
        signature = odd.get("signature", (keep or link.key).sign(signed))
        which = odd.get("which") or (f"keep {keep.public}" if keep else "act")
        headers = {NONCE_HEADER: nonce, SIGNATURE_HEADER: signature, KEY_HEADER: which}
        if "at" in odd:  # where it is done from, as the server in front of an office hands it on
            headers["X-Forwarded-For"] = odd["at"]
        return self.http.post(f"/api/letters/{link.id}/acts/{act}", content=body, headers=headers)

    def bank(self, about: str = "theft", replaces: str = "") -> str:
        """Where a desk deposits at a bank whose key is the one that it shows now."""
        card = BankCard.from_bytes(self.http.get("/api/bank").content)
        return f"/api/desk/bank/{about}/own/{card.fingerprint}" + (f"/{replaces}" if replaces else "")

    def look(self, link: Link, part: str = "") -> httpx.Response:
        return self.http.get(f"/api/letters/{link.id}{part}")


@dataclass(frozen=True)
class Desk:
    """A desk at one office."""

    door: Door
    key: Key = field(default_factory=Key)

    def ask(self, path: str, body: bytes = b"", **odd: Any) -> httpx.Response:
        """One request; `odd` bends it: `nonce`, `signature`, `office`, `signed_path`, `signed_body`."""
        nonce = odd.get("nonce") or self.door.nonce()
        signed = desk_bytes(
            odd.get("office", self.door.card.id), odd.get("signed_path", path), odd.get("signed_body", body), nonce
        )
        headers = {
            DESK_HEADER: self.key.public,
            NONCE_HEADER: nonce,
            SIGNATURE_HEADER: odd.get("signature", self.key.sign(signed)),
        }
        return self.door.http.post(path, content=body, headers=headers)

    def enrol(self, code: str, name: str = "Tomas Reed") -> httpx.Response:
        return self.ask("/api/writers", to_json({"amends": 1, "code": code, "name": name}))

    def deposit(self, *letters: Link) -> list[str]:
        answer = self.ask("/api/desk/deposits", batch({letter.id: letter.packed for letter in letters}))
        assert answer.status_code == 200, answer.text
        return [one.outcome for one in outcomes_from(answer.content)]

    def withdraw(self, letter_id: str) -> httpx.Response:
        return self.ask("/api/desk/withdraw", to_json({"amends": 1, "id": letter_id}))

    def news(self) -> News:
        return News.from_bytes(self.ask("/api/desk/news").content)

    def letters(self, after: str = "") -> list[dict[str, Any]]:
        return fields(self.ask("/api/desk/letters", to_json({"amends": 1, "after": after})))["letters"]

    def collect(self, reply: str) -> httpx.Response:
        return self.ask(f"/api/desk/replies/{reply}")


@dataclass(frozen=True)
class Running:
    """An office that answers, seen from inside and from outside."""

    office: Office
    door: Door
    clock: Any

    def invitation(self) -> Invitation:
        return invite(self.office, "somebody", self.door.url, checked_by="office" if self.office.bank else "")

    def desk(self) -> Desk:
        desk = Desk(self.door)
        assert fields(desk.enrol(self.invitation().code)) == {"amends": 1, "enrolled": True}
        return desk


@contextmanager
def running(folder: Path, clock: Clock | None = None, **settings: Any) -> Iterator[Running]:
    """A real office, over a real socket, in a thread."""
    clock = clock or Replay("the office's own chance")
    office = open_office(Settings(str(folder / "office.sqlite"), name="Alder Bridge Post Room", **settings), clock)
    server = uvicorn.Server(
        uvicorn.Config(application(office), port=0, access_log=False, log_config=None, server_header=False)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the office did not start"
        thread.join(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    door = Door(f"http://127.0.0.1:{port}")
    try:
        yield Running(office, door, clock)
    finally:
        door.http.close()
        server.should_exit = True
        thread.join(180)


def database_was_away(office: Office) -> None:
    """Whoever writes next finds that the database was away for a moment, and takes it again."""
    ledger = office.ledger
    held = ledger._held
    assert held is not None

    def taken_again() -> Held:
        del ledger.__dict__["_take"]
        return held

    ledger._held, ledger.__dict__["_take"] = Lost(), taken_again


class Lost:
    """What was held of a database that was away."""

    def holds(self) -> bool:
        return False

    def let_go(self) -> None:
        """Nothing is left of it."""


def fields(answer: httpx.Response) -> dict[str, Any]:
    """What an answer says, which has to be canonical JSON."""
    value = from_json(answer.content)
    assert isinstance(value, dict)
    return value


def refusal(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal, which has to say something to a person too."""
    said = fields(answer)
    assert said["amends"] == 1
    assert said["message"]
    return answer.status_code, said["error"]


def everything(office: Office) -> dict[str, list[tuple[Any, ...]]]:
    """All that the database holds, table by table; an earlier form of it has fewer tables."""
    from amends.office.ledger.schema import METADATA

    with office.ledger.reading() as connection:
        here = set(inspect(connection).get_table_names())
        return {
            table.name: [tuple(row) for row in connection.execute(table.select().order_by(*table.primary_key))]
            for table in METADATA.sorted_tables
            if table.name in here
        }
