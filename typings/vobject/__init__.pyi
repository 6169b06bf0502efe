"""What amends uses of vobject 0.9, typed."""

from collections.abc import Iterator

# ruff: noqa: N802, N803 — the library's own names

def readComponents(streamOrString: str, *, allowQP: bool = False) -> Iterator[object]: ...
