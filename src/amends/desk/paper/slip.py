"""The reply slip: a page that goes with the letter, for whoever answers by pen.

Its code tells which letter is answered and to which public key an answer may be sealed. It is made and signed
elsewhere (`amends.desk.seal`) and holds no secret: with a slip nobody can open anything.
"""

from __future__ import annotations

import io
from typing import Final, cast

import segno

from amends.envelope import Json

PREFIX: Final = "AMENDS1:"
"""With Base32 behind it, every character is one of QR's alphanumeric ones, which takes the smallest code."""

TITLE: Final = "For an answer"
SAYS: Final = (
    "You do not have to answer. If you want to, write below, as long or as short as you like; use more sheets if "
    "this one is too small, and lay this one on top.",
    "Give it to whoever brought the letter, or post it to the address they gave you. The square shows which letter "
    "you are answering. It opens nothing, and it says nothing of you.",
)
FOOT: Final = "Please leave the four black corners and the square uncovered."
ALT: Final = "A square code that shows which letter this slip answers."


def slip_data(code: str) -> dict[str, Json]:
    """The slip as `slip.typ` reads it.

    Args:
        code: the whole text of the reply code, beginning with `PREFIX`.

    Raises:
        ValueError: the text is not a reply code.
    """
    if not code.startswith(PREFIX):
        raise ValueError(f"a reply code begins with {PREFIX}")
    return {
        "title": TITLE,
        "says": list(cast("tuple[Json, ...]", SAYS)),
        "foot": FOOT,
        "alt": ALT,
        "code": code_svg(code),
    }


def code_svg(code: str) -> str:
    """The code as SVG: QR with error correction M, so that a seventh of it may be smudged."""
    out = io.BytesIO()
    segno.make_qr(code, error="m", boost_error=False).save(
        out, kind="svg", border=2, xmldecl=False, svgns=True, nl=False, omitsize=True
    )
    return out.getvalue().decode()


def link_svg(link: str) -> str:
    """A link as a code that a camera reads; its key is in it, so it stands only where the link may stand."""
    out = io.BytesIO()
    segno.make_qr(link, error="l").save(out, kind="svg", border=2, xmldecl=False, svgns=True, nl=False, omitsize=True)
    return out.getvalue().decode()


def slip_text() -> tuple[str, ...]:
    """Everything a slip says, in the order in which it stands there."""
    return (TITLE, *SAYS, FOOT)
