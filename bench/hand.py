"""How well a hand is made from photographs, and how long it takes.

    uv run python -m bench.hand --json

Sheets are filled in by a simulated pen that writes with the shipped hands and photographed by a simulated phone
(`tests/hand_simulator`), so the true ink is known; two really filled sheets of builtree/handwrite lie in
`../shared/data/sheets` and are held against their own ink. The peer, where it is installed, gets the same real
sheet in the same run. OpenCV is kept to one thread.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import mean, median
from typing import Any, cast

import cv2
import numpy as np
import numpy.typing as npt
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

from amends.clock import MACHINE
from amends.desk.hand.boxes import EDGE, Form
from amends.desk.hand.make import STRAY, MadeHand, make_hand
from amends.desk.hand.photograph import Photograph
from amends.desk.hand.rectify import flatten
from amends.desk.hand.sheet import Page
from amends.desk.hand.shipped import shipped_hands
from amends.desk.hand.trace import trace
from bench import report
from tests.hand_simulator import Filled, Pen, Phone, Pixels, Shot, blank_pages, fill, shoot
from tests.hand_simulator.measure import GRID, overlap, overlaps, own_ink, true_ink

SHEETS = Path(__file__).resolve().parents[2] / "shared" / "data" / "sheets"
CURLS = (2.0, -2.5, 3.0)
PEER = "builtree/handwrite"
PEER_PROGRAMS = ("handwrite", "potrace", "fontforge")
REMEDY = (
    "`uv tool install handwrite --with opencv-python-headless`, and potrace and fontforge from the system's packages."
)


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """All figures."""
    cv2.setNumThreads(1)
    figures: dict[str, Any] = {}
    missing: list[str] = []
    printed = blank_pages("a4")
    simulated, seconds, wrong = _simulated(printed, arguments.writers)
    figures["iou_simulated"] = round(median(simulated), 4)
    figures["iou_simulated_p5"] = round(float(np.quantile(simulated, 0.05)), 4)
    figures["iou_wrong_font"] = round(wrong, 4)
    figures["seconds_two_photos"] = round(min(seconds), 3)
    figures["seconds_two_photos_median"] = round(median(seconds), 3)
    figures["curl_mm"] = round(max(_curled(printed[0], curl, seed) for seed, curl in enumerate(CURLS)), 4)
    ratios: dict[str, Any] = {}
    if SHEETS.is_dir():
        drawn = {file.stem: _real(file) for file in sorted(SHEETS.glob("*.jpg"))}
        real = {name: float(np.median(boxes)) for name, boxes in drawn.items()}
        figures["iou_real"] = round(mean(real.values()), 4)
        figures |= {f"iou_real_{name}": round(value, 4) for name, value in real.items()}
        figures["iou_real_p5"] = round(min(float(np.quantile(boxes, 0.05)) for boxes in drawn.values()), 4)
        lacking = [program for program in PEER_PROGRAMS if not shutil.which(program)]
        peer = None if lacking else _peer(SHEETS / "excellent.jpg")
        if lacking:
            missing.append(f"{PEER}: not found on the PATH: {', '.join(lacking)}. {REMEDY}")
        elif peer is None:
            missing.append(f"{PEER}: it made no font of this sheet")
        else:
            ratios["builtree_handwrite_iou"] = round(real["excellent"] / peer[0], 3)
            figures["iou_real_builtree_handwrite"] = round(peer[0], 4)
            figures["seconds_real_builtree_handwrite"] = round(peer[1], 3)
    else:
        missing.append(f"the real sheets ({SHEETS})")
    machine = report.machine("opencv-contrib-python-headless", "fonttools", "numpy")
    return {"figures": figures, "ratios": ratios, "machine": machine, "missing": missing}


def _simulated(printed: Sequence[tuple[Page, Pixels]], writers: int) -> tuple[list[float], list[float], float]:
    """Overlap with the true ink for every box of several writers, seconds for each, and what a wrong font scores."""
    pens = [hand.ttf for hand in shipped_hands()][:writers]
    found: list[float] = []
    seconds: list[float] = []
    wrong = 0.0
    for seed, font in enumerate(pens):
        pages = [fill(each, Pen(font, seed=seed + 1, row_sink=0.15, breadth=0.4)) for each in printed]
        files = [shoot(page, Phone(seed=40 + 2 * seed + k)).jpeg for k, page in enumerate(pages)]
        began = time.process_time()
        hand = make_hand(files, f"Bench {seed}", MACHINE)
        seconds.append(time.process_time() - began)
        found += _against(hand, pages).tolist()
        if seed == 0:
            other = [fill(each, Pen(pens[-1], seed=seed + 1, breadth=0.4)) for each in printed]
            wrong = float(np.median(_against(hand, other)))
            began = time.process_time()
            make_hand(files, "Bench again", MACHINE)
            seconds.append(time.process_time() - began)
        report.tell(f"writer {seed + 1} of {len(pens)}: {median(found):.4f}, {seconds[-1]:.2f} s")
    return found, seconds, wrong


def _good(hand: MadeHand) -> list[Form]:
    return [form for form in hand.read if form.flaw is None]


def _against(hand: MadeHand, pages: Sequence[Filled]) -> npt.NDArray[np.float64]:
    ink = {page.page.number: page.ink for page in pages}
    forms = _good(hand)
    outlines = trace([form.plane for form in forms], EDGE, STRAY)
    return overlaps(forms, outlines, [true_ink(form, ink[form.page]) for form in forms])


def _curled(printed: tuple[Page, Pixels], curl: float, seed: int) -> float:
    """The furthest any place of a curled page is from where it is thought to be, in millimetres."""
    page, paper = printed
    shot: Shot = shoot(Filled(page, paper, np.zeros(paper.shape[:2], np.uint8)), Phone(seed=70 + seed, curl=curl))
    flat = flatten(Photograph("curled", shot.picture))
    across, down = np.meshgrid(np.linspace(13, page.paper[0] - 13, 30), np.linspace(28, page.paper[1] - 24, 40))
    places = np.column_stack([across.ravel(), down.ravel()])
    away = np.linalg.norm(flat.pixels(places) - shot.pixels(places), axis=1)
    a_millimetre = np.linalg.norm(shot.pixels(places + np.asarray([1.0, 0.0])) - shot.pixels(places), axis=1)
    return float((away / a_millimetre).max())


def _real(file: Path) -> npt.NDArray[np.float64]:
    """How like its own ink every box of a really filled sheet is drawn."""
    hand = make_hand([file.read_bytes()], file.stem, MACHINE)
    forms = _good(hand)
    outlines = trace([form.plane for form in forms], EDGE, STRAY)
    picture = hand.flats[0].photograph.picture
    return overlaps(forms, outlines, [own_ink(form, picture) for form in forms])


# ── the peer ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _peer(file: Path) -> tuple[float, float] | None:
    """How like the same ink builtree/handwrite draws it, and in how many seconds; None where it makes no font."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["handwrite", str(file), folder, "--filename", "peer"], capture_output=True, check=False, timeout=300
        )
        fonts = list(Path(folder).glob("*.ttf"))
        if done.returncode or not fonts:
            report.tell(done.stderr.decode(errors="replace")[-400:])
            return None
        font = TTFont(fonts[0])
    took = time.monotonic() - began
    hand = make_hand([file.read_bytes()], "same sheet", MACHINE)
    picture = hand.flats[0].photograph.picture
    known: Any = font
    glyphs, cmap = known.getGlyphSet(), known.getBestCmap()
    found = [
        _laid_over(glyphs[cmap[ord(form.box.text)]], own_ink(form, picture))
        for form in _good(hand)
        if ord(form.box.text) in cmap
    ]
    return (float(np.median(found)), took) if found else None


class _Rings(BasePen):
    """A glyph's contours as polygons."""

    def __init__(self, glyphs: Any) -> None:
        cast("Any", super()).__init__(glyphs)
        self.rings: list[list[tuple[float, float]]] = []

    def _moveTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        self.rings.append([pt])

    def _lineTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        self.rings[-1].append(pt)

    def _curveToOne(self, pt1: Any, pt2: Any, pt3: Any) -> None:  # noqa: N802
        last = np.asarray(self.rings[-1][-1])
        for u in np.linspace(0, 1, 13)[1:]:
            v = 1 - u
            point = (
                v**3 * last
                + 3 * u * v * v * np.asarray(pt1)
                + 3 * u * u * v * np.asarray(pt2)
                + u**3 * np.asarray(pt3)
            )
            self.rings[-1].append((float(point[0]), float(point[1])))


def _laid_over(glyph: Any, truth: npt.NDArray[np.bool_]) -> float:
    """The overlap when the glyph is scaled to the ink's own extent, which is the kindest reading for a peer."""
    pen = _Rings(None)
    glyph.draw(pen)
    if not pen.rings or not truth.any():
        return 0.0
    points = np.concatenate([np.asarray(ring) for ring in pen.rings])
    rows, columns = np.flatnonzero(truth.any(1)), np.flatnonzero(truth.any(0))
    low, high = points.min(0), points.max(0)
    size = np.asarray([columns[-1] + 1 - columns[0], rows[-1] + 1 - rows[0]]) / np.maximum(high - low, 1e-6)
    drawn = np.zeros((truth.shape[0] * GRID, truth.shape[1] * GRID), np.uint8)
    flipped = [
        (((np.asarray(ring) - [low[0], high[1]]) * size * [1, -1] + [columns[0], rows[0]]) * GRID * 256 - 128)
        .round()
        .astype(np.int32)
        for ring in pen.rings
    ]
    cv2.fillPoly(drawn, flipped, 1, shift=8)
    small = cv2.resize(drawn.astype(np.float32), truth.shape[::-1], interpolation=cv2.INTER_AREA)
    return overlap(small > 0.5, truth)


if __name__ == "__main__":
    report.main("how well a hand is made", measure, ("writers", 3, "simulated writers"))
