"""The nouns of this room besides the words: a letter, and the row of a file it was read from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from amends.desk.letters.words import Words, words_json
from amends.envelope import Json, to_json


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to one or several people, before it has any form but its words.

    Attributes:
        id: 32 hexadecimal digits, drawn when the letter is first taken in.
        to: ids of the people it is written to, in the order in which they are named; at least one.
        words: what it says.
        from_name: the name by which these people know the writer; empty for the writer's usual one.
        sign: whether it will be signed with the writer's key. A signed letter is evidence.
        source_digest: `LetterRow.digest` of the row it came from, so that taking it in again adds nothing.
        source: file and line it came from, for messages; empty for a letter written at the desk.
    """

    id: str
    to: tuple[str, ...]
    words: Words
    from_name: str = ""
    sign: bool = True
    source_digest: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter as a file gives it: addressed to names, not yet to people.

    Attributes:
        file: where it stands, as the writer would name the file.
        line: line of the file on which it begins, from 1.
        to: the names it is addressed to, in order.
        words: what it says.
        from_name: the name by which these people know the writer; may be empty.
        sign: whether it is to be signed with the writer's key.
        remarks: what of the file could not be taken over as it stood, with its line, for the writer to read.
    """

    file: str
    line: int
    to: tuple[str, ...]
    words: Words
    from_name: str = ""
    sign: bool = True
    remarks: tuple[str, ...] = ()

    @property
    def date(self) -> str:
        """The date as the writer wrote it; may be empty."""
        return self.words.date

    @property
    def digest(self) -> str:
        """SHA-256 over everything that makes it this letter, and over nothing of where it was read."""
        row: dict[str, Json] = {
            "to": list(self.to),
            "words": words_json(self.words),
            "from_name": self.from_name,
            "sign": self.sign,
        }
        return hashlib.sha256(to_json(row)).hexdigest()
