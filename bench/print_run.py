"""How fast letters are set, how much they look written, and how much memory a long run takes.

    uv run python -m bench.print_run --json

Ours is the whole of `amends print`: letters, envelopes, every page read back and held against its letter, one bound
document of each, and the table. The peers (`bench.peers`) set letters and envelopes in the same hand, and no more.
All rates are letters in a second of processor time; each measurement gets letters that the process has not seen,
because typesetters remember paragraphs. All of it is done twice, on the shipped hand and on a made one.
"""

from __future__ import annotations

import argparse
import csv
import gc
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any, cast

import pypdfium2

from amends.desk.hand.shipped import Hand, own_hand, shipped_hand
from amends.desk.letters.words import bare, lines_of
from amends.desk.paper.run import ENVELOPES, LETTERS, PART, TABLE, PrintRun, print_run
from amends.desk.paper.setting import PrintLetter
from amends.desk.paper.stationery import envelope_size, size, stationery
from bench import peers, report
from bench.drawn import glyphs, varied
from bench.floor import Floor
from bench.invented import Letters

ROUNDS = 3
LONG_SEED = 424_242
PEERS = ("weasyprint", "chromium", "libreoffice")
VARIED = 0.3
"""A font that passes from outline to outline inside a word reaches .55; one without alternates nothing."""
_WORD = re.compile(r"[^\W\d_](?:[\w’'-]*[^\W\d_])?")


def ours(letters: Sequence[PrintLetter], hand: Hand, out: Path, at_once: int = 0) -> PrintRun:
    """The print run as the command line does it, on the plain stationery."""
    run = print_run(letters, hand, stationery(), size("A5"), envelope_size("C6"), out, at_once=at_once)
    assert run.letters == len(letters), run.refused[:3]
    return run


# ── how much it looks written ─────────────────────────────────────────────────────────────────────────────────────


def variation(out: Path) -> dict[str, float]:
    """Read from the finished pages: how often a letter or a word is drawn as it was drawn shortly before.

    `near_repeats`: of a letter's repeats within twelve glyphs, the share that has the same outline.
    `identical_words`: of the repeated words of four letters and more within one letter, the share that is drawn like
    an earlier one.
    """
    near = same = repeated = identical = 0
    with (out / TABLE).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    pages = list(glyphs(out / LETTERS))
    for row in rows:
        last: dict[str, tuple[int, object]] = {}
        seen: dict[str, set[tuple[object, ...]]] = {}
        place = 0
        for word in _words(pages[int(row["first page"]) - 1 : int(row["last page"])]):
            for glyph, character in word:
                if character in last and place - last[character][0] <= 12:
                    near += 1
                    same += last[character][1] == glyph
                last[character] = (place, glyph)
                place += 1
            place += 1
            found = _WORD.search("".join(character for _, character in word))
            if found and len(found[0]) >= 4:
                drawn = tuple(glyph for glyph, _ in word[found.start() : found.end()])
                repeated += found[0] in seen
                identical += drawn in seen.setdefault(found[0], set())
                seen[found[0]].add(drawn)
    return {"near_repeats": same / max(near, 1), "identical_words": identical / max(repeated, 1)}


def _words(pages: Sequence[Sequence[tuple[object, str]]]) -> Iterator[list[tuple[object, str]]]:
    word: list[tuple[object, str]] = []
    for page in pages:
        for glyph, character in (*page, (None, " ")):
            if character.isspace():
                if word:
                    yield word
                word = []
            else:
                word.append((glyph, character))


# ── a long run ────────────────────────────────────────────────────────────────────────────────────────────────────


def long_run(count: int, out: Path) -> dict[str, Any]:
    """A run of many letters in a process of its own: its memory at the worst, and whether any letter crossed."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.print_run", "--long", str(count), str(out)], capture_output=True, check=True
    )
    return {**json.loads(done.stdout), "crossed": crossed(count, out)}


def _long_run(count: int, out: Path) -> None:
    import resource

    from bench.people import peak

    look = (stationery(), size("A5"), envelope_size("C6"))
    run = print_run(Letters(LONG_SEED).take(count), shipped_hand(), *look, out)
    assert run.letters == count, run.refused[:3]
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"letters": count, "megabytes": peak() / 1e6, "cpu": used.ru_utime + used.ru_stime}))


def crossed(count: int, out: Path) -> int:
    """How many letters of the long run are not where the table says, by PDFium."""
    letters, covers = pypdfium2.PdfDocument(out / LETTERS), pypdfium2.PdfDocument(out / ENVELOPES)
    wrong = 0
    with (out / TABLE).open(encoding="utf-8-sig", newline="") as file:
        for row, letter in zip(csv.DictReader(file), Letters(LONG_SEED).take(count), strict=True):
            said = "".join(_text(letters, n) for n in range(int(row["first page"]), int(row["last page"]) + 1))
            front = _text(covers, int(row["envelope front"]))
            wanted = ["".join(bare(line).split())[:60] for line in lines_of(letter.words)]
            address = "".join((letter.to_name + "".join(letter.address_lines)).split())
            right = row["letter"] == letter.id and front == address
            wrong += not (right and all(start.replace("-", "") in said.replace("-", "") for start in wanted))
    letters.close()
    covers.close()
    return wrong


def _text(document: pypdfium2.PdfDocument, number: int) -> str:
    page = document[number - 1]
    text = page.get_textpage()
    said = "".join(cast("Any", text).get_text_bounded().split())
    text.close()
    page.close()
    return said


# ── side by side ──────────────────────────────────────────────────────────────────────────────────────────────────


class Rates:
    """Letters a processor second, each contestant several times, in turn, never the same letters twice."""

    def __init__(self) -> None:
        self._taken: dict[str, list[float]] = {}
        self._seed = 1000

    def fresh(self, count: int) -> list[PrintLetter]:
        """Letters that this process has not seen."""
        self._seed += 1
        return list(Letters(self._seed).take(count))

    def measure(self, name: str, count: int, seconds: Callable[[Sequence[PrintLetter]], float]) -> None:
        """One round of one contestant; `seconds` says how much processor time it took for some letters."""
        letters = self.fresh(count)
        gc.collect()  # nobody is to clear away what another left lying, and the letters are nobody's work
        self._taken.setdefault(name, []).append(count / seconds(letters))

    def __getitem__(self, name: str) -> float:
        return median(self._taken[name])

    def best(self, *beginnings: str) -> float | None:
        """The fastest of those whose names begin so."""
        return max((self[name] for name in self._taken if name.startswith(beginnings)), default=None)

    def figures(self) -> dict[str, float]:
        """Everything measured."""
        return {f"{name}_per_cpu_second": round(self[name], 1) for name in self._taken}


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """All of it in one run, on the shipped hand and on one that is made from photographs."""
    missing: list[str] = []
    figures, ratios = side_by_side(shipped_hand(), arguments.sample, missing)
    with tempfile.TemporaryDirectory(prefix="amends-bench-") as folder:
        report.tell(f"a run of {arguments.letters} letters")
        long = long_run(arguments.letters, Path(folder))
    figures |= {
        "long_run_letters": long["letters"],
        "long_run_megabytes": round(long["megabytes"], 1),
        "long_run_crossed": long["crossed"],
        "long_run_letters_per_cpu_second": round(long["letters"] / long["cpu"], 1),
    }
    report.tell("the same on a made hand")
    made_figures, made_ratios = side_by_side(made_hand(), arguments.sample, [])
    figures |= {f"made_hand_{name}": value for name, value in made_figures.items()}
    ratios |= {f"made_hand_{name}": value for name, value in made_ratios.items()}
    packages = ("typst", "weasyprint", "playwright", "uharfbuzz")
    return {"figures": figures, "ratios": ratios, "machine": report.machine(*packages), "missing": missing}


def made_hand() -> Hand:
    """A hand that a simulated pen wrote and a simulated phone photographed (`tests/hand_simulator`)."""
    from amends.clock import MACHINE
    from amends.desk.hand.make import make_hand
    from tests.hand_simulator import Pen, Phone, blank_pages, fill, shoot

    pen = Pen(shipped_hand().ttf, seed=1, row_sink=0.15, breadth=0.4)
    photographs = [shoot(fill(page, pen), Phone(seed=40 + n)).jpeg for n, page in enumerate(blank_pages("a4"))]
    made = make_hand(photographs, "Bench", MACHINE)
    return own_hand(made.ttf, hand_id="bench", name="Bench", outlines=made.outlines)


def side_by_side(hand: Hand, sample: int, missing: list[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Figures and ratios for one hand; peers that are not installed are named in `missing`."""
    rates = Rates()
    with tempfile.TemporaryDirectory(prefix="amends-bench-") as place:
        folder = Path(place)
        font = folder / "hand.ttf"
        font.write_bytes(hand.ttf)
        chosen, chain = (peers.Typesetting(hand, folder, chosen=each) for each in (True, False))
        contestants: dict[str, tuple[int, Seconds]] = {
            "letters": (max(sample, PART), _timed(lambda letters: ours(letters, hand, folder / "ours", 1))),
            "typesetting": (sample, _timed(chosen.pdf)),
            "typesetting_by_chain": (sample, _timed(chain.pdf)),
            "floor": (sample, _timed(Floor(hand).pdf)),
            "naive_typst": (40, _timed(peers.naive_typst(hand, folder / "naive"))),
            **_peers(hand, font, folder, missing),
        }
        ours(rates.fresh(1), hand, folder / "ours", 1)  # what starting up takes is taken off for the peers as well
        for round_ in range(ROUNDS):
            report.tell(f"round {round_ + 1} of {ROUNDS}")
            for name, (count, seconds) in contestants.items():
                rates.measure(name, count, seconds)
        chosen.close()
        chain.close()
        # Only who draws the hand's alternates counts as a peer, and the pages themselves say who does.
        shares = {name: varied(folder / f"{name}.pdf") for name in PEERS if (folder / f"{name}.pdf").is_file()}
        figures: dict[str, Any] = {**variation(folder / "ours"), **rates.figures()}
        figures |= {f"{name}_varied": round(share, 3) for name, share in shares.items()}
        figures["letters_varied"] = round(varied(folder / "ours" / LETTERS), 3)
    mine = rates["letters"]
    fastest = rates.best(*(name for name, share in shares.items() if share >= VARIED))
    return figures, {
        "fastest_peer_with_alternates": round(mine / fastest, 2) if fastest else None,
        "naive_typst": round(mine / rates["naive_typst"], 2),
        "floor": round(mine / rates["floor"], 2),
        "typesetting_by_chain": round(rates["typesetting"] / rates["typesetting_by_chain"], 2),
    }


Seconds = Callable[[Sequence[PrintLetter]], float]


def _timed(work: Callable[[Sequence[PrintLetter]], object]) -> Seconds:
    return lambda letters: report.cpu_seconds(lambda: work(letters))


def _peers(hand: Hand, font: Path, folder: Path, missing: list[str]) -> dict[str, tuple[int, Seconds]]:
    """The peers that are installed; those that are not are named in `missing`."""
    found: dict[str, tuple[int, Seconds]] = {}
    try:
        found |= {name: (20, _timed(work)) for name, work in peers.weasyprint_ways(font, folder).items()}
    except (ImportError, OSError) as error:
        missing.append(f"weasyprint: {error}")
    try:
        browser = peers.Chromium(font, folder)
        found["chromium_merged"] = (100, lambda letters: browser.seconds(letters, each=False))
        found["chromium_each"] = (20, lambda letters: browser.seconds(letters, each=True))
    except (OSError, subprocess.CalledProcessError) as error:
        missing.append(f"chromium: {error}")
    try:
        office = peers.LibreOffice(hand, folder)
        found["libreoffice_merged"] = (200, lambda letters: office.seconds(letters, together=100))
        found["libreoffice_each"] = (20, lambda letters: office.seconds(letters, together=1))
    except (OSError, subprocess.CalledProcessError) as error:
        missing.append(f"libreoffice: {error}")
    return found


if __name__ == "__main__":
    if sys.argv[1:2] == ["--long"]:
        _long_run(int(sys.argv[2]), Path(sys.argv[3]))
    else:
        report.main(
            "The print run, beside other ways to set the same letters.",
            measure,
            ("letters", 10_000, "letters in the long run"),
            ("sample", 200, "letters in each round of the side-by-side measurement"),
        )
