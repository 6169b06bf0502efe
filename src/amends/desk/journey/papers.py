"""What came on paper, to be looked at: laid flat again from what is kept, and made clean when it is opened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from amends.clock import unstamp
from amends.desk.drawer import papers as papers_kept
from amends.desk.drawer import replies as kept
from amends.desk.drawer.papers import Paper
from amends.desk.journey.flat import pictures_of
from amends.desk.journey.opening import Desk
from amends.desk.mailbag.clean import CleanPage, clean_pdf
from amends.desk.mailbag.leaves import FACE, jpeg, resized_to
from amends.desk.mailbag.printed import looks_printed, print_in, way_up_by_print
from amends.desk.mailbag.table import turned
from amends.errors import WrongUsage

_UNSURE: float = 0.3
"""Below this the way up was not told by the ink, and print is asked."""
CLEAN: str = "clean.pdf"


def clean_pages(desk: Desk, reply: kept.Reply) -> bytes:
    """The clean pages of an answer on paper as PDF/A, made and kept when it is first opened; empty where it has none.

    What cannot be read any more is left out; it is kept as it came.
    """
    with desk.drawer.transaction() as tx:
        made = papers_kept.clean_of(tx, reply.id)
        papers, parts = papers_kept.papers_of(tx, reply.id), kept.parts_of(tx, reply.id)
    if made or not papers:
        return made
    shown = [paper for paper in papers if not paper.bare] or list(papers)
    made = clean_pdf(_pages(shown, parts), "An answer on paper", unstamp(reply.arrived))
    with desk.drawer.transaction() as tx:
        papers_kept.put_clean(tx, reply.id, made)
    return made


def turn(desk: Desk, reply: kept.Reply, number: int, quarters: int) -> None:
    """Turns a page by so many quarters clockwise; what came stays as it is.

    Raises:
        WrongUsage: it has no such page.
    """
    with desk.drawer.transaction() as tx:
        papers = list(papers_kept.papers_of(tx, reply.id))
        if not 1 <= number <= len(papers):
            raise WrongUsage(
                f"The answer {reply.id[:12]} has {len(papers)} pages on paper.", "Name one by its number."
            )
        papers[number - 1] = _turned(papers[number - 1], quarters)
        one = papers[number - 1]
        if one.kind != "front" and not kept.opened_at(tx, reply.id):
            raise WrongUsage("It is not opened, so nothing but its envelope can be turned.", "Open it first.")
        papers_kept.put_papers(tx, reply.id, papers)
        papers_kept.put_clean(tx, reply.id, b"")
        parts, front = kept.parts_of(tx, reply.id), papers_kept.front_of(tx, reply.id)
        if one.kind == "front" and front:
            for _, picture in pictures_of([one], parts):
                face = jpeg(resized_to(picture, FACE), 80)
                papers_kept.put_front(tx, reply.id, papers_kept.FrontKept(face, front.printed))


def _turned(paper: Paper, quarters: int) -> Paper:
    corners = turned(np.asarray(paper.corners, np.float64).reshape(4, 2), quarters % 4)
    wide, high = (paper.high, paper.wide) if quarters % 2 else (paper.wide, paper.high)
    shares = tuple(float(share) for share in corners.ravel())
    return Paper(paper.part, paper.page, paper.kind, shares, wide, high, paper.measured, paper.bare, 1.0)


def _pages(papers: Sequence[Paper], parts: Sequence[tuple[str, bytes]]) -> Iterator[CleanPage]:
    for paper, seen in pictures_of(papers, parts):
        picture = seen
        wide, high = paper.wide, paper.high
        if paper.sure_up < _UNSURE and looks_printed(seen) and (quarters := way_up_by_print(seen)):
            picture = np.ascontiguousarray(np.rot90(seen, -quarters))
            wide, high = (high, wide) if quarters % 2 else (wide, high)
        yield CleanPage(picture, wide, high, print_in(picture))
