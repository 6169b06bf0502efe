"""The least that setting letters can cost: HarfBuzz for every word, a greedy line breaker, and a bare PDF.

No tags, no subset, no seeds, no page numbers, no proof-reading: nothing that could be left out stands here, so
whatever does the job properly will be slower.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence

import uharfbuzz as hb

from amends.desk.hand.shipped import Hand
from amends.desk.letters.words import bare, lines_of
from amends.desk.paper.setting import PrintLetter

MM = 72 / 25.4
WIDTH, HEIGHT, SIDE, HEAD, FOOT = 148 * MM, 210 * MM, 18 * MM, 19 * MM, 19 * MM
SIZE, PITCH = 11.8, 19.0


class Floor:
    """Sets letters into one document."""

    def __init__(self, hand: Hand) -> None:
        self._hand = hand
        face = hb.Face(hand.ttf)
        self._font = hb.Font(face)
        self._em = face.upem
        self._blank = self._shape(" ")[1]

    def pdf(self, letters: Sequence[PrintLetter]) -> bytes:
        """One document of all letters."""
        pages: list[bytes] = []
        for letter in letters:
            pages += self._letter(letter)
        return self._document(pages)

    def _shape(self, text: str) -> tuple[str, int]:
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        hb.shape(self._font, buffer)
        glyphs = "".join([f"{info.codepoint:04X}" for info in buffer.glyph_infos])
        return glyphs, sum(position.x_advance for position in buffer.glyph_positions)

    def _letter(self, letter: PrintLetter) -> list[bytes]:
        room = (WIDTH - 2 * SIDE) * self._em / SIZE
        pages: list[bytes] = []
        lines: list[str] = []
        y = HEIGHT - HEAD - PITCH
        for text in (letter.words.date, *(bare(line) for line in lines_of(letter.words))):
            across, words = 0, list[str]()
            for word in [*text.split(), ""]:
                glyphs, width = self._shape(word + " ") if word else ("", 0)
                if words and (not word or across + width - self._blank > room):
                    if y < FOOT:
                        pages.append("\n".join(lines).encode())
                        lines, y = [], HEIGHT - HEAD - PITCH
                    lines.append(f"1 0 0 1 {SIDE:.1f} {y:.1f} Tm <{''.join(words)}> Tj")
                    across, words, y = 0, [], y - PITCH
                words.append(glyphs)
                across += width
            y -= PITCH / 2
        pages.append("\n".join(lines).encode())
        return pages

    def _document(self, pages: list[bytes]) -> bytes:
        out = io.BytesIO()
        offsets: list[int] = []

        def write(body: bytes) -> None:
            offsets.append(out.tell())
            out.write(b"%d 0 obj\n%s\nendobj\n" % (len(offsets), body))

        def stream(data: bytes) -> bytes:
            packed = zlib.compress(data, 6)
            return b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed)

        out.write(b"%PDF-1.7\n")
        write(b"<</Type/Catalog/Pages 2 0 R>>")
        kids = b" ".join(b"%d 0 R" % (7 + 2 * n) for n in range(len(pages)))
        write(b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(pages), kids))
        write(b"<</Type/Font/Subtype/Type0/BaseFont/H/Encoding/Identity-H/DescendantFonts[4 0 R]>>")
        write(
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/H/CIDToGIDMap/Identity/FontDescriptor 5 0 R/DW 500"
            b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>"
        )
        write(b"<</Type/FontDescriptor/FontName/H/Flags 4/FontBBox[0 0 1 1]/FontFile2 6 0 R>>")
        write(stream(self._hand.ttf))
        for content in pages:
            box = b"/MediaBox[0 0 %.1f %.1f]" % (WIDTH, HEIGHT)
            at = len(offsets) + 2
            write(b"<</Type/Page/Parent 2 0 R%s/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>" % (box, at))
            write(stream(b"BT /F %.1f Tf\n%s\nET" % (SIZE, content)))
        start = out.tell()
        out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1))
        out.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
        out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(offsets) + 1, start))
        return out.getvalue()
