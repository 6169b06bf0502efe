"""A PDF file written object by object: small objects packed and compressed, streams as they are.

ISO 32000-1, 7.5.7 (object streams) and 7.5.8 (cross-reference streams). Without packing, the structure of ten
thousand letters alone would take a hundred megabytes.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from array import array
from itertools import islice
from typing import BinaryIO, Final

_PACKED_MOST: Final = 200
"""Objects in one object stream: a reader has to unpack them all to see one."""
_FREE, _PLAIN, _PACKED = 0, 1, 2
_ENTRY: Final = struct.Struct(">BQH")
_ENTRIES_AT_ONCE: Final = 4096


class ObjectFile:
    """A PDF on its way into a file. Object numbers are given out by `new`, and each is put once, in any order."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._digest = hashlib.sha256()
        self._at = 0
        self._kind = array("B", [_FREE])
        self._where = array("Q", [0])  # the offset, or the object stream
        self._index = array("H", [0xFFFF])  # the place within an object stream
        self._packed: list[tuple[int, bytes]] = []
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def new(self, count: int = 1) -> int:
        """The first of `count` fresh object numbers."""
        first = len(self._kind)
        self._kind.extend([_FREE] * count)
        self._where.extend([0] * count)
        self._index.extend([0] * count)
        return first

    def put(self, number: int, raw: bytes) -> None:
        """Put an object that is no stream."""
        self._packed.append((number, raw))
        if len(self._packed) == _PACKED_MOST:
            self._pack()

    def put_stream(self, number: int, about: bytes, data: bytes) -> None:
        """Put a stream: its dictionary, with its length, and its bytes as that dictionary says they are encoded."""
        self._kind[number], self._where[number] = _PLAIN, self._at
        self._write(b"%d 0 obj\n%s\nstream\n" % (number, about), data, b"\nendstream\nendobj\n")

    def end(self, root: int, info: int) -> None:
        """Write what is left and where everything is.

        Args:
            root: object number of the catalogue.
            info: object number of the document information.
        """
        self._pack()
        number = self.new()
        self._kind[number], self._where[number] = _PLAIN, self._at
        at = self._at
        body = self._table()
        name = self._digest.hexdigest()[:32].encode()
        about = b"<< /Type /XRef /Size %d /W [1 8 2] /Root %d 0 R /Info %d 0 R /ID [<%s> <%s>]" % (
            len(self._kind), root, info, name, name
        )  # fmt: skip
        about += b" /Filter /FlateDecode /Length %d >>" % len(body)
        self._write(b"%d 0 obj\n%s\nstream\n" % (number, about), body, b"\nendstream\nendobj\n")
        self._write(b"startxref\n%d\n%%%%EOF\n" % at)

    def _table(self) -> bytes:
        """Where everything is, compressed; some entries at a time, since the objects of a book are many."""
        press = zlib.compressobj(6)
        entries = zip(self._kind, self._where, self._index, strict=True)
        rows = iter(lambda: b"".join(_ENTRY.pack(*one) for one in islice(entries, _ENTRIES_AT_ONCE)), b"")
        return b"".join(map(press.compress, rows)) + press.flush()

    def _pack(self) -> None:
        if not self._packed:
            return
        stream = self.new()
        heads: list[bytes] = []
        offset = 0
        for index, (number, raw) in enumerate(self._packed):
            self._kind[number], self._where[number], self._index[number] = _PACKED, stream, index
            heads.append(b"%d %d" % (number, offset))
            offset += len(raw) + 1
        head = b" ".join(heads) + b"\n"
        body = zlib.compress(head + b"\n".join(raw for _, raw in self._packed), 6)
        about = b"<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>"
        self.put_stream(stream, about % (len(self._packed), len(head), len(body)), body)
        self._packed.clear()

    def _write(self, *pieces: bytes) -> None:
        for piece in pieces:
            self._out.write(piece)
            self._digest.update(piece)
            self._at += len(piece)
