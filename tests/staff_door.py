"""A bank's staff without a browser: an authenticator of our own, and requests as the bank's pages make them."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cbor2
import httpx
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from amends.envelope import bind, from_json, to_json
from amends.office.bank import accounts
from amends.office.ledger import staff
from tests.office_door import CHANCE, Desk, Key, Running, a_letter, running, text

WRAPPED = base64.b64encode(bind({"words.age": b"wrapped in the browser"})).decode()
AGE = "age1" + "q" * 58


@contextmanager
def bank_with_key(folder: Path, policy: str) -> Iterator[Running]:
    """A running bank that has a key to read with, of which nobody here knows the secret."""
    with running(folder, policy=policy) as bank:
        with bank.office.ledger.writing() as connection:
            staff.begin_epoch(connection, "age1bank", "ssh-ed25519 bank", bank.office.now())
        yield bank


def deposited_in(bank: Running, desk: Desk) -> str:
    """A letter that a writer deposited in the bank."""
    letter = a_letter(key=b"wrapped", key_kind="age")
    assert desk.ask(bank.door.bank(), letter.packed).json()["outcomes"][0]["outcome"] == "deposited"
    return letter.id


class Authenticator:
    """One passkey, as `none` attestation and ES256 have it."""

    def __init__(self) -> None:
        self.id = CHANCE.bytes(16)
        self.private = ec.derive_private_key(int.from_bytes(CHANCE.bytes(31), "big"), ec.SECP256R1())
        self.count = 0
        self.user = b""

    def make(self, asked: dict[str, Any], origin: str) -> dict[str, Any]:
        """The answer to `navigator.credentials.create`."""
        self.user = base64.urlsafe_b64decode(asked["user"]["id"] + "==")
        point = self.private.public_key().public_numbers()
        key = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})
        data = self._data(asked["rp"]["id"], 0x45) + bytes(16) + len(self.id).to_bytes(2, "big") + self.id + key
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        said = self._said("webauthn.create", asked["challenge"], origin)
        return self._answer({"clientDataJSON": text(said), "attestationObject": text(attestation)})

    def use(self, asked: dict[str, Any], origin: str) -> dict[str, Any]:
        """The answer to `navigator.credentials.get`."""
        self.count += 1
        data = self._data(asked["rpId"], 0x05)
        said = self._said("webauthn.get", asked["challenge"], origin)
        signature = self.private.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer({
            "clientDataJSON": text(said), "authenticatorData": text(data), "signature": text(signature),
            "userHandle": text(self.user),
        })  # fmt: skip

    def _data(self, host: str, flags: int) -> bytes:
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    @staticmethod
    def _said(kind: str, challenge: str, origin: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}).encode()

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        return {"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": response}


class Colleague:
    """One member of staff, their authenticator and their cookies."""

    def __init__(self, running: Running, *roles: str, enrolled: bool = True, code: str = "") -> None:
        self.running = running
        self.origin = running.door.url.replace("127.0.0.1", "localhost")
        self.http = httpx.Client(base_url=self.origin, timeout=120)
        self.authenticator, self.key = Authenticator(), Key()
        self.page = ""
        self.code = code or accounts.invite(running.office, f"{'-'.join(roles)} Sorel", frozenset(roles))
        self.codes: list[str] = []
        if enrolled:
            answer = self.enrols()
            assert answer.status_code == 200, answer.text
            self.codes = answer.json()["codes"]
            self.looks_round()

    def enrols(self, origin: str = "", proof: str = "") -> httpx.Response:
        begun = self.post("enrol/begin", {"code": self.code})
        if begun.status_code != 200:
            return begun
        asked = begun.json()
        proof = proof or self.key.sign(
            accounts.proof_bytes(self.running.office.id, asked["nonce"], AGE, self.key.public)
        )
        credential = self.authenticator.make(asked["make"], origin or self.origin)
        return self.post("enrol", {
            "code": self.code, "nonce": asked["nonce"], "credential": credential, "age_key": AGE,
            "sign_key": self.key.public, "wrapped": WRAPPED, "proof": proof,
        })  # fmt: skip

    def enters(self, origin: str = "") -> httpx.Response:
        asked = self.post("enter/begin", {}).json()
        credential = self.authenticator.use(asked["use"], origin or self.origin)
        return self.post("enter", {"nonce": asked["nonce"], "credential": credential})

    def looks_round(self) -> dict[str, Any]:
        me = self.get("me")
        assert me.status_code == 200, me.text
        self.page = me.json()["page"]
        return me.json()

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.http.get(f"/api/staff/{path}", headers=headers)

    def post(self, path: str, body: dict[str, Any] | bytes, **headers: str) -> httpx.Response:
        sent = body if isinstance(body, bytes) else to_json({"amends": 1} | body)
        send = {"Origin": self.origin, "Amends-Page": self.page} | headers
        return self.http.post(f"/api/staff/{path}", content=sent, headers=send)


def code_of(answer: httpx.Response) -> str:
    """The code of a refusal, or `done`."""
    value = from_json(answer.content)
    assert isinstance(value, dict)
    return str(value.get("error", "done"))
