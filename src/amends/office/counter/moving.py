"""A desk that was restored from its backup takes the place of the one the backup was made of.

Both hold the same desk key. The copy brings a key of its own; from then on the old one is answered `superseded`, so
of two copies only one can ever deposit, withdraw or collect.
"""

from __future__ import annotations

from amends.envelope import from_json, is_key, to_json
from amends.errors import Unsupported
from amends.office.counter.desk import Asked, not_enrolled, signed, superseded
from amends.office.ledger import Connection, events, writers
from amends.office.office import Office
from amends.office.refusals import Refusal, malformed


def move(office: Office, asked: Asked) -> bytes:
    """Put another key in the place of the one that signs. The same again is harmless.

    Raises:
        Refusal: `nonce`, `signature`, `malformed`; `superseded` if another copy took the place before and the desk
            does not say that it takes over; `refused` if the desk was never enrolled, or the key is not a fresh one.
    """
    nonce = signed(office, asked)
    key, take_over = _read(asked.body)

    def act(connection: Connection) -> bytes:
        _move(office, connection, asked.key, key, take_over=take_over)
        return to_json({"amends": 1, "moved": True})

    return office.once(nonce, act)


def _move(office: Office, connection: Connection, old: str, new: str, *, take_over: bool) -> None:
    here = writers.whose(connection, old)
    writer = here or writers.whose_before(connection, old)
    if writer is None:
        raise not_enrolled()
    if writers.whose(connection, new) == writer:
        return
    if here is None and not take_over:
        raise superseded()
    if writers.whose(connection, new) or writers.whose_before(connection, new):
        raise Refusal("refused", "This key has been a desk's before.", "Draw a fresh one.")
    writers.move_desk(connection, writer, new, office.now())
    events.add(connection, [events.Happened("desk-moved", office.now(), events.by_writer(writer))])


def _read(body: bytes) -> tuple[str, bool]:
    try:
        value = from_json(body)
    except Unsupported as error:
        raise malformed(error.message) from error
    if not isinstance(value, dict) or value.get("amends") != 1 or set(value) != {"amends", "key", "take_over"}:
        raise malformed("A desk that moves brings a key, and says whether it takes over.")
    key, take_over = value["key"], value["take_over"]
    if not isinstance(key, str) or not is_key(key) or not isinstance(take_over, bool):
        raise malformed("The key is malformed, or it is not said whether the desk takes over.")
    return key, take_over
