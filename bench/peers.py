"""Other ways to set the same letters in the same hand: what the print run is held against.

Every peer sets each letter with the front and back of its envelope, and nothing else: nothing is read back, there is
no slip, table, page number or varied seed. Those that can are asked both for one document and for one a letter, and
the better figure counts.
"""

from __future__ import annotations

import contextlib
import html
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import psutil

from amends.desk.hand.shipped import Hand, plain_faces
from amends.desk.letters.words import bare, lines_of
from amends.desk.paper.setting import PrintLetter

SIZE, PITCH = 11.8, 19.0


def page(letters: Sequence[PrintLetter], font: Path) -> str:
    """The letters as a web page with the same sheet, hand and measures as our plain stationery."""
    style = f"""@font-face{{font-family:Hand;src:url({font.as_uri()})}}
    @page{{size:148mm 210mm;margin:19mm 18mm}} body{{font:{SIZE}pt/{PITCH}pt Hand;color:#1f2a55;margin:0}}
    @page cover{{size:162mm 114mm;margin:50mm 13mm 13mm 62mm}}
    p{{margin:0 0 {PITCH / 2}pt}} .r{{text-align:right}} .l,.e{{break-before:page}} .e{{page:cover}}"""
    body = "".join(map(body_of, letters))
    return f"<!doctype html><html lang=en><meta charset=utf-8><title>L</title><style>{style}</style><body>{body}"


def body_of(letter: PrintLetter) -> str:
    """One letter and its envelope as HTML."""
    paragraphs = "".join(f"<p>{html.escape(bare(line))}</p>" for line in lines_of(letter.words))
    front = "<br>".join(map(html.escape, (letter.to_name, *letter.address_lines)))
    return (
        f"<div class=l><p class=r>{html.escape(letter.words.date)}</p>{paragraphs}</div>"
        f"<div class=e><p>{front}</p></div><div class=e>{html.escape(letter.from_name)}</div>"
    )


def weasyprint_ways(font: Path) -> dict[str, Callable[[Sequence[PrintLetter]], object]]:
    """WeasyPrint, one document and one a letter."""
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()

    def one(letters: Sequence[PrintLetter]) -> object:
        return cast("Any", HTML(string=page(letters, font))).write_pdf(font_config=fonts)

    return {"weasyprint_merged": one, "weasyprint_each": lambda letters: [one([letter]) for letter in letters]}


class Chromium:
    """Chromium, printing to PDF, driven by Playwright in a process of its own.

    Its processor time is that of the whole family, looked up fifty times a second because some of them end early and
    the system then forgets what they took. What starting and stopping costs is measured without letters and taken
    off.
    """

    def __init__(self, font: Path, folder: Path) -> None:
        self._font, self._folder = font, folder
        self._idle = min(self._seconds([]) for _ in range(2))

    def seconds(self, letters: Sequence[PrintLetter], *, each: bool) -> float:
        """Processor seconds for these letters, as one document or as one a letter."""
        batches = [[letter] for letter in letters] if each else [letters]
        return max(self._seconds(["".join(map(body_of, batch)) for batch in batches]) - self._idle, 1e-6)

    def _seconds(self, bodies: list[str]) -> float:
        blank = self._folder / "blank.html"
        blank.write_text(page([], self._font), "utf-8")
        spent: dict[int, float] = {}
        with subprocess.Popen([sys.executable, "-c", _PRINT, blank.as_uri()], stdin=subprocess.PIPE) as printing:
            assert printing.stdin is not None
            printing.stdin.write(json.dumps(bodies).encode())
            printing.stdin.close()
            family = psutil.Process(printing.pid)
            while printing.poll() is None:
                with contextlib.suppress(psutil.Error):
                    for process in (family, *family.children(recursive=True)):
                        with contextlib.suppress(psutil.Error):
                            times = process.cpu_times()
                            spent[process.pid] = times.user + times.system
                time.sleep(0.02)
        if printing.returncode:
            raise OSError("Chromium or Playwright could not be started")
        return sum(spent.values())


_PRINT = """
import json, shutil, sys
from playwright.sync_api import sync_playwright
found = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chrome"))), None)
with sync_playwright() as play:
    browser = play.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
    page = browser.new_page()
    page.goto(sys.argv[1])
    for body in json.load(sys.stdin):
        page.evaluate("async h => { document.body.innerHTML = h; await document.fonts.ready }", body)
        assert page.pdf(prefer_css_page_size=True, print_background=True).startswith(b"%PDF")
    browser.close()
"""


_NAIVE = b"""#let d = json("data.json")
#set page(width: 148mm, height: 210mm, margin: (x: 18mm, y: 19mm))
#set text(font: d.family, size: 11.8pt, fill: rgb("#1f2a55"), hyphenate: false)
#align(right, d.date)
#for said in d.lines { said; parbreak() }
#page(width: 162mm, height: 114mm, margin: (left: 62mm, top: 50mm, rest: 13mm), d.front.join(linebreak()))
#page(width: 162mm, height: 114mm, margin: 25mm, align(center, d.back))
"""


def naive_typst(hand: Hand, folder: Path) -> Callable[[Sequence[PrintLetter]], object]:
    """`typst.compile` called anew for each letter, as its documentation shows it."""
    import typst

    fonts = folder / "fonts"
    fonts.mkdir()
    for name, face in {**plain_faces(), "hand.ttf": hand.ttf}.items():
        (fonts / name).write_bytes(face)
    source = folder / "naive.typ"
    source.write_bytes(_NAIVE)

    def each(letters: Sequence[PrintLetter]) -> list[Any]:
        made: list[Any] = []
        for letter in letters:
            lines = [bare(line) for line in lines_of(letter.words)]
            front = [letter.to_name, *letter.address_lines]
            data = {"family": hand.family, "date": letter.words.date, "lines": lines}
            data |= {"front": front, "back": letter.from_name}
            (folder / "data.json").write_text(json.dumps(data), "utf-8")
            made.append(typst.compile(str(source), font_paths=[str(fonts)]))
        return made

    return each
