"""The road of a link that the writer hands on: the office holds the letter until it is called for."""

from __future__ import annotations

from collections.abc import Sequence

from amends.office.carriers.seam import Halves, House, Notice, Verdict


class Link:
    """A road on which the office has no notice to give."""

    name = "link"
    halves = Halves(
        notice="nobody: the writer tells the recipient", key="the desk: the link itself, handed on by the writer"
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


def make(configured: str, house: House) -> Link:
    """There is nothing to configure."""
    return Link()
