"""Joining PDFs that typst made in parts into one, without holding more than one part in memory.

typst keeps a whole document in memory, some 0.4 MB a letter, so ten thousand letters are set in parts. Ordinary
tools join PDFs by dropping their tags, or by holding everything. A part made by typst has a known shape, so here its
objects are renumbered and written out as they come, and only what spans the parts is made anew: the catalogue, the
page tree, the structure tree (every part's document becomes a `Part` of one `Document`), the outline and the labels
of the pages. ISO 32000-1, 7.5 (file structure), 7.9.7 (number trees), 12.3.3 (outlines) and 14.7 (structure).
"""

from __future__ import annotations

import io
import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, TypeAlias, cast

import pikepdf

from amends.desk.book.objects import ObjectFile
from amends.desk.book.outline import Entry, put_outline

_TOKEN: Final = re.compile(
    rb"\((?:[^\\()]|\\.)*\)|<[0-9A-Fa-f]*>"
    rb"|(?P<key>/StructParents? )(?P<parent>\d+)|/[^\s/<>\[\]()]+|\b(?P<ref>\d+) 0 R\b",
    re.DOTALL,
)
"""In what qpdf writes: strings and names, which are left alone, and the numbers that change."""
_LINK: Final = re.compile(
    rb"/A << /S /URI /Type /Action /URI \(book:(\d+)\) >>(.*?)/Contents \(book:\d+\)", re.DOTALL
)

PdfObject: TypeAlias = "Any"
"""What pikepdf gives for any object of a PDF; it has no types that a checker could follow into a file."""
Target = Callable[[int], tuple[int, int]]
"""For the number in a `book:` link: the page's object number, and the number that is printed on it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An entry of a part's outline: its title, its depth from 0, and its page, counted from 0 within the part."""

    title: str
    depth: int
    page: int


@dataclass(frozen=True, slots=True)
class Part:
    """What is remembered of a part once it is written: object numbers in the joined file.

    Attributes:
        root: its page tree.
        pages: its pages.
        structure: its topmost structure element.
        marks: its outline, in reading order.
    """

    root: int
    pages: Sequence[int]
    structure: int
    marks: tuple[Mark, ...]


class Joiner:
    """A PDF on its way into a file, part by part."""

    def __init__(self, out: BinaryIO) -> None:
        self._file = ObjectFile(out)
        self._catalog, self._pages, self._tree, self._document = (self._file.new() for _ in range(4))
        self._keys = 0
        self._leaves: list[tuple[int, int, int]] = []  # of the parent tree: first key, last key, object
        self._shared: dict[str, bytes] = {}

    def add(self, pdf: bytes, target: Target | None = None) -> Part:
        """Write the objects of one part.

        Args:
            pdf: a tagged PDF as typst makes it.
            target: where links to `book:N` lead; every other link stays as it is.
        """
        with pikepdf.open(io.BytesIO(pdf)) as source:
            objects = list(cast("Any", source).objects)
            base = self._file.new(len(objects)) - 1
            root, info = cast("Any", source.Root), cast("Any", source.trailer)["/Info"]
            tree = root.StructTreeRoot
            part = Part(
                base + root.Pages.objgen[0],
                array("q", (base + cast("Any", page).obj.objgen[0] for page in source.pages)),
                base + tree.K[0].objgen[0],
                tuple(_marks(root, [cast("Any", page).obj.objgen for page in source.pages])),
            )
            moved = _Moved(base, self._keys, target)
            self._share(root, moved)
            self._parents(tree, base)
            # Their parents are made at the end, and of the whole file.
            root.Pages["/Type"] = pikepdf.Name.Pages
            del tree.K[0]["/P"]
            tree.K[0]["/S"] = pikepdf.Name.Part
            over = {root.objgen, info.objgen, tree.objgen, root.Metadata.objgen, *_outline_objects(root)}
            above = {
                root.Pages.objgen: b"/Parent %d 0 R" % self._pages,
                tree.K[0].objgen: b"/P %d 0 R" % self._document,
            }
            for one in objects:
                number = base + one.objgen[0]
                if one.objgen in over:
                    self._file.put(number, b"null")
                elif isinstance(one, pikepdf.Stream):
                    self._file.put_stream(number, moved.raw(one.stream_dict), one.read_raw_bytes())
                else:
                    self._file.put(number, _within(moved.raw(one), above.get(one.objgen, b"")))
        return part

    def close(self, parts: Sequence[Part], labels: Sequence[tuple[int, bytes]], about: bytes) -> int:
        """Write what spans the parts, and the end of the file.

        Args:
            parts: the parts in reading order.
            labels: the page, counted from 0, from which pages are numbered in a style of ISO 32000-1, 12.4.2.
            about: a PDF of this book's title and writer, whose metadata become those of the whole.

        Returns:
            How many pages the whole has.
        """
        count = sum(len(part.pages) for part in parts)
        file = self._file
        kids = b" ".join(b"%d 0 R" % part.root for part in parts)
        file.put(self._pages, b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, kids))
        inside = b" ".join(b"%d 0 R" % part.structure for part in parts)
        file.put(self._document, b"<< /Type /StructElem /S /Document /P %d 0 R /K [%s] >>" % (self._tree, inside))
        file.put(self._tree, b"<< /Type /StructTreeRoot /K [%d 0 R] /ParentTree %d 0 R /ParentTreeNextKey %d%s >>" % (
            self._document, self._parent_tree(), self._keys, self._shared.get("/RoleMap", b"")))  # fmt: skip
        outline = put_outline(
            file, [Entry(mark.title, mark.depth, part.pages[mark.page]) for part in parts for mark in part.marks]
        )
        styles = b" ".join(b"%d << /S %s >>" % label for label in labels)
        with pikepdf.open(io.BytesIO(about)) as source:
            root, info = cast("Any", source.Root), cast("Any", source.trailer)["/Info"]
            metadata = re.sub(
                rb"(<xmpTPg:NPages>)\d+", rb"\g<1>%d" % count, cast("bytes", root.Metadata.read_bytes())
            )
            info_raw = cast("bytes", info.unparse(resolved=True))
            lang = cast("bytes", root.Lang.unparse())
        at = file.new()
        file.put_stream(at, b"<< /Type /Metadata /Subtype /XML /Length %d >>" % len(metadata), metadata)
        file.put(self._catalog, b"".join((
            b"<< /Type /Catalog /Pages %d 0 R /StructTreeRoot %d 0 R" % (self._pages, self._tree),
            b" /Metadata %d 0 R" % at,
            b" /MarkInfo << /Marked true >> /Lang %s%s" % (lang, self._shared["/OutputIntents"]),
            b" /ViewerPreferences << /Direction /L2R /DisplayDocTitle true >> /PageLabels << /Nums [%s] >>" % styles,
            b" /Outlines %d 0 R >>" % outline if outline else b" >>",
        )))  # fmt: skip
        info_at = file.new()
        file.put(info_at, info_raw)
        file.end(self._catalog, info_at)
        return count

    def _share(self, root: PdfObject, moved: _Moved) -> None:
        """Keeps what is the same in every part: the colours that are meant, and the roles of structure elements."""
        if not self._shared:
            self._shared["/OutputIntents"] = b" /OutputIntents " + moved.raw(root.OutputIntents)
            if "/RoleMap" in root.StructTreeRoot:
                self._shared["/RoleMap"] = b" /RoleMap " + moved.raw(root.StructTreeRoot.RoleMap)

    def _parents(self, tree: PdfObject, base: int) -> None:
        """Writes a part's leaf of the parent tree, by which a page's text finds its structure elements."""
        nums = list(tree.ParentTree.Nums)
        pairs = [(self._keys + int(nums[at]), base + nums[at + 1].objgen[0]) for at in range(0, len(nums), 2)]
        self._keys += int(tree.ParentTreeNextKey)
        if pairs:
            leaf = self._file.new()
            raw = b" ".join(b"%d %d 0 R" % pair for pair in pairs)
            self._file.put(leaf, b"<< /Limits [%d %d] /Nums [%s] >>" % (pairs[0][0], pairs[-1][0], raw))
            self._leaves.append((pairs[0][0], pairs[-1][0], leaf))

    def _parent_tree(self) -> int:
        number = self._file.new()
        kids = b" ".join(b"%d 0 R" % leaf for _, _, leaf in sorted(self._leaves))
        self._file.put(number, b"<< /Kids [%s] >>" % kids)
        return number


class _Moved:
    """A part's objects as the joined file numbers them."""

    def __init__(self, base: int, keys: int, target: Target | None) -> None:
        self._base, self._keys, self._target = base, keys, target

    def raw(self, one: PdfObject) -> bytes:
        raw = _TOKEN.sub(self._token, cast("bytes", one.unparse(resolved=True)))
        return _LINK.sub(self._link, raw) if self._target and b"(book:" in raw else raw

    def _token(self, found: re.Match[bytes]) -> bytes:
        if (number := found["ref"]) is not None:
            return b"%d 0 R" % (int(number) + self._base)
        if (key := found["key"]) is not None:
            return b"%s%d" % (key, int(found["parent"]) + self._keys)
        return found[0]

    def _link(self, found: re.Match[bytes]) -> bytes:
        assert self._target
        page, shown = self._target(int(found[1]))
        return b"/Dest [%d 0 R /XYZ null null null]%s/Contents (Page %d)" % (page, found[2], shown)


def _within(raw: bytes, above: bytes) -> bytes:
    return b"<< " + above + raw.removeprefix(b"<<") if above else raw


def _marks(root: PdfObject, pages: Sequence[tuple[int, int]]) -> Iterator[Mark]:
    place = {page: number for number, page in enumerate(pages)}

    def down(first: PdfObject, depth: int) -> Iterator[Mark]:
        while first is not None:
            yield Mark(str(first.Title), depth, place[first.Dest[0].objgen])
            if "/First" in first:
                yield from down(first.First, depth + 1)
            first = first.get("/Next")

    if "/Outlines" in root and "/First" in root.Outlines:
        yield from down(root.Outlines.First, 0)


def _outline_objects(root: PdfObject) -> Iterator[tuple[int, int]]:
    def down(one: PdfObject) -> Iterator[tuple[int, int]]:
        yield one.objgen
        child = one.get("/First")
        while child is not None:
            yield from down(child)
            child = child.get("/Next")

    if "/Outlines" in root:
        yield from down(root.Outlines)
    if "/PageLabels" in root:
        yield root.PageLabels.objgen
