"""Whose desk asks: the signature, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from amends.office.ledger import Connection, writers
from amends.office.nonces import Spent
from amends.office.office import Office
from amends.office.refusals import Refusal
from amends.office.signatures import is_good
from amends.wire import desk_bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """A desk's request as it came: nothing in it is believed yet.

    Attributes:
        key: public half of the desk key, as the desk claims it.
        path: the address asked, as it was signed.
    """

    path: str
    body: bytes
    key: str
    nonce: str
    signature: str


@dataclass(frozen=True, slots=True)
class Desk:
    """An enrolled desk with a good signature.

    Attributes:
        writer: the writer's id at this office.
        nonce: to be used up with the request.
        key: public half of the desk key.
    """

    writer: str
    nonce: Spent
    key: str


def signed(office: Office, asked: Asked) -> Spent:
    """The nonce of a request that this desk key signed, enrolled or not.

    Raises:
        Refusal: `nonce`, `signature`.
    """
    nonce = office.nonces.check(asked.nonce)
    if not is_good(asked.key, asked.signature, desk_bytes(office.id, asked.path, asked.body, asked.nonce)):
        raise Refusal("signature", "The desk's signature does not fit its request.")
    return nonce


def known(office: Office, asked: Asked) -> Desk:
    """The enrolled desk that signed this request.

    Raises:
        Refusal: `nonce`, `signature`; `refused` if the desk is not enrolled here; `superseded` if another copy of it
            has taken its place.
    """
    nonce = signed(office, asked)
    with office.ledger.reading() as connection:
        writer = _writer(connection, asked.key)
    return Desk(writer, nonce, asked.key)


def once(office: Office, desk: Desk, act: Callable[[Connection], bytes]) -> bytes:
    """Do it, unless another copy of the desk took its place since the request was looked at.

    Raises:
        Refusal: `superseded`, and whatever the act raises.
    """

    def done(connection: Connection) -> bytes:
        _writer(connection, desk.key)
        return act(connection)

    return office.once(desk.nonce, done)


def expected(office: Office, key: str) -> None:
    """Go on only if a desk with this key is enrolled, before much is read for its sake.

    Raises:
        Refusal: `refused`, `superseded`.
    """
    with office.ledger.reading() as connection:
        _writer(connection, key)


def _writer(connection: Connection, key: str) -> str:
    writer = writers.whose(connection, key)
    if writer is not None:
        return writer
    if writers.whose_before(connection, key) is not None:
        raise superseded()
    raise not_enrolled()


def superseded() -> Refusal:
    """Another copy of the desk has taken the place of the one with this key."""
    return Refusal(
        "superseded", "Another copy of this desk has taken its place here.", "Only one of the two goes on."
    )


def not_enrolled() -> Refusal:
    """No desk with this key is enrolled."""
    return Refusal(
        "refused", "This desk is not enrolled at this office.", "Ask whoever runs the office for an invitation."
    )
