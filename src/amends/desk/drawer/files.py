"""Files that are either whole or not there: written beside their place, forced to the disk, then moved into it."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Generator
from pathlib import Path
from typing import Final

from amends.errors import NeedsMore, Refused

PRIVATE_FILE: Final = 0o600
PRIVATE_FOLDER: Final = 0o700

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_CLOSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def put(path: Path, data: bytes, mode: int = PRIVATE_FILE) -> None:
    """Writes a file so that after a crash at any moment the old one or the new one is there, whole.

    The half-written one beside it has a name that follows from the file's, so that the next attempt replaces it.

    Raises:
        Refused: the disk is full, or the folder cannot be written to.
    """
    part = path.with_name(f".{path.name}.part")
    with told_plainly(path):
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), mode)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                part.unlink()
            raise
        settle(path.parent)


def settle(folder: Path) -> None:
    """Forces a folder's own entries to the disk, where the system can do that for folders."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def make_private(folder: Path) -> None:
    """Makes a folder that only its owner can look into, parents included.

    Raises:
        Refused: it cannot be made.
    """
    with told_plainly(folder):
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        if folder.stat().st_mode & 0o077:
            folder.chmod(PRIVATE_FOLDER)


def make_folder(folder: Path) -> None:
    """Makes a folder for what its owner asked to have there; one that is there already stays as open as it was.

    Raises:
        Refused: it cannot be made.
    """
    with told_plainly(folder):
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)


@contextlib.contextmanager
def told_plainly(path: Path) -> Generator[None]:
    """Turns the machine's refusals about a file into words.

    Raises:
        Refused: the disk is full, the folder is read-only, or something else is in the way of this file.
    """
    try:
        yield
    except OSError as error:
        raise plainly(error, path) from error


def plainly(error: OSError, path: Path) -> Refused:
    """One of the machine's refusals about a file, in words."""
    # What is half-written has a name of its own; whoever asked knows the file by theirs.
    name = str(path if str(error.filename).endswith(".part") else error.filename or path)
    if error.errno in _FULL:
        return Refused(
            f"The disk is full: {name} could not be written.",
            "Nothing is half-written. Make room, then repeat the command.",
        )
    if error.errno in _CLOSED:
        return Refused(
            f"{name} cannot be written or read here.", "Check who owns the folder and whether it is read-only."
        )
    if error.errno == errno.ENOENT:
        if not path.parent.exists():
            return NeedsMore(f"There is no folder {path.parent}.", "Make it first, or check the path.")
        return NeedsMore(f"{name} is not there.", "Check the path.")
    if error.errno in (errno.EISDIR, errno.ENOTDIR):
        return Refused(f"{name}: a file stands where a folder should, or the other way round.", "Check the path.")
    return Refused(f"{name}: {error.strerror or error}.", "Check the path and the disk, then repeat the command.")
