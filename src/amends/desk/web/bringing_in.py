"""Address books that are brought in through the browser: what a form holds, and how the work is told of meanwhile.

The page is sent in pieces while the import runs: progress needs no script and no page that loads itself again.
Nothing of the files is written anywhere but into the drawer; a library that spools to the disk would leave names
there.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from email.message import Message
from typing import Final

from multipart import MultipartError, MultipartSegment, PushMultipartParser

from amends.desk.journey.opening import Desk
from amends.desk.journey.people import take_in_people
from amends.desk.people.files import Source
from amends.desk.people.intake import Imported
from amends.desk.web.sitting import Sitting
from amends.errors import AmendsError, WrongUsage
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


async def bring_in(
    here: Sitting, brought: Brought, said: Callable[[int], str], outcome: Callable[[Imported | AmendsError], str]
) -> AsyncGenerator[bytes]:
    """Takes the files in, and gives a piece of the page for every step and one for the outcome.

    Args:
        here: the sitting.
        brought: the form.
        said: puts progress into words, from the number of entries read so far.
        outcome: puts into words what came of it, or why nothing did.
    """
    steps: asyncio.Queue[int | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def tell(entries: int) -> None:
        loop.call_soon_threadsafe(steps.put_nowait, entries)

    def work(desk: Desk) -> Imported:
        return take_in_people(desk, brought.files, brought.columns, on_entries=tell)

    task = asyncio.create_task(here.at_desk(work))
    task.add_done_callback(lambda _: steps.put_nowait(None))
    while (entries := await steps.get()) is not None:
        yield said(entries).encode()
    try:
        yield outcome(task.result()).encode()
    except AmendsError as error:
        yield outcome(error).encode()
