"""Letting the writer know. Each thing stands alone, and once told it cannot be untold."""

from __future__ import annotations

from amends.office.acts.keeping import DONE
from amends.office.acts.reader import Reader
from amends.office.ledger import readers
from amends.office.refusals import malformed
from amends.wire import Told

_THINGS = ("requested", "received", "read", "not_wanted")


def tell(reader: Reader) -> bytes:
    """Add what is on in the body to what the writer was told before; what is off there stays as it was."""
    reader.only_letters()
    sent = reader.sent(*_THINGS)
    if not all(isinstance(sent[thing], bool) for thing in _THINGS):
        raise malformed("What to tell is on or off.")
    before = readers.told(reader.connection, reader.letter.id)
    new = [thing for thing in _THINGS if sent[thing] and not getattr(before, thing)]
    if new:
        now = {thing: getattr(before, thing) or thing in new for thing in _THINGS}
        readers.tell(reader.connection, Told(reader.letter.id, **now))
        reader.write_down("tell", " ".join(new))
    return DONE
