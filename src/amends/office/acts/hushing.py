"""What somebody who got a notice may say without any key: no more mail, or no more letters; and both taken back.

Whoever has the notice has its token, and nobody else: neither the writer nor a letter's link. The answer is the same
for tokens that never were, and looking at the page changes nothing (RFC 8058 asks for a POST for that reason).
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from amends.office.acts.reader import Reader
from amends.office.acts.refusing import again, never
from amends.office.ledger import Connection, asking, errands, events, letters
from amends.office.office import Office

Wish: TypeAlias = Literal["stop", "mail-again", "never", "letters-again"]
WISHES: Final[dict[str, Wish]] = {
    "stop": "stop", "mail-again": "mail-again", "never": "never", "letters-again": "letters-again"
}  # fmt: skip


def hush(office: Office, token: str, wish: Wish) -> None:
    """Do what whoever holds this notice wishes; nothing if there is no such notice."""
    with office.ledger.writing() as connection:
        found = errands.whose(connection, token)
        if found is None and (asked := asking.whose(connection, token)):
            _hush_asked(office, connection, asked, wish)
        letter = letters.find(connection, found[0]) if found else None
        if found is None or letter is None:
            return
        by, whom = events.by_notice(token), found[1]
        limits = office.settings.limits
        reader = Reader(connection, letter, by, b"", office.now(), office.clock, limits, "", office.left_to)
        if wish == "never":
            never(reader)
        elif wish == "letters-again":
            again(reader)
        elif wish == "stop":
            if errands.hush(connection, whom, office.now()):
                reader.write_down("hushed")
        else:
            errands.unhush(connection, whom)


def _hush_asked(office: Office, connection: Connection, whom: str, wish: Wish) -> None:
    """The same for whoever got a code that they did not ask for: it is of no letter."""
    if wish == "stop" and errands.hush(connection, whom, office.now()):
        events.add(connection, [events.Happened("hushed", office.now(), events.by_notice(whom))])
    elif wish == "mail-again":
        errands.unhush(connection, whom)
