"""Not wanting a letter, this one or any more. Nobody is told of it here, and every answer is the same."""

from __future__ import annotations

from amends.office.acts.keeping import DONE
from amends.office.acts.reader import Reader
from amends.office.ledger import readers
from amends.office.ledger.events import LINK


def decline(reader: Reader) -> bytes:
    """Put the letter away. It stays where it is: whoever changes their mind finds it under the same link."""
    reader.only_letters()
    reader.nothing_sent()
    reader.write_down_once("decline")
    return DONE


def not_for_me(reader: Reader) -> bytes:
    """It reached the wrong person."""
    reader.only_letters()
    reader.nothing_sent()
    reader.write_down_once("not-for-me")
    return DONE


def never(reader: Reader) -> bytes:
    """No more letters from this writer to this person. Nothing that the writer can ask shows it."""
    reader.only_letters()
    reader.nothing_sent()
    writer, person = reader.letter.writer, reader.letter.person
    said = readers.who_wants_no_more(reader.connection, writer, person)
    if not said:
        readers.no_more(reader.connection, writer, person, reader.at)
    if reader.by not in said:
        reader.write_down("never")
    return DONE


def again(reader: Reader) -> bytes:
    """Take a "never" back, as far as it was said under this link or under the bare one."""
    reader.only_letters()
    reader.nothing_sent()
    writer, person = reader.letter.writer, reader.letter.person
    said = readers.who_wants_no_more(reader.connection, writer, person)
    if said & {reader.by, LINK}:
        reader.write_down("again")
    if said <= {reader.by, LINK}:
        readers.more_again(reader.connection, writer, person)
    return DONE
