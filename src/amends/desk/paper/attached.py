"""The words that go along inside a page: attached to the PDF, and read back to check that the page bears them."""

from __future__ import annotations

from io import BytesIO
from typing import Final, cast

import pikepdf

from amends.envelope import Json, from_json
from amends.errors import Unsupported

WORDS_NAME: Final = "words.json"
"""The attachment that holds the words as canonical JSON; `spec/envelope.md`, "The sealed letter"."""


def attached_words(pdf: bytes) -> Json:
    """The words attached to a page, as JSON.

    Raises:
        Unsupported: this is not a PDF that bears its words.
    """
    try:
        with pikepdf.open(BytesIO(pdf)) as page:
            data = cast("bytes", page.attachments[WORDS_NAME].get_file().read_bytes())
    except (pikepdf.PdfError, KeyError) as error:
        raise Unsupported("The enclosed page does not bear its words.", "Rely on the text of the letter.") from error
    return from_json(data)
