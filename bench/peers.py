"""Other ways to set the same letters in the same hand: what the print run is held against.

Every peer (Chromium, WeasyPrint, LibreOffice, naive typst) sets each letter with the front and back of its envelope,
and nothing else: nothing is read back, there is no slip, table or page number, and no outline is chosen. Those that
can are asked both for one document and for one a letter, and the better figure counts. What starting up takes is
taken off, as for ours: in a run of thousands it is nothing. Each leaves the last document that it made of several
letters, so that it can be seen whether it draws the hand with its alternates (`bench.drawn`).
"""

from __future__ import annotations

import contextlib
import dataclasses
import html
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import psutil
import typst

from amends.desk.hand.shipped import Hand, plain_faces
from amends.desk.hand.standins import stand_ins
from amends.desk.hand.variation import Inkwell
from amends.desk.letters.words import bare, lines_of
from amends.desk.paper.press import Form, Press, TypeCase, type_case
from amends.desk.paper.setting import PrintLetter, set_words
from amends.desk.paper.stationery import envelope_size, size, stationery
from bench import report

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


def weasyprint_ways(font: Path, folder: Path) -> dict[str, Callable[[Sequence[PrintLetter]], object]]:
    """WeasyPrint, one document and one a letter."""
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()

    def one(letters: Sequence[PrintLetter]) -> object:
        return cast("Any", HTML(string=page(letters, font))).write_pdf(font_config=fonts)

    def merged(letters: Sequence[PrintLetter]) -> object:
        return (folder / "weasyprint.pdf").write_bytes(cast("bytes", one(letters)))

    return {"weasyprint_merged": merged, "weasyprint_each": lambda letters: [one([letter]) for letter in letters]}


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
        with subprocess.Popen(
            [sys.executable, "-c", _PRINT, blank.as_uri(), str(self._folder / "chromium.pdf")], stdin=subprocess.PIPE
        ) as printing:
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
        made = page.pdf(prefer_css_page_size=True, print_background=True)
        assert made.startswith(b"%PDF")
        with open(sys.argv[2], "wb") as file:
            file.write(made)
    browser.close()
"""


# ── LibreOffice ───────────────────────────────────────────────────────────────────────────────────────────────────


class LibreOffice:
    """LibreOffice, converting documents of ours to PDF, without a window and with a profile of its own.

    What starting and stopping costs is measured with an empty document and taken off. Documents of a hundred letters
    are what it is fastest with; with a thousand it takes twice as long for each.

    Raises:
        OSError: it is not installed, or does not run.
    """

    def __init__(self, hand: Hand, folder: Path) -> None:
        program = shutil.which("soffice") or shutil.which("libreoffice")
        if program is None:
            raise OSError("not installed (Debian: libreoffice-writer-nogui)")
        self._family, self._folder = hand.family, folder / "libreoffice"
        fonts = self._folder / "data" / "fonts"
        fonts.mkdir(parents=True)
        (fonts / "hand.ttf").write_bytes(hand.ttf)
        self._environment = {**os.environ, "HOME": str(self._folder), "XDG_DATA_HOME": str(self._folder / "data")}
        profile = f"-env:UserInstallation={(self._folder / 'profile').as_uri()}"
        self._command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(self._folder / "out")]
        self._seconds([[]])  # makes the profile
        self._idle = min(self._seconds([[]]) for _ in range(2))

    def seconds(self, letters: Sequence[PrintLetter], *, together: int) -> float:
        """Processor seconds for these letters, in documents of so many."""
        documents = [letters[at : at + together] for at in range(0, len(letters), together)]
        seconds = max(self._seconds(documents) - self._idle, 1e-6)
        if together > 1:
            shutil.copy(self._folder / "out" / "0.pdf", self._folder.parent / "libreoffice.pdf")
        return seconds

    def _seconds(self, documents: Sequence[Sequence[PrintLetter]]) -> float:
        files = [self._folder / f"{number}.fodt" for number in range(len(documents))]
        for file, letters in zip(files, documents, strict=True):
            file.write_text(_open_document(letters, self._family), "utf-8")
            file_out = self._folder / "out" / f"{file.stem}.pdf"
            file_out.unlink(missing_ok=True)

        def convert() -> None:
            subprocess.run([*self._command, *files], env=self._environment, capture_output=True, check=True)

        taken = report.cpu_seconds(convert)
        made = [self._folder / "out" / f"{file.stem}.pdf" for file in files]
        if not all(file.is_file() for file in made):
            raise OSError("LibreOffice made no PDF")
        if documents[0] and self._family.replace(" ", "").encode() not in made[0].read_bytes():
            raise OSError("LibreOffice took another font")
        return taken


def _open_document(letters: Sequence[PrintLetter], family: str) -> str:
    """The letters and envelopes as a flat OpenDocument text, with the same sheet, hand and measures."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{about}:1.0"'
        for name, about in (("office", "office"), ("style", "style"), ("text", "text"))
    )
    spaces += ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    spaces += ' xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
    face = f'style:font-name="Hand" fo:font-size="{SIZE}pt" fo:color="#1f2a55"'

    def sheet(name: str, width: int, height: int, margins: str) -> str:
        size = f'fo:page-width="{width}mm" fo:page-height="{height}mm" {margins}'
        return f'<style:page-layout style:name="{name}"><style:page-layout-properties {size}/></style:page-layout>'

    def style(name: str, how: str, page: str = "") -> str:
        begins = f' style:master-page-name="{page}"' if page else ""
        lines = f'fo:line-height="{PITCH}pt" fo:margin-bottom="{PITCH / 2}pt" {how}'
        head = f'<style:style style:name="{name}" style:family="paragraph"{begins}>'
        return f"{head}<style:paragraph-properties {lines}/><style:text-properties {face}/></style:style>"

    a5 = sheet("A5", 148, 210, 'fo:margin="19mm" fo:margin-left="18mm" fo:margin-right="18mm"')
    c6 = sheet("C6", 162, 114, 'fo:margin-left="62mm" fo:margin-top="50mm" fo:margin-right="13mm"')
    styles = style("first", 'fo:text-align="end"', "A5") + style("p", "") + style("cover", "", "C6")
    masters = "".join(
        f'<style:master-page style:name="{name}" style:page-layout-name="{name}"/>' for name in ("A5", "C6")
    )
    body = "".join(map(_open_letter, letters)) or '<text:p text:style-name="p">.</text:p>'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {spaces} office:version="1.3" '
        'office:mimetype="application/vnd.oasis.opendocument.text">'
        f'<office:font-face-decls><style:font-face style:name="Hand" svg:font-family="\'{family}\'"/>'
        f"</office:font-face-decls><office:automatic-styles>{a5}{c6}{styles}</office:automatic-styles>"
        f"<office:master-styles>{masters}</office:master-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document>"
    )


def _open_letter(letter: PrintLetter) -> str:
    def paragraph(style: str, text: str) -> str:
        return f'<text:p text:style-name="{style}">{text}</text:p>'

    said = "".join(paragraph("p", html.escape(bare(line))) for line in lines_of(letter.words))
    front = "<text:line-break/>".join(map(html.escape, (letter.to_name, *letter.address_lines)))
    cover = paragraph("cover", front) + paragraph("cover", html.escape(letter.from_name))
    return paragraph("first", html.escape(letter.words.date)) + said + cover


# ── typst ─────────────────────────────────────────────────────────────────────────────────────────────────────────

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
    fonts = folder / "fonts"
    fonts.mkdir(parents=True)
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


class Typesetting:
    """Only the setting of letters as ours are set: neither envelopes nor reading back.

    Args:
        hand: the hand.
        folder: where its font can lie.
        chosen: whether every outline is chosen, as on paper; otherwise the font passes from one to the next inside
            a word, as on a screen.
    """

    def __init__(self, hand: Hand, folder: Path, *, chosen: bool) -> None:
        self._kept = contextlib.ExitStack()
        form = Form(hand, stationery(), size("A5"), envelope_size("C6"))
        case = self._kept.enter_context(type_case(form))
        self._press = Press(case if chosen else _with_rules(case, hand, folder / "rules"))
        self._inkwell = Inkwell(stand_ins(hand).drawings if chosen else {})

    def pdf(self, letters: Sequence[PrintLetter]) -> bytes:
        """One document of all letters."""
        return self._press.pdf("letters", [set_words(one.words, self._inkwell, one.id) for one in letters])

    def close(self) -> None:
        """Take its fonts away."""
        self._kept.close()


def _with_rules(case: TypeCase, hand: Hand, folder: Path) -> TypeCase:
    folder.mkdir(parents=True)
    for name, face in {**plain_faces(), "hand.ttf": hand.ttf}.items():
        (folder / name).write_bytes(face)
    return dataclasses.replace(case, fonts=typst.Fonts(False, False, [str(folder)]))
