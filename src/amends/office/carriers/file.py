"""The road of a self-opening file, handed on or sent by the writer: the office holds the letter beside it."""

from __future__ import annotations

from collections.abc import Sequence

from amends.office.carriers.seam import Halves, House, Notice, Verdict


class File:
    """A road on which the office has no notice to give."""

    name = "file"
    halves = Halves(
        notice="nobody: the file is in the recipient's hands", key="the desk: in the file, or as words beside it"
    )
    at_once = 0

    def is_address(self, to: str) -> bool:
        """Nothing is to be known of where to."""
        return not to

    def give(self, notices: Sequence[Notice]) -> Sequence[Verdict]:
        """Nothing is given, so nothing can be asked to be."""
        assert not notices
        return []

    def close(self) -> None:
        """There is nothing to let go of."""


def make(configured: str, house: House) -> File:
    """There is nothing to configure."""
    return File()
