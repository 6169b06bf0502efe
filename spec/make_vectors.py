"""Makes `spec/vectors/`: valid envelopes, letters, fronts and answers, and one failure a file.

    uv run python spec/make_vectors.py

Keys and ids follow from a seed, but age closes with chance of its own, so a second run gives other bytes of the same
meaning. Each file says what it is, which keys go with it, and what a reader must make of it: `ok` with a result, or
the name of an error in `amends.errors` and `room/errors.ts`. `tests/contract/test_vectors.py` and
`room/test/vectors.test.ts` run them all.
"""

from __future__ import annotations

from making.broken import failures
from making.on_paper import on_paper
from making.others import others
from making.parts import VECTORS
from making.pictures import pictures
from making.valid import lent_draft, valid


def main() -> None:
    """Makes them all anew."""
    VECTORS.mkdir(exist_ok=True)
    for old in VECTORS.glob("*.json"):
        old.unlink()
    sealed, keys = valid()
    failures(sealed, keys)
    others(sealed.envelope, keys)
    pictures()
    lent_draft()
    on_paper()
    print(f"{len(list(VECTORS.glob('*.json')))} vectors")


if __name__ == "__main__":
    main()
