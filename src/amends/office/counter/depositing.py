"""Depositing sealed letters: many at once, or one in pieces over a line that breaks.

A deposit is known by its letter's id: the same envelope again does nothing, another one under that id is refused. A
batch is one transaction: when the answer goes out, all of it is on the disk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from amends.clock import stamp
from amends.envelope import ENVELOPE_BYTES_MOST, to_json
from amends.errors import NotOpenable
from amends.office.counter.desk import Asked, Desk, known, once
from amends.office.keeping import put_away
from amends.office.ledger import Connection, errands, events, letters, uploads
from amends.office.ledger.errands import Wanted
from amends.office.ledger.letters import Sealed
from amends.office.ledger.stored import Kept
from amends.office.office import Office
from amends.office.refusals import Refusal, malformed
from amends.sentences import marked
from amends.wire import UPLOAD_CHUNK_BYTES, Deposited, outcomes_bytes, unbatch

Names: TypeAlias = Mapping[tuple[str, Kept], str]
"""Where sealed parts lie in a store already, by letter and part."""


def deposit(office: Office, asked: Asked) -> bytes:
    """Deposit a batch; what became of each envelope, in the batch's order.

    Raises:
        Refusal: `nonce`, `signature`, `refused`, `malformed` (not a batch at all), `full`.
    """
    desk = known(office, asked)
    try:
        packed = unbatch(asked.body)
    except NotOpenable as error:
        raise malformed(error.message) from error
    _not_around_a_bank(office)
    looked = [_look(letter_id, data) for letter_id, data in packed.items()]
    names = _put_away(office, looked)
    return once(office, desk, lambda connection: outcomes_bytes(_put(office, connection, desk, looked, names)))


@dataclass(frozen=True, slots=True)
class Piece:
    """Where a piece of an upload belongs: its first byte, and how many there are in all."""

    id: str
    offset: int
    total: int


def upload(office: Office, asked: Asked, piece: Piece) -> bytes:
    """Take the next piece of one packed envelope; with the last one, deposit it.

    Raises:
        Refusal: `offset` with how much is here, if this is not the next piece; `too-large`, `limit`; as `deposit`.
    """
    desk = known(office, asked)
    _not_around_a_bank(office)
    if not 0 < piece.total <= ENVELOPE_BYTES_MOST or len(asked.body) > UPLOAD_CHUNK_BYTES:
        raise Refusal("too-large", f"An envelope may have {ENVELOPE_BYTES_MOST} bytes, sent in pieces of 1 MiB.")
    if not asked.body or piece.offset + len(asked.body) > piece.total:
        raise malformed("The piece is empty, or reaches past the end.")
    names = _finished(office, desk, piece, asked.body)
    return once(office, desk, lambda connection: _upload(office, connection, desk, piece, asked.body, names))


def received(office: Office, asked: Asked, letter_id: str) -> bytes:
    """How much of an upload is here, so that the desk can go on from there."""
    desk = known(office, asked)

    def act(connection: Connection) -> bytes:
        upload = uploads.find(connection, desk.writer, letter_id)
        return to_json({"amends": 1, "received": upload.received if upload else 0})

    return once(office, desk, act)


def _put_away(office: Office, looked: list[Sealed | Deposited]) -> Names:
    """Write what is new into the store, if there is one, before the transaction that names it."""
    if office.blobs is None:
        return {}
    good = [one.envelope for one in looked if isinstance(one, Sealed)]
    with office.ledger.reading() as connection:
        here = letters.find_all(connection, [envelope.id for envelope in good])
    new = [envelope for envelope in good if envelope.id not in here]
    return put_away(office, {owned: data for one in new for owned, data in letters.parts_of(one).items()})


def _finished(office: Office, desk: Desk, piece: Piece, body: bytes) -> Names:
    """The same for an upload of which this is the last piece."""
    if office.blobs is None or piece.offset + len(body) != piece.total:
        return {}
    with office.ledger.reading() as connection:
        before = uploads.find(connection, desk.writer, piece.id)
        if (before.received if before else 0) != piece.offset or (before and before.total != piece.total):
            return {}
        whole = uploads.together(connection, desk.writer, piece.id) + body
    return _put_away(office, [_look(piece.id, whole)])


def _upload(  # noqa: PLR0917  # who, where, what, in the order of the request
    office: Office, connection: Connection, desk: Desk, piece: Piece, body: bytes, names: Names
) -> bytes:
    before = uploads.find(connection, desk.writer, piece.id)
    if before is not None and piece.offset == 0 and before.total != piece.total:
        uploads.forget(connection, desk.writer, piece.id)  # the desk sealed it again and begins anew
        before = None
    here = before.received if before else 0
    if piece.offset != here or (before is not None and before.total != piece.total):
        raise Refusal("offset", "This is not the next piece.", "Go on from what is here.", received=here)
    if before is None:
        if uploads.how_many(connection, desk.writer) >= office.settings.limits.uploads:
            raise Refusal("limit", "Too many uploads of this desk are unfinished.", "Finish those first.")
        uploads.begin(connection, desk.writer, piece.id, piece.total, office.now())
    uploads.add(connection, desk.writer, piece.id, offset=piece.offset, data=body, at=office.now())
    here += len(body)
    if here < piece.total:
        return to_json({"amends": 1, "received": here})
    whole = uploads.together(connection, desk.writer, piece.id)
    uploads.forget(connection, desk.writer, piece.id)
    (one,) = _put(office, connection, desk, [_look(piece.id, whole)], names)
    return to_json({
        "amends": 1, "received": here, "outcomes": [{"id": one.id, "outcome": one.outcome, "reason": one.reason}]
    })  # fmt: skip


def _not_around_a_bank(office: Office) -> None:
    if office.bank is not None:
        raise Refusal(
            "refused",
            f"{office.bank.policy.name} reads letters before it offers them.",
            "It takes letters that are sealed to its own key.",
        )


def _look(letter_id: str, packed: bytes) -> Sealed | Deposited:
    """The envelope made ready, or why it is refused. No transaction is open yet: digests take their time."""
    try:
        sealed = letters.make_ready(packed)
    except NotOpenable as error:
        return Deposited(letter_id, "refused", error.message)
    if sealed.envelope.id != letter_id:
        return Deposited(letter_id, "refused", f"The envelope bears the id {sealed.envelope.id}.")
    if sealed.envelope.copy_of:
        return Deposited(letter_id, "refused", marked("A copy is passed on by a reader, not deposited by a desk."))
    return sealed


def _put(
    office: Office, connection: Connection, desk: Desk, looked: list[Sealed | Deposited], names: Names
) -> tuple[Deposited, ...]:
    here = letters.find_all(connection, [one.envelope.id for one in looked if isinstance(one, Sealed)])
    outcomes: list[Deposited] = []
    new: list[Sealed] = []
    for one in looked:
        if isinstance(one, Deposited):
            outcomes.append(one)
        elif (before := here.get(one.envelope.id)) is None:
            new.append(one)
            outcomes.append(Deposited(one.envelope.id, "deposited"))
        elif before.writer == desk.writer and before.is_same(one):
            outcomes.append(Deposited(before.id, "already"))
        else:
            outcomes.append(Deposited(before.id, "refused", marked("Another letter is kept under this id.")))
    carrying, now = office.settings.carrying, office.now()
    due = stamp(carrying.leaves(office.clock.now() + carrying.delay))
    letters.put(connection, new, desk.writer, now, names=names, due=due if due > now else "")
    errands.accept(connection, [Wanted(one.envelope.id, "link") for one in new], due, now)
    _write_down(office, connection, desk, [one.envelope.id for one in new])
    return tuple(outcomes)


def _write_down(office: Office, connection: Connection, desk: Desk, ids: list[str]) -> None:
    at, by, held = office.now(), events.by_writer(desk.writer), letters.held(connection, ids)
    happened: list[events.Happened] = []
    for letter_id in ids:
        happened.append(events.Happened("deposited", at, by, letter_id))
        if letter_id in held:
            happened.append(events.Happened("held", at, events.OFFICE, letter_id))
    events.add(connection, happened)
