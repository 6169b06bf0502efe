"""A form with files, as the browser sends it.

Nothing of the files is written anywhere but into the drawer; a library that spools to the disk would leave names
there. The door reads such a form too, for a backup or a key: nothing slow is loaded for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from email.message import Message
from typing import Final

from multipart import MultipartError, MultipartSegment, PushMultipartParser

from amends.desk.people.files import Source
from amends.errors import WrongUsage
from amends.sentences import marked

COLUMNS: Final = ("name", "given", "family", "address", "email", "phone")
"""The columns of a table that the form lets one name; the command line has them all."""
_FIELD_MOST: Final = 4096


@dataclass(frozen=True, slots=True)
class Brought:
    """What the form holds: the files, and the other fields."""

    files: tuple[Source, ...]
    said: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def columns(self) -> dict[str, str] | None:
        """Which column holds what, where that was said."""
        return {name: heading for name in COLUMNS if (heading := self.said.get(f"map_{name}", "").strip())} or None


def brought_in(content_type: str, body: bytes) -> Brought:
    """Reads the form, in memory alone.

    Raises:
        WrongUsage: it is not the form of our page.
    """
    about = Message()
    about["content-type"] = content_type
    files: list[Source] = []
    said: dict[str, str] = {}
    segment: MultipartSegment | None = None
    data = bytearray()
    try:
        if about.get_content_type() != "multipart/form-data":
            raise MultipartError("not a form with files")
        with PushMultipartParser(about.get_boundary("")) as parser:
            for event in parser.parse(body):
                if isinstance(event, MultipartSegment):
                    segment, data = event, bytearray()
                elif event:
                    data += event
                elif segment is not None:
                    if segment.filename:
                        files.append(Source(segment.filename, bytes(data)))
                    elif segment.name and len(data) <= _FIELD_MOST:
                        said[segment.name] = data.decode("utf-8", "replace")
                    segment = None
    except MultipartError as error:
        raise WrongUsage(
            marked("The files did not arrive whole."), marked("Nothing was changed. Try again.")
        ) from error
    return Brought(tuple(files), said)
