"""How well a hand is known, from writers that nothing was fitted on and from real pages.

    uv run python -m bench.know --json

Made-up writers are bent from open fonts; those measured here are of families from which nothing was learnt
(`bench/writers`, `knowing/learn.py`). One clean page of each is enrolled; asked is an address, written a little
larger or smaller, scanned with the same pen, with another, photographed, and at an unknown scale. Another pen's
strokes are 0.16 to 0.24 of a small letter's height; those of the harsher pen 4 to 6 pixels, whatever that height.
Strangers are once of other font families than the known hands, and once of any, as hands learnt at one school may be.
The wills are photographs by 25 hands, two or three pages each: every page is taken out in turn and its nearest page
asked for its hand. Only pixels are given; the other pages stand unlabelled for how people write here, as a desk's do.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import time
from pathlib import Path
from statistics import mean, median
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

import bundle
from amends.desk.knowing import match
from amends.desk.knowing.encode import Trace, trace_of
from amends.desk.knowing.learnt import Learnt, learnt
from bench import report, turned
from bench.placed import beside_ocrmypdf

ROOT = Path(__file__).resolve().parents[1]
WILLS = ROOT.parent / "shared" / "data" / "wills"
KNOWN = 40
DRAWS = 8
BINS = 10
CROWD = 10_000

Values = npt.NDArray[np.float64]


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """All figures."""
    cv2.setNumThreads(1)
    known = learnt()
    figures: dict[str, Any] = {}
    missing: list[str] = []
    people = _writers(arguments.hands, known)
    figures["writers"] = len(people)
    figures |= _first(people, known)
    figures |= _open_set(people, known)
    figures |= turned.made_up(_learning(), _fonts())
    ratios: dict[str, float] = {}
    if WILLS.is_dir():
        figures |= _wills(known)
        figures |= turned.wills(sorted(WILLS.glob("*.jpg")))
        placed, ratios, lacking = beside_ocrmypdf(sorted(WILLS.glob("*.jpg"))[:: max(1, 51 // arguments.pages)])
        figures |= placed
        missing += lacking
    else:
        missing.append(f"the wills ({WILLS})")
    figures["milliseconds_ten_thousand_hands"] = round(_crowd(people, known) * 1000, 2)
    figures["learnt_kib"] = round(_learnt_size() / 1024)
    machine = report.machine("opencv-contrib-python-headless", "numpy", "ocrmypdf")
    return {"figures": figures, "ratios": ratios, "machine": machine, "missing": missing}


def _learning() -> Any:
    """`knowing/learn.py`, which made the writers; it stands beside the package, not in it."""
    folder = str(ROOT / "knowing")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    return importlib.import_module("learn")


def _writers(hands: int, known: Learnt) -> list[Any]:
    learning, fonts = _learning(), _fonts()
    made: list[Any] = []
    for at, font in enumerate(fonts):
        made += [learning.judged(font, number, known, (*learning.WAYS, "harsher pen")) for number in range(hands)]
        report.tell(f"made-up writers: font {at + 1} of {len(fonts)}")
    return made


def _fonts() -> list[Path]:
    """The fonts of the writers to measure by."""
    bundle.fetch(ROOT / "bench" / "writers")
    return _learning().families(ROOT / "bench" / "writers" / "node_modules" / "@fontsource")


def _first(people: list[Any], known: Learnt) -> dict[str, Any]:
    """Whose hand comes first among all, by what was done to the address."""
    among = match.hands({str(who): one.page for who, one in enumerate(people)}, known)
    names = {
        "plain": "scan_top1", "pen": "changed_pen_top1", "harsher pen": "harsher_pen_top1",
        "photo": "photograph_top1",
        "pen and photo": "changed_pen_photograph_top1", "scale": "unknown_scale_top1",
    }  # fmt: skip
    right = {
        name: mean(int(np.argmax(match.compared(one.asked[kind], among)[0])) == who for who, one in enumerate(people))
        for kind, name in names.items()
    }
    return {name: round(value, 4) for name, value in right.items()}


def _open_set(people: list[Any], known: Learnt) -> dict[str, Any]:
    """Forty known hands among strangers: who is accepted and right, and whether the confidence holds."""
    figures: dict[str, Any] = {}
    learning = _learning()
    for draw, name in ((learning.drawn_apart, "strangers_apart"), (learning.drawn_together, "strangers_any")):
        said = _said(people, known, draw)
        for kind, what in (("plain", ""), ("pen", "_changed_pen"), ("harsher pen", "_harsher_pen")):
            figures[f"{name}_accepted_at_far1{what}"] = round(_accepted(said[kind], 0.01), 4)
        every = [one for kind, some in said.items() if kind != "harsher pen" for one in _even(some)]
        figures[f"{name}_calibration_error"] = round(_error(every), 4)
        figures[f"{name}_right_when_named"] = _right_when_named(every, known)
        figures[f"{name}_right_when_named_harsher_pen"] = _right_when_named(_even(said["harsher pen"]), known)
        theirs = [one for one in every if one[2]]
        figures[f"{name}_known_and_named_right"] = round(
            mean(sure >= known.spoken and right for sure, right, _ in theirs), 4
        )
    figures["named_from_confidence"] = round(known.spoken, 4)
    return figures


def _said(people: list[Any], known: Learnt, draw: Any) -> dict[str, list[tuple[float, bool, bool]]]:
    """By what was done to the address: how sure of the nearest hand, whether it was right, whether it is known."""
    chance = np.random.default_rng(11)
    said: dict[str, list[tuple[float, bool, bool]]] = {}
    for _ in range(DRAWS):
        known_ones, strangers = draw(people, KNOWN, chance)
        among = match.hands({str(who): people[who].page for who in known_ones}, known)
        for who in [*known_ones, *strangers]:
            for kind, trace in people[who].asked.items():
                found, clues = match.compared(trace, among)
                best = int(np.argmax(found))
                sure = match.sure(clues(best), known)
                said.setdefault(kind, []).append((sure, among.names[best] == str(who), who in known_ones))
    return said


def _right_when_named(said: list[tuple[float, bool, bool]], known: Learnt) -> float | None:
    named = [right for sure, right, _ in said if sure >= known.spoken]
    return round(mean(named), 4) if named else None


def _accepted(said: list[tuple[float, bool, bool]], share: float) -> float:
    strangers = [sure for sure, _, is_known in said if not is_known]
    bar = float(np.quantile(strangers, 1 - share))
    return mean(sure > bar and right for sure, right, is_known in said if is_known)


def _even(said: list[tuple[float, bool, bool]]) -> list[tuple[float, bool, bool]]:
    """As many strangers as known, as the confidence is meant: neither is taken for granted."""
    known, strangers = [one for one in said if one[2]], [one for one in said if not one[2]]
    return [*known[: len(strangers)], *strangers[: len(known)]]


def _error(said: list[tuple[float, bool, bool]]) -> float:
    """How far, on average, confidence and the share of right answers are apart (expected calibration error)."""
    sure, right = np.asarray([one[0] for one in said]), np.asarray([one[1] for one in said])
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    return float(sum(abs(sure[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in set(bins)))


def _wills(known: Learnt) -> dict[str, Any]:
    index = json.loads((WILLS / "index.json").read_text("utf-8"))
    traces: list[Trace] = []
    seconds: list[float] = []
    for page in index:
        picture = cv2.imread(str(WILLS / page["file"]))
        began = time.process_time()
        traces.append(trace_of(np.asarray(picture, np.uint8), known))
        seconds.append(time.process_time() - began)
    labels = [page["hand"] for page in index]
    right: list[bool] = []
    named: list[bool] = []
    for at, trace in enumerate(traces):
        others = {str(other): one for other, one in enumerate(traces) if other != at}
        among = match.hands(others, known, [trace])
        found, clues = match.compared(trace, among)
        best = int(np.argmax(found))
        right.append(labels[int(among.names[best])] == labels[at])
        if match.sure(clues(best), known) >= known.spoken:
            named.append(right[-1])
    return {
        "wills_top1": round(mean(right), 4),
        "wills_named": round(len(named) / len(traces), 4),
        "wills_right_when_named": round(mean(named), 4) if named else None,
        "seconds_per_page": round(median(seconds), 3),
    }


def _crowd(people: list[Any], known: Learnt) -> float:
    """Seconds to hold one page against ten thousand known hands, readied before."""
    traces = [people[at % len(people)].page for at in range(400)]
    few = match.hands({str(at): one for at, one in enumerate(traces)}, known)
    many = match.Hands(
        tuple(str(at) for at in range(CROWD)),
        tuple(traces[at % len(traces)] for at in range(CROWD)),
        few.steps,
        few.middle,
        few.vectors,
        np.tile(few.sketches, (CROWD // len(traces), 1)),
        few.strangers,
        known,
    )
    taken: list[float] = []
    for one in people[:12]:
        began = time.process_time()
        match.likely(one.asked["plain"], many)
        taken.append(time.process_time() - began)
    return median(taken)


def _learnt_size() -> int:
    return (ROOT / "src" / "amends" / "built" / "knowing" / "learnt.npz").stat().st_size


if __name__ == "__main__":
    report.main(
        "how well a hand is known",
        measure,
        ("hands", 4, "hands bent from each font"),
        ("pages", 8, "pages placed beside OCRmyPDF"),
    )
