"""A print run that is asked for in the browser: in a private place, with progress, until it is fetched.

What is printed is in the clear. It lies where it reaches no disk if the machine offers that (`paper.scratch`), is
given to the browser file by file, and goes when the desk is locked, when another run is made, or with the program.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from amends.desk.paper.scratch import scratch
from amends.errors import AmendsError, NotHere, Refused, WrongUsage
from amends.sentences import marked

if TYPE_CHECKING:
    from amends.desk.journey.opening import Desk
    from amends.desk.journey.printing import Printed
    from amends.desk.web.sitting import Sitting

FILES: Final = {"letters.pdf": "application/pdf", "envelopes.pdf": "application/pdf", "run.csv": "text/csv"}
"""What a run leaves, as `paper.run` names it."""
Which: TypeAlias = Literal["ready", "all"]
_CHUNK: Final = 1 << 20


class Printing:
    """The newest print run of a sitting."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._folder: Path | None = None
        self._stopped = False

    def make(self, desk: Desk, which: Which, on_letter: Callable[[int], None]) -> Printed:
        """Prints the letters that may leave the desk, in the place of the run before.

        Args:
            desk: the desk.
            which: those that are ready, or also those that are gone.
            on_letter: called with the number of letters that are taken up so far.

        Raises:
            WrongUsage: there is none.
            Refused: the writer stopped it, or the machine has no room for it.
        """
        from amends.desk.journey.printing import print_letters  # noqa: PLC0415  # typesetting is slow to load
        from amends.desk.journey.ready import choose_letters, hold_unasked  # noqa: PLC0415

        self.clear()
        chosen = hold_unasked(choose_letters(desk, ("ready", "sealed") if which == "ready" else ()))
        going = [one.id for one in chosen.letters if one.kept.state not in ("draft", "withdrawn")]
        if not going:
            raise WrongUsage(marked("No letter is ready to go."), marked("See what is held back, and why."))
        count = 0

        def taken_up() -> None:
            nonlocal count
            count += 1
            if self._stopped:
                raise Refused(marked("You have stopped the print run."), marked("Nothing of it was kept."))
            on_letter(count)

        self._stopped = False
        self._folder = self._stack.enter_context(scratch())
        try:
            return print_letters(desk, self._folder, only=going, on_letter=taken_up)
        except BaseException:
            self.clear()
            raise

    def stop(self) -> None:
        """Stops the run that is being made."""
        self._stopped = True

    def pieces(self, name: str) -> Iterator[bytes]:
        """One of its files, piece by piece.

        Raises:
            NotHere: there is no such file, or it is gone.
        """
        file = self._folder / name if self._folder and name in FILES else None
        if file is None or not file.is_file():
            raise NotHere(
                marked("This print run is not kept any more."), marked("Print once more, on the page Sending.")
            )
        with file.open("rb") as data:
            while chunk := data.read(_CHUNK):
                yield chunk

    def clear(self) -> None:
        """Takes everything away."""
        self._stack.close()
        self._folder = None


async def print_run(
    here: Sitting, which: Which, said: Callable[[int], str], outcome: Callable[[Printed | AmendsError], str]
) -> AsyncGenerator[bytes]:
    """Makes a print run, and gives a piece of the page for every step and one for the outcome."""
    steps: asyncio.Queue[int | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    told = -1

    def tell(letters: int) -> None:
        loop.call_soon_threadsafe(steps.put_nowait, letters)

    task = asyncio.create_task(here.at_desk(lambda desk: here.printing.make(desk, which, tell)))
    task.add_done_callback(lambda _: steps.put_nowait(None))
    while (letters := await steps.get()) is not None:
        if letters // 20 != told:  # a step for every twenty letters, and not for each of ten thousand
            told = letters // 20
            yield said(letters).encode()
    try:
        yield outcome(task.result()).encode()
    except AmendsError as error:
        yield outcome(error).encode()
