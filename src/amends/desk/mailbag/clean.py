"""The clean pages of an answer: laid flat, upright, evenly lit, as PDF/A-2b with what is printed to be searched for.

Each page is as large as the paper was, as far as that is known. Handwriting stays a picture. The same pages give the
same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, cast
from xml.sax.saxutils import escape

import cv2
import numpy as np
import pikepdf
from PIL import ImageCms

from amends.desk.hand.optics import lightest
from amends.desk.hand.photograph import Picture
from amends.desk.mailbag.leaves import jpeg
from amends.desk.mailbag.printed import Line
from amends.desk.mailbag.sizes import PAPERS

_QUALITY: Final = 85
_POINTS: Final = 72 / 25.4
_PAPER: Final = 246.0
"""Of 255: how light bare paper becomes."""


@dataclass(frozen=True, slots=True)
class CleanPage:
    """A page to be bound in.

    Attributes:
        picture: the page, upright and flat.
        wide, high: millimetres; 0 where that is not known, and it is then as wide as A4.
        lines: what is printed on it.
    """

    picture: Picture = field(repr=False)
    wide: float
    high: float
    lines: tuple[Line, ...] = ()


def clean_pdf(pages: Iterable[CleanPage], title: str, at: datetime) -> bytes:
    """Binds pages, one after another, so that only one is in memory as a picture."""
    with pikepdf.new() as book:
        unseen = book.make_indirect(_unseen_type(book))
        for page in pages:
            _add(book, page, unseen)
        book.Root["/Metadata"] = _about(book, title, at)
        book.Root["/OutputIntents"] = pikepdf.Array([_colours(book)])
        out = io.BytesIO()
        book.save(out, deterministic_id=True, min_version="1.7", object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return out.getvalue()


def evenly_lit(picture: Picture) -> Picture:
    """The picture as if the same light fell on all of it. Ink and paper keep their colour."""
    light = lightest(picture)
    small = cv2.resize(light, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    bare = cv2.GaussianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)), (0, 0), 4)
    full = cv2.resize(bare, (picture.shape[1], picture.shape[0]), interpolation=cv2.INTER_LINEAR)
    lifted = cv2.divide(picture, cast("Picture", cv2.merge([full, full, full])), scale=_PAPER)
    return cast("Picture", lifted)


def _add(book: pikepdf.Pdf, page: CleanPage, unseen: pikepdf.Object) -> None:
    picture = evenly_lit(page.picture)
    height, width = picture.shape[:2]
    wide = page.wide or PAPERS[0][0]
    across, down = wide * _POINTS, (page.high or wide * height / width) * _POINTS
    image = pikepdf.Stream(book, jpeg(picture, _QUALITY))
    for name, value in {
        "/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": width, "/Height": height,
        "/ColorSpace": pikepdf.Name.DeviceRGB, "/BitsPerComponent": 8, "/Filter": pikepdf.Name.DCTDecode,
    }.items():  # fmt: skip
        image[name] = value
    drawn = f"q {across:.3f} 0 0 {down:.3f} 0 0 cm /Page Do Q\n" + _unseen_words(page.lines, across, down)
    resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Page=image))
    if page.lines:
        resources["/Font"] = pikepdf.Dictionary(Unseen=unseen)
    made = pikepdf.Dictionary(
        Type=pikepdf.Name.Page, MediaBox=[0, 0, round(across, 3), round(down, 3)], Resources=resources,
        Contents=pikepdf.Stream(book, drawn.encode()),
    )  # fmt: skip
    book.pages.append(pikepdf.Page(cast("Any", book.make_indirect(made))))


def _unseen_words(lines: Iterable[Line], across: float, down: float) -> str:
    """What is printed, in letters that are not drawn (text rendering mode 3), over the picture of it."""
    said: list[str] = []
    for line in lines:
        for word in line.words:
            left, top, right, foot = word.box
            size = max(1.0, (foot - top) * down)
            stretched = 100 * (right - left) * across / (size * 0.5 * len(word.text))
            text = (word.text + " ").encode("utf-16-be").hex()
            place = f"1 0 0 1 {left * across:.2f} {(1 - foot) * down:.2f} Tm"
            said.append(f"BT 3 Tr /Unseen {size:.2f} Tf {stretched:.1f} Tz {place} <{text}> Tj ET")
    return "\n".join(said)


def _unseen_type(book: pikepdf.Pdf) -> pikepdf.Dictionary:
    """A type without outlines. PDF/A-2 (ISO 19005-2, 6.2.11.4.1) wants none of one that is only used unseen."""
    descriptor = pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor, FontName=pikepdf.Name.AmendsUnseen, Flags=4, FontBBox=[0, -200, 500, 800],
        ItalicAngle=0, Ascent=800, Descent=-200, CapHeight=700, StemV=80,
    )  # fmt: skip
    inner = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.CIDFontType2, BaseFont=pikepdf.Name.AmendsUnseen, DW=500,
        CIDSystemInfo=pikepdf.Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        CIDToGIDMap=pikepdf.Name.Identity, FontDescriptor=book.make_indirect(descriptor),
    )  # fmt: skip
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type0, BaseFont=pikepdf.Name.AmendsUnseen,
        Encoding=pikepdf.Name("/Identity-H"), DescendantFonts=[book.make_indirect(inner)],
        ToUnicode=pikepdf.Stream(book, _SAME.encode()),
    )  # fmt: skip


_SAME: Final = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
1 beginbfrange
<0000> <FFFF> <0000>
endbfrange
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


def _about(book: pikepdf.Pdf, title: str, at: datetime) -> pikepdf.Object:
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    said = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>
<xmp:CreatorTool>amends</xmp:CreatorTool><xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
    stream = pikepdf.Stream(book, said.encode())
    stream["/Type"], stream["/Subtype"] = pikepdf.Name.Metadata, pikepdf.Name.XML
    return book.make_indirect(stream)


def _colours(book: pikepdf.Pdf) -> pikepdf.Object:
    profile = bytearray(ImageCms.ImageCmsProfile(cast("Any", ImageCms).createProfile("sRGB")).tobytes())
    profile[24:36] = bytes((7, 208, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0))  # when it was made: it would change every time
    profile[84:100] = bytes(16)
    stream = pikepdf.Stream(book, bytes(profile))
    stream["/N"], stream["/Alternate"] = 3, pikepdf.Name.DeviceRGB
    intent = pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent, S=pikepdf.Name.GTS_PDFA1, OutputConditionIdentifier="sRGB",
        Info="sRGB IEC61966-2.1", DestOutputProfile=book.make_indirect(stream),
    )  # fmt: skip
    return book.make_indirect(intent)
