"""What all vectors are made with: keys and ids from a seed, one letter, and the form of a file."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zlib
from pathlib import Path
from typing import Any

from PIL import Image

from amends.clock import Replay
from amends.desk.letters.words import (
    Emphasis,
    Items,
    LineBreak,
    Paragraph,
    Quotation,
    Underlined,
    Words,
    digest,
    plain_text,
)
from amends.desk.seal import folder
from amends.desk.seal.age import Secret
from amends.desk.seal.keys import SigningKey
from amends.desk.seal.sealing import Parts
from amends.envelope import bind

VECTORS = Path(__file__).parents[1] / "vectors"
CLOCK = Replay("vectors")
WRITER = SigningKey.draw(CLOCK)
STRANGER = SigningKey.draw(CLOCK)
BANK = SigningKey.draw(CLOCK)
BANK_KEY = Secret.draw(CLOCK)

WORDS = Words(
    lang="en",
    date="14 October 2026",
    salutation=("Dear Ana,",),
    body=(
        Paragraph(
            (
                "I took three hundred and forty pounds from your till, and let you think you had ",
                Emphasis(("miscounted",)),
                ".",
            )
        ),
        Paragraph(
            (
                "It was ",
                Underlined(("my", Emphasis((" own",)))),
                " doing.",
                LineBreak(),
                "All of it – naïve as I was, ‘borrowing’.",
            )
        ),
        Quotation((("Thus conscience does make cowards of us all",), ("And thus the native hue of resolution",))),
        Items((("the money is with the Post Room",), ("the drawer key is in this envelope",)), ordered=True),
        Paragraph(("Ça ne se répare pas ≠ 谢",), plain=True),
    ),
    close=("You do not have to answer.",),
    sign=("Tomas", LineBreak(), "(the Saturday boy)"),
    postscript=(Paragraph(("P.S. The cat is well.",)),),
)


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def seen(data: bytes) -> dict[str, Any]:
    return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def parts(words: Words = WORDS, **more: Any) -> Parts:
    return Parts(
        **{
            "id": CLOCK.bytes(16).hex(),
            "person": CLOCK.bytes(16).hex(),
            "words": words,
            "from_name": "Tomas Reed",
            "to": ("Ana Duarte",),
            "address": ("Ana Duarte", "c/o The Post Room", "Alder Bridge"),
            "flap": "Tomas Reed",
            **more,
        }
    )


def write(name: str, kind: str, what: str, expect: str = "ok", **fields: Any) -> None:
    vector = {"name": name, "kind": kind, "what": what, "expect": expect, **fields}
    (VECTORS / f"{name}.json").write_text(json.dumps(vector, ensure_ascii=False, indent=1) + "\n", "utf-8")


def letter(
    name: str, what: str, closed: bytes, secret: Secret, envelope: str, expect: str = "ok", **more: Any
) -> None:
    fields = {"secret": secret.text, "envelope": envelope, "seen": seen(closed), "closed": b64(closed)} | more
    write(name, "letter", what, expect, **fields)


def result(words: Words, whose: str, signed_by: str) -> dict[str, Any]:
    return {"text": plain_text(words), "digest": digest(words), "whose": whose, "signed_by": signed_by}


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("L", (24, 16), 220).save(out, "PNG")
    return out.getvalue()


def sized(width: int, height: int) -> bytes:
    """A picture whose header says that it is so large, with that header's checksum (PNG, 5.3) made anew."""
    small = picture()
    header = small[12:16] + width.to_bytes(4, "big") + height.to_bytes(4, "big") + small[24:29]
    return small[:12] + header + zlib.crc32(header).to_bytes(4, "big") + small[33:]


def repad(inside: dict[str, bytes], kind: folder.Kind = folder.LETTER, padding: bytes | None = None) -> bytes:
    """Binds these entries, sums and signature as they are, with the right amount of padding."""
    inside = {name: data for name, data in inside.items() if name != "padding"}
    if padding is not None:
        return bind(inside | {"padding": padding})
    bare = len(bind(inside | {"padding": b""}))
    size = next(size for size in kind.sizes if size >= bare)
    return bind(inside | {"padding": bytes(size - bare)})
