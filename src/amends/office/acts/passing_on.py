"""Passing a letter on: a read-only copy under an id and a key of its own."""

from __future__ import annotations

from amends.envelope import to_json
from amends.errors import NotOpenable
from amends.office.acts.reader import Reader
from amends.office.ledger import letters
from amends.office.refusals import Refusal, malformed


def pass_on(reader: Reader) -> bytes:
    """Keep a copy that the reader sealed again. The same copy again is the same copy."""
    reader.only_letters()
    try:
        sealed = letters.make_ready(reader.body)
    except NotOpenable as error:
        raise malformed(error.message) from error
    envelope = sealed.envelope
    if envelope.copy_of != reader.letter.id:
        raise malformed("This is not a copy of this letter.")
    here = letters.find(reader.connection, envelope.id)
    if here is not None and not here.is_same(sealed):
        raise Refusal("refused", "Something else is kept under the copy's id.", "Seal the copy again.")
    if here is None:
        reader.not_too_often("pass-on", reader.limits.copies)
        letters.put(reader.connection, [sealed], "", reader.at, names=reader.names)
        reader.write_down("pass-on", envelope.id)
    return to_json({"amends": 1, "copy": envelope.id, "done": True})
