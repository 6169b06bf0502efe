"""Handing a sealed slip over, against the code of whoever it is for; written down once, and again is harmless.

The go-between has the packet and its name; the recipient has a code from the writer. Only both together are one of
the office's letters. What is written down is for the office's chain alone: no writer is told of it here, since to
let the writer know that something was received is the recipient's own affair.
"""

from __future__ import annotations

import re
from typing import Final, Literal, TypeAlias

from amends.office.carriers.silent import CODE
from amends.office.ledger import errands, events, letters
from amends.office.office import Office

Handing: TypeAlias = Literal["hand-over", "taken-back", "nothing"]
"""What the go-between is to do: hand over this slip; not, because it was taken back; not, because nothing fits."""

_BLANKS: Final = re.compile(r"[\s\u2010-\u2015-]+")
_ALIKE: Final = str.maketrans("ILO", "110")
"""What is read for another letter is taken for it, as Crockford's Base32 has it."""


def hand_over(office: Office, packet: str, slip: str, code: str) -> Handing:
    """Write down that this slip of this packet is handed over, if the code is its own."""
    packet, slip = (_BLANKS.sub("", one).upper().translate(_ALIKE) for one in (packet[:60], slip[:60]))
    to = f"{packet} {slip} {_BLANKS.sub('', code[:60])}"
    if not CODE.fullmatch(to):
        return "nothing"
    whom, by = office.keys.whom("hand", to), events.by_packet(packet)
    with office.ledger.writing() as connection:
        here = letters.find_all(connection, errands.told_at(connection, [whom]))
        letter = next(iter(here.values()), None)
        if letter is None or letter.due > office.now():
            return "nothing"
        if letter.withdrawn:
            return "taken-back"
        if not events.happened_before(connection, letter.id, by, "handed"):
            events.add(connection, [events.Happened("handed", office.now(), by, letter.id)])
    return "hand-over"
