"""How often a page is turned the right way by its ink: left when it lies upright, turned over when upside down.

Each goes through what the mailbag does with a picture by itself, once as it is and once turned by half a circle. The
wills lie upright; of the made-up writers one hand a font writes a page, which is scanned, and an address, which is
photographed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from amends.desk.mailbag.leaves import leaves_on
from amends.desk.mailbag.pages import ScannedPage

Picture = npt.NDArray[np.uint8]

_EDGE: Final = 90
"""Pixels of paper around what is written."""


def wills(files: Sequence[Path]) -> dict[str, Any]:
    """How many of the photographed wills."""
    return _counted("wills", (np.asarray(cv2.imread(str(file)), np.uint8) for file in files))


def made_up(learning: Any, fonts: Sequence[Path]) -> dict[str, Any]:
    """How many of the pages and of the addresses that writers made of these fonts wrote."""
    writers = learning.writers
    pages: list[Picture] = []
    addresses: list[Picture] = []
    for font in fonts:
        writer = writers.Writer(font, 0)
        chance = np.random.default_rng([writers.seed_of(font.name), 8])
        page, address = (np.pad(writer.write(lines, chance), _EDGE) for lines in _both(writers, chance))
        pages.append(_in_colour(writers.scanned(page, chance)))
        addresses.append(_in_colour(writers.photographed(address, chance)))
    return _counted("pages", pages) | _counted("addresses", addresses)


def _both(writers: Any, chance: np.random.Generator) -> tuple[list[str], list[str]]:
    return writers.text(chance, 10), writers.address(chance)


def _in_colour(picture: Picture) -> Picture:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR), np.uint8)


def _counted(name: str, pictures: Iterable[Picture]) -> dict[str, Any]:
    left = turned = many = 0
    for picture in pictures:
        left += _runs_right(picture)
        turned += _runs_right(np.ascontiguousarray(picture[::-1, ::-1]), back=True)
        many += 1
    return {f"upright_{name}_left": left, f"upright_{name}_turned": turned, f"upright_{name}": many}


def _runs_right(picture: Picture, *, back: bool = False) -> bool:
    """Whether the upper edge of the page, as it is seen, runs from left to right in the picture, or the other way."""
    data = cv2.imencode(".png", picture, [cv2.IMWRITE_PNG_COMPRESSION, 1])[1].tobytes()
    corners = leaves_on(ScannedPage("page.png", 1, 1, data, ".png"))[0].corners
    across, down = corners[1] - corners[0]
    return bool(abs(across) > abs(down) and (across < 0) == back)
