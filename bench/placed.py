"""What it takes to place a scanned page, beside OCRmyPDF (MPL-2.0) on the same pages in the same run.

Ours: a page goes into the mailbag of a real desk, codes and sheets are looked for, it is turned, laid flat and kept,
its hand is looked at, and the list with its suggestions is made. OCRmyPDF: the page is turned, straightened and made
searchable, with one job. Both in processor seconds, children included, page after page in turn.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PIL import Image

from amends.clock import MACHINE
from amends.desk.drawer.place import Place
from amends.desk.journey import knowing, opening
from amends.desk.journey.mailbag import the_mailbag
from amends.desk.journey.opening import Desk, make_desk, open_desk
from amends.desk.journey.scanning import scan
from amends.desk.people.files import Source
from bench import report

DPI = 200
PASSPHRASE = "seven quiet herons"


def beside_ocrmypdf(pages: Sequence[Path]) -> tuple[dict[str, Any], dict[str, float], list[str]]:
    """Figures, the ratio `ocrmypdf` (above 1 where ours is faster), and what is missing."""
    program = shutil.which("ocrmypdf") or shutil.which("ocrmypdf", path=str(Path(sys.executable).parent))
    missing = [name for name, found in (("ocrmypdf", program), ("tesseract", shutil.which("tesseract"))) if not found]
    with tempfile.TemporaryDirectory(prefix="amends-bench-") as folder:
        opening.WORK_FACTOR = 10  # pyright: ignore[reportConstantRedefinition]
        place = Place(Path(folder) / "desk")
        make_desk(place, "Tomas Reed", PASSPHRASE, MACHINE)
        ours: list[float] = []
        theirs: list[float] = []
        with open_desk(place, PASSPHRASE, MACHINE) as desk:
            knowing.want(desk, yes=True)
            _placed(desk, "first.pdf", _as_pdf(pages[0]))  # what is learnt is read once
            for number, page in enumerate(pages):
                data = _as_pdf(page)
                ours.append(report.cpu_seconds(partial(_placed, desk, f"{number}.pdf", data)))
                if not missing:
                    theirs.append(report.cpu_seconds(partial(_read, str(program), Path(folder), data)))
    figures: dict[str, Any] = {"placed_seconds_per_page": round(sum(ours) / len(ours), 3), "placed_pages": len(ours)}
    if not theirs:
        return figures, {}, missing
    figures["ocrmypdf_seconds_per_page"] = round(sum(theirs) / len(theirs), 3)
    return figures, {"ocrmypdf": round(sum(theirs) / sum(ours), 2)}, missing


def _as_pdf(page: Path) -> bytes:
    out = io.BytesIO()
    with Image.open(page) as picture:
        picture.convert("RGB").save(out, "PDF", resolution=DPI, quality=90)
    return out.getvalue()


def _placed(desk: Desk, name: str, data: bytes) -> None:
    scan(desk, [Source(name, data + f"\n% {name}\n".encode())])
    the_mailbag(desk)


def _read(program: str, folder: Path, data: bytes) -> None:
    came, made = folder / "in.pdf", folder / "out.pdf"
    came.write_bytes(data)
    how = ["--jobs", "1", "--rotate-pages", "--deskew", "--quiet", str(came), str(made)]
    subprocess.run([program, *how], check=True, capture_output=True)
