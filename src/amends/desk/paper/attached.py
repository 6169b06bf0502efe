"""The words that go along inside a page: attached to the PDF, and read back to check that the page bears them."""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import Any, Final, cast

import pikepdf

from amends.envelope import Json, from_json
from amends.errors import Unsupported

WORDS_NAME: Final = "words.json"
"""The attachment that holds the words as canonical JSON; `spec/envelope.md`, "The sealed letter"."""
TEXT_NAME: Final = "letter.txt"
"""The attachment that holds the same words as plain text."""
WORDS_MOST: Final = 8 * 1024 * 1024
"""Words longer than this are not read: a stranger's page may unfold to anything."""
_HINT: Final = "Rely on the text of the letter."


def attached_words(pdf: bytes) -> Json:
    """The words attached to a page that may come from a stranger, as JSON. Nothing of the page is rendered.

    Raises:
        Unsupported: this is not a PDF that bears its words.
    """
    try:
        with pikepdf.open(BytesIO(pdf)) as page:
            stream = cast("Any", page.attachments[WORDS_NAME].obj)["/EF"]["/F"]
            data = _unfolded(stream.read_raw_bytes(), str(stream.get("/Filter", "")))
    except (pikepdf.PdfError, KeyError, TypeError, AttributeError, zlib.error) as error:
        raise Unsupported("The enclosed page does not bear its words.", _HINT) from error
    return from_json(data)


def _unfolded(raw: bytes, method: str) -> bytes:
    if method not in ("", "/FlateDecode"):
        raise Unsupported("The words of the enclosed page are packed in a way that is not read.", _HINT)
    data = zlib.decompressobj().decompress(raw, WORDS_MOST + 1) if method else raw
    if len(data) > WORDS_MOST:
        raise Unsupported("The words of the enclosed page are too long.", _HINT)
    return data
