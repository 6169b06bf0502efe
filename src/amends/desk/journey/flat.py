"""Sides of paper laid flat again from what is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from amends.desk.drawer.papers import Paper
from amends.desk.hand.photograph import Picture
from amends.desk.mailbag.leaves import laid_flat
from amends.desk.mailbag.pages import pages_of
from amends.desk.mailbag.pictures import picture_of
from amends.errors import Refused

LONGEST = 3508
"""Pixels of a page's longer side at most: A4 at 300 dpi."""


def pictures_of(papers: Sequence[Paper], parts: Sequence[tuple[str, bytes]]) -> Iterator[tuple[Paper, Picture]]:
    """Each of these sides of paper, upright and flat, one after another; those that cannot be opened are left out."""
    for paper in papers:
        try:
            name, data = parts[paper.part]
            page = next(islice(pages_of(name, data), paper.page, None))
            picture = picture_of(page.data, name).picture
        except (Refused, IndexError, StopIteration):
            continue
        yield paper, laid_flat(picture, np.asarray(paper.corners, np.float64).reshape(4, 2), LONGEST)
