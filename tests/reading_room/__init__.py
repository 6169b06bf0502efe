"""A letter under a real seal, deposited at a real office, for a browser to read."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont
from PIL import Image

from amends.clock import Replay
from amends.desk.hand.shipped import shipped_hand
from amends.desk.letters.words import (
    Emphasis,
    Items,
    Line,
    LineBreak,
    Paragraph,
    Quotation,
    Scan,
    Underlined,
    Words,
    plain_text,
)
from amends.desk.seal.headers import Scale
from amends.desk.seal.keys import SigningKey
from amends.desk.seal.sealing import LetterKeys, Parts, Sealed, seal
from amends.envelope import Envelope, pack
from amends.wire import batch
from tests.office_door import Desk, Running, fields

CHANCE = Replay("the letters that browsers read")
WRITER = SigningKey.draw(CHANCE)

BODY: tuple[Line, ...] = (
    (
        "In the spring of 2019 I took three hundred and forty pounds from the till of your shop, a little at a time, "
        "over six weeks. When the drawer came out short I let you believe that you had miscounted.",
    ),
    (
        "You counted it twice every evening after that. You stopped trusting your own figures, and you stopped "
        "letting your daughter close up alone. I saw both and knew why, and I said nothing. That was my doing, ",
        Emphasis(("all of it",)),
        ".",
    ),
    (
        "I am sorry. The money was theft. The lie afterwards was ",
        Underlined(("worse",)),
        ", because it made you doubt yourself.",
    ),
    (
        "The three hundred and forty pounds are with the Post Room in your name. They are yours whatever you do with "
        "this letter. I no longer handle other people’s money, and my employer knows why.",
    ),
    ("You do not have to answer.",),
)
WORDS = Words(
    tuple(Paragraph(line) for line in BODY), lang="en-GB", date="14 October 2026", salutation=("Dear Ana,",),
    sign=("Tomas Reed",),
)  # fmt: skip
EVERY_FORM = Words(
    (
        Paragraph(("<img src=x onerror=alert(1)> &amp; [a link](https://example.org/)",)),
        Paragraph(("A paragraph, ", LineBreak(), "and its second line.")),
        Quotation((("What you said then:",), ("“Count it again.”",))),
        Items((("the till",), ("the lie",)), ordered=True),
        Items((("nothing else",),)),
        Paragraph(("Ω and ω, set in plain type by choice",), plain=True),
        Scan("scan-1.png", (("What the page says.",), ("And more of it.",))),
    ),
    salutation=("Dear Ana,",), close=("Yours,",), sign=("Tomas", LineBreak(), "Reed"),
    postscript=(Paragraph(("P.S. The shop has a new sign.",)),),
)  # fmt: skip


@dataclass(frozen=True)
class Letter:
    """A sealed letter and every key to it."""

    sealed: Sealed
    keys: LetterKeys

    @property
    def envelope(self) -> Envelope:
        return self.sealed.envelope

    @property
    def id(self) -> str:
        return self.envelope.id

    @property
    def packed(self) -> bytes:
        return pack(self.envelope)

    @property
    def secret(self) -> str:
        return self.keys.secret.text

    def link(self, office: Running) -> str:
        return f"{office.door.url}/l/{self.id}#{self.secret}"


@cache
def glyphs(text: str) -> bytes:
    """The part of a shipped hand that writes this text."""
    options = subset.Options(layout_features=["*"], flavor="woff2", hinting=False)
    cut = subset.Subsetter(options)
    cut.populate(text=text)
    font = TTFont(io.BytesIO(shipped_hand("tomas").ttf))
    cut.subset(font)
    out = io.BytesIO()
    subset.save_font(font, out, options)
    return out.getvalue()


@cache
def picture() -> bytes:
    """A page written on paper."""
    out = io.BytesIO()
    Image.new("RGB", (600, 400), "#f4efe2").save(out, "PNG")
    return out.getvalue()


def letter(words: Words = WORDS, *, hand: bool = True, signed: bool = True, **how: Any) -> Letter:
    """A letter from Tomas Reed to Ana Duarte, sealed as the desk seals."""
    keys = LetterKeys.draw(CHANCE)
    address = ("Ana Duarte", "c/o The Post Room", "Alder Bridge")
    parts = Parts(
        id=CHANCE.bytes(16).hex(), person=CHANCE.bytes(16).hex(), words=words, from_name="Tomas Reed",
        to=("Ana Duarte",), address=address, flap="Tomas Reed",
        scans={"scan-1.png": picture()} if words is EVERY_FORM else {},
        hand=glyphs(plain_text(words)) if hand else b"",
        front_hand=glyphs("".join((*address, "Tomas Reed"))) if hand else b"",
        scale=Scale(round(shipped_hand("tomas").measures.size * 100), 100) if hand else None,
    )  # fmt: skip
    return Letter(seal(parts, keys, CHANCE, signer=WRITER if signed else None, **how), keys)


def deposit(desk: Desk, *letters: Letter) -> None:
    """Brings letters to the office."""
    for one in letters:
        answer = desk.ask("/api/desk/deposits", batch({one.id: one.packed}))
        assert fields(answer)["outcomes"][0]["outcome"] == "deposited", answer.text
