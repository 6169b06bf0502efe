"""What amends uses of uharfbuzz, typed."""

from collections.abc import Iterable
from enum import IntFlag

class Blob:
    data: bytes
    def __init__(self, data: bytes) -> None: ...

class Face:
    blob: Blob
    upem: int
    def __init__(self, blob: Blob | bytes) -> None: ...

class Font:
    def __init__(self, face: Face) -> None: ...

class GlyphInfo:
    codepoint: int
    cluster: int

class GlyphPosition:
    x_advance: int
    x_offset: int
    y_offset: int

class Buffer:
    glyph_infos: list[GlyphInfo]
    glyph_positions: list[GlyphPosition]
    def add_str(self, text: str) -> None: ...
    def guess_segment_properties(self) -> None: ...

def shape(font: Font, buffer: Buffer, features: dict[str, bool] | None = ...) -> None: ...

class Set:
    def clear(self) -> None: ...
    def update(self, values: Iterable[int]) -> None: ...

class SubsetFlags(IntFlag):
    NO_HINTING = ...
    NOTDEF_OUTLINE = ...

class SubsetInput:
    unicode_set: Set
    layout_feature_tag_set: Set
    name_id_set: Set
    flags: SubsetFlags

def subset(face: Face, wanted: SubsetInput) -> Face: ...
