"""Every vector in `spec/vectors/` means to Python what it says. The browser runs the same folder."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from amends import errors
from amends.desk.letters.words import digest
from amends.desk.seal.age import Secret
from amends.desk.seal.keys import SigningKey, unb64url, verifies
from amends.desk.seal.opening import check_front, check_whole, open_front, open_key, open_letter, open_reply
from amends.desk.seal.slip import read_slip
from amends.envelope import from_json, pack, to_json, unpack
from amends.wire import PartSeen, act_bytes, desk_bytes

FOLDER = Path(__file__).parents[2] / "spec" / "vectors"
VECTORS = sorted(FOLDER.glob("*.json"))


def data(vector: dict[str, Any], name: str) -> bytes:
    return base64.b64decode(vector[name])


def a_letter(vector: dict[str, Any]) -> None:
    closed = data(vector, "closed")
    check_whole(closed, PartSeen(**vector["seen"]), "the letter")
    unread = vector.get("unread", False)
    opened = open_letter(closed, Secret.read(vector["secret"]), vector["envelope"], unread=unread)
    attested = {"attested_by": opened.attested_by} if opened.attested_by else {}
    said = attested | {
        "text": opened.text,
        "digest": digest(opened.header.words),
        "whose": opened.whose,
        "signed_by": opened.signed_by,
    }
    assert vector["result"] == said | ({"draft": True} if opened.header.draft else {})


def a_front(vector: dict[str, Any]) -> None:
    header = open_front(data(vector, "closed"), Secret.read(vector["secret"]), vector["letter"]).header
    assert vector["result"] == {
        "from": header.from_name,
        "to": list(header.to),
        "address": list(header.address),
        "flap": header.flap,
    }


def a_pair(vector: dict[str, Any]) -> None:
    secret = Secret.read(vector["secret"])
    front = open_front(data(vector, "closed"), secret, vector["letter"])
    unread = vector.get("unread", False)
    check_front(front, open_letter(data(vector, "closed_letter"), secret, vector["letter"], unread=unread))


def a_reply(vector: dict[str, Any]) -> None:
    opened = open_reply(data(vector, "closed"), Secret.read(vector["secret"]), vector["letter"])
    header = opened.header
    said = {"text": opened.text, "from": header.from_name, "again": header.again}
    assert vector["result"] == said | ({"private": True} if header.private else {})


def an_envelope(vector: dict[str, Any]) -> None:
    packed = data(vector, "packed")
    envelope = unpack(packed)
    assert envelope.id == vector["id"]
    assert pack(envelope) == packed


def a_side_file(vector: dict[str, Any]) -> None:
    secret = open_key(data(vector, "closed"), words=vector.get("words", ""), identity=vector.get("identity", ""))
    assert secret.text == vector["result"]


def a_slip(vector: dict[str, Any]) -> None:
    slip = read_slip(vector["code"], unb64url(vector["signer"]))
    assert (slip.letter, slip.reply) == (vector["letter"], vector["reply"])


def an_identity(vector: dict[str, Any]) -> None:
    secret = Secret.read(vector["text"])
    assert secret.recipient == vector["recipient"]
    assert SigningKey.to_act(secret.raw).wire == vector["act_key"]
    assert SigningKey.to_keep(secret.raw).wire == vector["keep_key"]


def a_signed_request(vector: dict[str, Any]) -> None:
    body, key = data(vector, "body"), SigningKey(data(vector, "seed"))
    if "act" in vector:
        message = act_bytes(vector["office"], vector["letter"], vector["act"], body, vector["nonce"])
    else:
        message = desk_bytes(vector["office"], vector["path"], body, vector["nonce"])
    assert message.decode() == vector["message"]
    assert verifies(key.public, data(vector, "signature"), message)


def some_json(vector: dict[str, Any]) -> None:
    assert to_json(from_json(data(vector, "data"))) == data(vector, "data")


READERS = {
    "letter": a_letter,
    "front": a_front,
    "pair": a_pair,
    "reply": a_reply,
    "envelope": an_envelope,
    "side": a_side_file,
    "slip": a_slip,
    "identity": an_identity,
    "signed": a_signed_request,
    "json": some_json,
}


def test_there_are_vectors_of_every_kind() -> None:
    kinds = {json.loads(path.read_text("utf-8"))["kind"] for path in VECTORS}
    assert kinds == set(READERS)


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_a_vector_means_what_it_says(path: Path) -> None:
    vector = json.loads(path.read_text("utf-8"))
    read = READERS[vector["kind"]]
    if vector["expect"] == "ok":
        read(vector)
    else:
        with pytest.raises(getattr(errors, vector["expect"])) as caught:
            read(vector)
        assert type(caught.value).__name__ == vector["expect"]
