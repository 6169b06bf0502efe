"""What was learnt from open fonts while the package was built: one file of numbers, the same for every desk."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from amends.errors import AmendsError

Numbers = npt.NDArray[np.float32]

FILE = "learnt.npz"
SKETCH = 1024
"""Numbers of a vector's sketch, by which ten thousand hands are looked through before the nearest are held."""


class NothingLearnt(AmendsError):
    """The package was put together without what the knowing of hands stands on."""


@dataclass(frozen=True, slots=True)
class Book:
    """The words of which strokes of one kind are made.

    Attributes:
        mean: of the pieces, `strokes.NUMBERS`.
        axes: to fewer numbers: `strokes.NUMBERS` × d.
        words: the middle of each: k × d.
    """

    mean: Numbers = field(repr=False)
    axes: Numbers = field(repr=False)
    words: Numbers = field(repr=False)


@dataclass(frozen=True, slots=True)
class Learnt:
    """All of it.

    Attributes:
        books: one for each of `strokes.KINDS`.
        size_weights, size_start: for `size.letter_height`.
        strangers: traces of made-up writers (`encode.Trace`), to hold a likeness against: sums n × (all words × d),
            counts n × all words.
        upright: how much each word speaks for the way up in which a page has more of it (`up.leaning`).
        confidence: the start, and a weight for each of `match.CLUES`.
        spoken: the confidence from which a name is said at all.
        digest: of the file, so that traces of another version are never compared.
    """

    books: tuple[Book, Book]
    size_weights: Numbers = field(repr=False)
    size_start: float
    strangers: tuple[Numbers, Numbers] = field(repr=False)
    upright: Numbers = field(repr=False)
    confidence: Numbers
    spoken: float
    digest: str


@cache
def learnt() -> Learnt:
    """What the package carries.

    Raises:
        NothingLearnt: it was not built in.
    """
    try:
        data = files("amends").joinpath("built", "knowing", FILE).read_bytes()
    except OSError as error:
        raise NothingLearnt(
            "This amends was put together without what knows hands.", "Install it again: `uv sync`."
        ) from error
    return from_bytes(data)


def from_bytes(data: bytes) -> Learnt:
    """What stands in such a file."""
    with np.load(io.BytesIO(data), allow_pickle=False) as kept:
        books = tuple(
            Book(*(kept[f"{part}{k}"].astype(np.float32) for part in ("mean", "axes", "words"))) for k in (0, 1)
        )
        sums = kept["sums"].astype(np.float32) * kept["sums_step"].astype(np.float32)[:, None]
        return Learnt(
            books=(books[0], books[1]),
            size_weights=kept["size_weights"],
            size_start=float(kept["size_start"]),
            strangers=(sums, kept["counts"].astype(np.float32)),
            upright=kept["upright"].astype(np.float32),
            confidence=kept["confidence"].astype(np.float32),
            spoken=float(kept["spoken"]),
            digest=hashlib.sha256(data).hexdigest()[:16],
        )


def to_bytes(parts: Mapping[str, npt.NDArray[np.generic]]) -> bytes:
    """The file; halves of numbers and bytes are enough for everything but the scale of letters."""
    out = io.BytesIO()
    np.savez_compressed(out, allow_pickle=False, **dict(parts))
    return out.getvalue()
