"""Breaking the seal: the sealed letter's bytes are given in answer to this act, and to nothing else."""

from __future__ import annotations

from amends.office.acts.reader import Reader


def open_letter(reader: Reader) -> bytes:
    """The sealed letter. An opened letter stays openable; the office notes the first time only."""
    reader.nothing_sent()
    reader.write_down_once("open")
    return reader.sealed
