"""Keeping a letter: a private link of the reader's own, and what shows under it."""

from __future__ import annotations

from typing import Final

from amends.envelope import Json, is_key, to_json
from amends.office.acts.reader import Reader
from amends.office.ledger import events, readers
from amends.office.refusals import malformed

DONE: Final = to_json({"amends": 1, "done": True})
"""The answer to every act that has nothing else to say, whatever was done before."""


def keep(reader: Reader) -> bytes:
    """Give the letter a keep key. A keep key goes on opening it after the writer has withdrawn it."""
    reader.only_letters()
    keep_key = reader.sent("keep_key")["keep_key"]
    if not isinstance(keep_key, str) or not is_key(keep_key):
        raise malformed("The keep key is malformed.")
    if readers.keeps(reader.connection, reader.letter.id, keep_key):
        return DONE
    reader.not_too_often("keep", reader.limits.keepers)
    readers.keep(reader.connection, reader.letter.id, keep_key, reader.at)
    by = events.by_keeper(keep_key)
    events.add(reader.connection, [events.Happened("keep", reader.at, by, reader.letter.id)])
    return DONE


def state(reader: Reader) -> bytes:
    """What was done under this private link, its making first; nothing that anybody else did."""
    reader.nothing_sent()
    done: list[Json] = [
        {"act": one.kind, "at": one.at, "ref": one.ref}
        for one in events.done_by(reader.connection, reader.letter.id, reader.by)
    ]
    return to_json({"amends": 1, "done": done, "withdrawn": reader.letter.withdrawn})
