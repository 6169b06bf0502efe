"""A folder into which a scanner or a phone puts its files: which of them are new, and whole."""

from __future__ import annotations

from pathlib import Path


class Watched:
    """A watched folder.

    A file is taken when two looks in a row see it alike, since a scanner writes for a while. A file that changes is
    taken again; the mailbag knows what it has already.
    """

    def __init__(self, folder: Path, suffixes: frozenset[str]) -> None:
        self._folder, self._suffixes = folder, suffixes
        self._seen: dict[Path, tuple[int, int]] = {}
        self._taken: dict[Path, tuple[int, int]] = {}

    def come(self) -> list[Path]:
        """What has come since the last look and is whole, in order of name."""
        now = self._look()
        fresh = [
            path for path, state in sorted(now.items()) if self._seen.get(path) == state != self._taken.get(path)
        ]
        self._seen = now
        self._taken |= {path: now[path] for path in fresh}
        return fresh

    def _look(self) -> dict[Path, tuple[int, int]]:
        found: dict[Path, tuple[int, int]] = {}
        for path in self._folder.rglob("*"):
            if path.suffix.casefold() not in self._suffixes or path.name.startswith("."):
                continue
            try:
                state = path.stat()
            except OSError:
                continue  # it went while it was looked at
            if state.st_size:
                found[path] = (state.st_size, state.st_mtime_ns)
        return found
