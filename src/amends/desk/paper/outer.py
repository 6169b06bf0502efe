"""The neutral envelope around an inner one (nested mailing).

The writer's hand on the outside can itself be a harm: postal services send pictures of envelopes to a household. So
the outer one bears plain type alone, and as its sender whoever posts it, if anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from amends.desk.paper.binding import Binder
from amends.desk.paper.press import Form, Press, type_case
from amends.desk.paper.reading import slow_page_texts
from amends.desk.paper.setting import faces
from amends.desk.paper.shaped import is_shaped
from amends.desk.paper.stationery import OUTER, EnvelopeSize
from amends.envelope import Json
from amends.errors import Refused, WrongUsage
from amends.sentences import Sentence, marked

PART: Final = 200
_SIZE: Final = 12
"""Points. With 14 lines of a long address this still fits into the smallest of them."""


@dataclass(frozen=True, slots=True)
class Outer:
    """What stands on one: the letter's id for messages, and the lines of the address, the name first."""

    letter: str
    lines: tuple[str, ...]


def outer_size(inner: EnvelopeSize) -> EnvelopeSize:
    """The envelope that goes around this one.

    Raises:
        WrongUsage: none is known.
    """
    if inner.name not in OUTER:
        raise WrongUsage(
            Sentence("No outer envelope is known for %(name)s.", name=inner.name),
            Sentence("There are some for: %(names)s.", names=", ".join(OUTER)),
        )
    return OUTER[inner.name]


def print_outer(covers: Sequence[Outer], sender: Sequence[str], form: Form, out: Path) -> Path:
    """Sets outer envelopes, a page each, in their order; every page is read back and held against its own row.

    Args:
        covers: what stands on them.
        sender: lines of whoever posts them; none for an envelope without a sender.
        form: with the inner envelope.
        out: the file.

    Raises:
        Refused: one cannot be set, or says anything but its own address.
        OSError: the file cannot be written.
    """
    size = outer_size(form.cover)
    with type_case(form) as case, Binder(out, "Outer envelopes") as book:
        press = Press(case)
        for at in range(0, len(covers), PART):
            some = covers[at : at + PART]
            pdf = press.pdf("outer", _data(some, sender, size))
            _read(pdf, some, sender)
            book.add(pdf)
        book.finish()
        return book.place()


def _data(covers: Sequence[Outer], sender: Sequence[str], size: EnvelopeSize) -> Json:
    rows: list[Json] = [[_line(line, "\n".join(one.lines)) for line in one.lines] for one in covers]
    tenths: dict[str, Json] = {name: round(10 * getattr(size, name)) for name in ("width", "height", "left", "top")}
    posted: list[Json] = [_line(line) for line in sender]
    return {"covers": rows, "sender": posted, "size": _SIZE, **tenths}


def _line(line: str, near: str = "") -> Json:
    return {"plain": line, **faces(line, near)}


def _read(pdf: bytes, covers: Sequence[Outer], sender: Sequence[str]) -> None:
    pages = slow_page_texts(pdf)
    for number, one in enumerate(covers):
        wanted = "".join("".join([*sender, *one.lines]).split())
        said = "".join(pages[number].split()) if number < len(pages) else ""
        if len(pages) != len(covers) or (said != wanted and not (is_shaped(wanted) and len(said) == len(wanted))):
            raise Refused(
                Sentence("The outer envelope of letter %(id)s does not say what it should.", id=one.letter),
                marked("Nothing was made of it. This is a defect of the program: please report it."),
            )
