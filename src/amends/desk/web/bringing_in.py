"""Address books that are brought in through the browser: how the work is told of meanwhile.

The page is sent in pieces while the import runs: progress needs no script and no page that loads itself again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable

from amends.desk.journey.opening import Desk
from amends.desk.journey.people import take_in_people
from amends.desk.people.intake import Imported
from amends.desk.web.brought import Brought
from amends.desk.web.sitting import Sitting
from amends.errors import AmendsError


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
