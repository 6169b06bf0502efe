"""Makes the picture in the README: a letter of the demo town and its envelope, set by the program itself.

uv run python docs/pictures/make.py
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
from PIL import Image, ImageFilter

from amends.clock import Replay
from amends.desk.hand.shipped import shipped_hand
from amends.desk.letters.intake import read_letters
from amends.desk.paper.run import print_run
from amends.desk.paper.setting import PrintLetter
from amends.desk.paper.stationery import envelope_size, size, stationery
from amends.desk.town import letter_files

OUT = Path(__file__).parent / "letter.png"
TABLE, PAPER, COVER = (230, 231, 227), (252, 251, 247), (243, 239, 228)
DPI = 132
WHOSE, ADDRESS = "Ana Duarte", ("c/o The Post Room", "Alder Bridge")


def page(pdf: Path, number: int, tint: tuple[int, int, int]) -> Image.Image:
    """One page as a picture, its white turned into the paper's own colour."""
    drawn = pypdfium2.PdfDocument(pdf)[number].render(scale=DPI / 72).to_pil().convert("RGB")
    return Image.merge(
        "RGB", [band.point(lambda v, t=t: v * t // 255) for band, t in zip(drawn.split(), tint, strict=True)]
    )


def lay(table: Image.Image, sheet: Image.Image, at: tuple[int, int], turn: float) -> None:
    """Lays a sheet on the table, a little askew, with its shadow."""
    turned = sheet.convert("RGBA").rotate(turn, Image.Resampling.BICUBIC, expand=True)
    shade = Image.new("RGBA", table.size, (30, 34, 38, 0))
    shade.paste((30, 34, 38, 70), (at[0], at[1] + 10), turned.getchannel("A"))
    table.alpha_composite(shade.filter(ImageFilter.GaussianBlur(12)))
    table.alpha_composite(turned, at)


def main() -> None:
    """Sets the letter and its envelope and writes the picture."""
    source = next(source for source in letter_files() if "ana-duarte" in source.name)
    row = next(iter(read_letters(source)))
    letter = PrintLetter(Replay("picture").bytes(16).hex(), row.words, WHOSE, ADDRESS, "Tomas Reed")
    with TemporaryDirectory() as folder:
        paper, hand = stationery("plain"), shipped_hand()
        made = print_run([letter], hand, paper, size("A5"), envelope_size("C6"), Path(folder))
        sheet, cover = page(made.files[0], 0, PAPER), page(made.files[1], 0, COVER)
    table = Image.new("RGBA", (sheet.width + cover.width + 30, sheet.height + 120), (*TABLE, 255))
    lay(table, sheet, (50, 40), 0.6)
    lay(table, cover, (sheet.width - 40, sheet.height - cover.height - 40), -2.2)
    table.convert("RGB").quantize(128).save(OUT, optimize=True)


if __name__ == "__main__":
    main()
