"""How long the page takes to stand beside the words after a pause in writing.

A desk of invented people, opened as the browser opens it; a letter of so many words, a few of them changed each time.
`first_ms` lays out press and names. After that `keep_ms` puts the page into the drawer, `beside_ms` sets it in the
hand, goes through it by the rules and renders what stands beside, `pictures_ms` hands the pictures over; `pause_ms`
is what the browser waits before it asks, and `shown_ms` all of them, to be held against a second.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any, Final

from amends.desk.journey.letters import write
from amends.desk.journey.writing import jot
from amends.desk.web import writing
from amends.desk.web.saying import templates
from amends.desk.web.table import Table
from bench import report
from bench.desk import Home

PAUSE_MS: Final = 250.0
"""As `room/desk.ts` has it."""
_SAID: Final = (
    "I told everybody at the boat house that you had left the slip open, and I knew that it was me. You paid for "
    "the mast, and I let you pay. It is nine years ago, and I have not once said it. "
)


def _text(words: int, at: int) -> str:
    said = (_SAID * (words // len(_SAID.split()) + 1)).split()[:words]
    paragraphs = [" ".join(said[n : n + 80]) for n in range(0, len(said), 80)]
    return "Dear friend,\n\n" + "\n\n".join([*paragraphs, f"That is line {at}."]) + "\n\nTomas Reed\n"


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """All figures."""
    with tempfile.TemporaryDirectory() as folder:
        home, table = Home(Path(folder), arguments.people), Table()
        with home.at_desk() as desk:
            letter = write(desk, home.people[1].id, _text(arguments.words, 0), hold=True).letter
        taken: dict[str, list[float]] = {"keep": [], "beside": [], "pictures": [], "all": []}
        pages = 0
        for at in range(arguments.rounds + 1):
            began = time.perf_counter()
            with home.at_desk() as desk:
                jot(desk, letter, _text(arguments.words, at + 1))
                kept = time.perf_counter()
                one = writing.bench(desk, "letters", letter, "Dear %(name)s,", "en")
                seen = writing.beside(desk, table, one)
                templates().get_template("beside.html").render(one=one, seen=seen)
            stood = time.perf_counter()
            pages = seen.pages
            for _ in range(pages):
                with home.at_desk() as desk:
                    writing.pages(desk, table, writing.bench(desk, "letters", letter, "Dear %(name)s,", "en"))
            shown = time.perf_counter()
            for name, seconds in zip(taken, (kept - began, stood - kept, shown - stood, shown - began), strict=True):
                taken[name].append(seconds * 1000)
        table.clear()
    figures: dict[str, Any] = {"first_ms": taken["all"][0], "pages": pages, "pause_ms": PAUSE_MS}
    figures |= {f"{name}_ms": median(some[1:]) for name, some in taken.items() if name != "all"}
    figures["shown_ms"] = PAUSE_MS + median(taken["all"][1:])
    return {"figures": figures, "ratios": {}, "machine": report.machine("typst", "sqlalchemy")}


if __name__ == "__main__":
    report.main(
        __doc__ or "",
        measure,
        ("people", 10_000, "people on the list"),
        ("words", 600, "words of the letter"),
        ("rounds", 15, "how often the page is asked for"),
    )
