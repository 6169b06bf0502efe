"""Paper as it comes back: pages and envelopes in made hands, on a scanner's glass or photographed on a table."""

from __future__ import annotations

import io
from importlib.resources import files

import cv2
import numpy as np
import pikepdf
from PIL import Image, ImageDraw, ImageFont

DPI = 150
INK = (32, 40, 92)
ANSWER = (
    "Dear Tomas,\n\nI read your letter on the bench by\nthe river, twice, and then once more\n"
    "at home when it was dark.\n"
    "You were right to say it plainly.\n\nThe boat is long gone and so is the\nwinter you were gone with it. I kept\n"
    "the oars. They hang in the shed and\nnobody has asked for them.\n\nCome by on a Thursday if you like,\n"
    "nobody else is here then.\n\nAna"
)


def mm(length: float) -> int:
    """Pixels of so many millimetres."""
    return round(length / 25.4 * DPI)


def hand(name: str, size: float) -> ImageFont.FreeTypeFont:
    """A made hand, or plain type (`serif`), so many millimetres high."""
    data = files("amends").joinpath(f"built/hands/{name}.ttf").read_bytes()
    return ImageFont.truetype(io.BytesIO(data), mm(size))


def paper(wide: float, high: float, colour: str = "#fbfaf6") -> Image.Image:
    """An empty sheet, with the grain that a scanner sees."""
    sheet = np.array(Image.new("RGB", (mm(wide), mm(high)), colour)).astype(int)
    grain = np.random.default_rng(7).normal(0, 1.5, sheet.shape[:2])[..., None]
    return Image.fromarray(np.clip(sheet + grain, 0, 255).astype("uint8"))


def letter_page(words: str = ANSWER, who: str = "ana", wide: float = 210, high: float = 297) -> Image.Image:
    """A page of a letter."""
    sheet = paper(wide, high)
    ImageDraw.Draw(sheet).multiline_text((mm(22), mm(26)), words, INK, hand(who, 7.5), spacing=mm(4))
    return sheet


def envelope(
    lines: str = "Tomas Reed\nThe Post Room\nAlder Bridge",
    who: str = "ruth",
    printed: str = "",
    colour: str = "#eee9dd",
) -> Image.Image:
    """The front of a C6 envelope; what is printed stands in its upper left corner."""
    front = paper(162, 114, colour)
    pen = ImageDraw.Draw(front)
    pen.multiline_text((mm(62), mm(52)), lines, INK, hand(who, 8), spacing=mm(4))
    if printed:
        pen.multiline_text((mm(8), mm(7)), printed, "#111111", hand("serif", 4.4), spacing=mm(1.5))
    return front


def on_a_table(*sheets: Image.Image, turned: float = 4.0) -> Image.Image:
    """Sheets beside one another on a dark table, photographed from above in uneven light."""
    gap = mm(14)
    width = sum(sheet.width for sheet in sheets) + gap * (len(sheets) + 1)
    height = max(sheet.height for sheet in sheets) + 2 * gap
    table = Image.new("RGB", (width, height), "#4a3b2c")
    left = gap
    for sheet in sheets:
        table.paste(sheet, (left, gap))
        left += sheet.width + gap
    table = table.rotate(turned, expand=True, fillcolor="#4a3b2c", resample=Image.Resampling.BICUBIC)
    lit = np.array(table) * np.linspace(0.8, 1.0, table.width)[None, :, None]
    return Image.fromarray(np.clip(cv2.GaussianBlur(lit, (0, 0), 0.7), 0, 255).astype("uint8"))


def stained(sheet: Image.Image) -> Image.Image:
    """The same sheet after a cup stood on it."""
    stain = Image.new("L", sheet.size, 0)
    pen = ImageDraw.Draw(stain)
    middle, reach = (sheet.width * 0.55, sheet.height * 0.4), mm(38)
    box = (middle[0] - reach, middle[1] - reach, middle[0] + reach, middle[1] + reach)
    pen.ellipse(box, fill=60)
    pen.ellipse(box, outline=150, width=mm(3.5))
    soft = Image.fromarray(cv2.GaussianBlur(np.array(stain), (0, 0), mm(1.2)))
    return Image.composite(Image.new("RGB", sheet.size, "#9a6a3c"), sheet, soft)


def a_jpeg(picture: Image.Image, dpi: int = DPI) -> bytes:
    """A JPEG as a scanner writes it."""
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=88, dpi=(dpi, dpi))
    return out.getvalue()


def a_pdf(*pages: Image.Image) -> bytes:
    """A scanned PDF of these pages."""
    first, *rest = (page.convert("RGB") for page in pages)
    out = io.BytesIO()
    first.save(out, "PDF", save_all=True, append_images=rest, resolution=DPI, quality=88)
    return out.getvalue()


def a_tiff(*pages: Image.Image) -> bytes:
    """A multi-page TIFF, as fax and office scanners make it."""
    first, *rest = (page.convert("L") for page in pages)
    out = io.BytesIO()
    first.save(out, "TIFF", save_all=True, append_images=rest, compression="tiff_deflate", dpi=(DPI, DPI))
    return out.getvalue()


def a_scripted_pdf(page: Image.Image) -> bytes:
    """A scanned PDF in which somebody put scripts."""
    with pikepdf.open(io.BytesIO(a_pdf(page))) as book:
        act = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('hello')")
        book.Root.OpenAction = act
        book.pages[0].obj["/AA"] = pikepdf.Dictionary(O=act)
        out = io.BytesIO()
        book.save(out)
    return out.getvalue()
