"""The file of a cast font: the outlines of some glyphs, and further glyphs that draw them at another width."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt

_KEPT: Final = ("head", "hhea", "maxp", "cvt ", "fpgm", "prep")


def font_file(font: Any, used: Iterable[int], doubles: Sequence[int], advances: Sequence[int]) -> bytes:  # noqa: ANN401
    """The font with the outlines of some glyphs only, each with its own number, and with further glyphs behind them.

    Args:
        font: the font, opened by fontTools.
        used: the numbers of the glyphs whose outlines are wanted.
        doubles: for each further glyph the number of the one that it draws.
        advances: how wide each of those is, in units of the em.
    """
    from fontTools.ttLib.sfnt import SFNTWriter  # noqa: PLC0415  # slow to import, and needed once a run

    raw = font.reader
    outlines = _outlines(font)
    kept: set[int] = set()
    waiting = [0, *used]
    while waiting:
        number = waiting.pop()
        if number not in kept:
            kept.add(number)
            waiting += _parts(outlines[number])
    glyphs = [one if number in kept else b"" for number, one in enumerate(outlines)]
    drawn = {number: _double(outlines[number], number) for number in set(doubles)}
    glyphs += [drawn[number] for number in doubles]
    metrics = _metrics(font)
    metrics = metrics[np.concatenate([np.arange(len(outlines)), np.asarray(doubles, np.int64)])]
    metrics["wide"][len(outlines) :] = advances
    padded = [one + b"\0" * (-len(one) % 4) for one in glyphs]
    offsets = [0, *accumulate(map(len, padded))]
    tables: dict[str, bytes] = {tag: raw[tag] for tag in _KEPT if tag in raw}
    tables |= {"glyf": b"".join(padded), "loca": struct.pack(f">{len(offsets)}I", *offsets)}
    tables["hmtx"] = metrics.tobytes()
    tables["head"] = tables["head"][:50] + b"\0\1" + tables["head"][52:]
    tables["hhea"] = tables["hhea"][:34] + struct.pack(">H", len(metrics))
    tables["maxp"] = _profile(tables["maxp"], len(glyphs))
    out = io.BytesIO()
    writer = cast("Any", SFNTWriter)(out, len(tables), "\0\1\0\0")
    for tag in sorted(tables):
        writer[tag] = tables[tag]
    writer.close()
    return out.getvalue()


def _outlines(font: Any) -> list[bytes]:  # noqa: ANN401  # as above
    """The outlines of all glyphs, as they stand in the file."""
    glyf: bytes = font.reader["glyf"]
    long = font["head"].indexToLocFormat == 1
    starts = np.frombuffer(font.reader["loca"], ">u4" if long else ">u2").astype(np.int64) * (1 if long else 2)
    ends: list[int] = starts.tolist()
    return [glyf[begin:end] for begin, end in pairwise(ends)]


def _metrics(font: Any) -> npt.NDArray[np.void]:  # noqa: ANN401
    """How wide each glyph is, and where it begins (OpenType, "hmtx")."""
    table: bytes = font.reader["hmtx"]
    many, whole = font["maxp"].numGlyphs, font["hhea"].numberOfHMetrics
    metrics = np.zeros(many, [("wide", ">u2"), ("left", ">i2")])
    metrics[:whole] = np.frombuffer(table, metrics.dtype, whole)
    metrics["wide"][whole:] = metrics["wide"][whole - 1]
    metrics["left"][whole:] = np.frombuffer(table, ">i2", many - whole, 4 * whole)
    return metrics


def _double(outline: bytes, number: int) -> bytes:
    """A glyph that draws another (OpenType, "glyf": one component, moved by nothing)."""
    if len(outline) < 10 or outline[0] >= 0x80:  # nothing to draw, or put together itself
        return outline
    return b"\xff\xff" + outline[2:10] + struct.pack(">HHbb", 2, number, 0, 0)


def _profile(maxp: bytes, many: int) -> bytes:
    """The table of what a font has at most, for so many glyphs, some of them put together."""
    fields = list(struct.unpack(">I14H", maxp[:32]))
    fields[1] = many
    fields[4], fields[5] = max(fields[2], fields[4]), max(fields[3], fields[5])  # points and contours
    fields[13], fields[14] = max(fields[13], 1), max(fields[14], 1)  # parts, and how deep
    return struct.pack(">I14H", *fields)


def _parts(glyph: bytes) -> Iterator[int]:
    """The glyphs of which a glyph is put together (OpenType, "glyf", composite glyphs)."""
    if len(glyph) < 10 or glyph[0] < 0x80:
        return
    at, more = 10, True
    while more:
        flags, number = struct.unpack_from(">HH", glyph, at)
        yield number
        at += 4 + (4 if flags & 1 else 2) + (2 if flags & 8 else 4 if flags & 0x40 else 8 if flags & 0x80 else 0)
        more = bool(flags & 0x20)
