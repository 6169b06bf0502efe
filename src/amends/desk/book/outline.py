"""The outline of a joined PDF: letters, and what came back under each. ISO 32000-1, 12.3.3."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf

from amends.desk.book.objects import ObjectFile


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the outline: its title, its depth (0 or 1), and the object number of its page."""

    title: str
    depth: int
    page: int


def put_outline(file: ObjectFile, entries: Sequence[Entry]) -> int:
    """Write an outline and give the number of its topmost object; 0 where there is nothing to write."""
    if not entries:
        return 0
    top, first = file.new(), file.new(len(entries))
    groups: list[list[int]] = []
    for at, entry in enumerate(entries):
        if entry.depth and groups:
            groups[-1].append(at)
        else:
            groups.append([at])
    for at, (letter, *answers) in enumerate(groups):
        before = groups[at - 1][0] if at else None
        after = groups[at + 1][0] if at + 1 < len(groups) else None
        inside = b""
        if answers:  # a negative count: closed, so that the outline begins as a list of letters
            ends = (-len(answers), first + answers[0], first + answers[-1])
            inside = b" /Count %d /First %d 0 R /Last %d 0 R" % ends
        file.put(first + letter, _raw(entries[letter], top, first, before, after, inside=inside))
        for n, answer in enumerate(answers):
            before = answers[n - 1] if n else None
            after = answers[n + 1] if n + 1 < len(answers) else None
            file.put(first + answer, _raw(entries[answer], first + letter, first, before, after))
    ends = (len(groups), first + groups[0][0], first + groups[-1][0])
    file.put(top, b"<< /Type /Outlines /Count %d /First %d 0 R /Last %d 0 R >>" % ends)
    return top


def _raw(entry: Entry, parent: int, first: int, *beside: int | None, inside: bytes = b"") -> bytes:
    title = pikepdf.String(entry.title).unparse()
    raw = b"<< /Title %s /Parent %d 0 R /Dest [%d 0 R /XYZ null null null]" % (title, parent, entry.page)
    for key, other in zip((b"/Prev", b"/Next"), beside, strict=True):
        if other is not None:
            raw += b" %s %d 0 R" % (key, first + other)
    return raw + inside + b" >>"
