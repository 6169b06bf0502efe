"""A private place for what typesetting must have as files, in memory where the machine offers that.

Fonts are the only thing the typesetter insists on reading from a folder, and a hand is as private as a letter. A
scratch folder is readable by its owner only and lies in `$XDG_RUNTIME_DIR` or `/dev/shm`, which never reach a disk;
on machines without either it lies in the ordinary temporary folder. It goes when it is closed, and what a killed
program left behind goes at the next start.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Final

PREFIX: Final = "amends-"


@contextlib.contextmanager
def scratch() -> Generator[Path]:
    """A folder of one's own, empty, mode 0700, that is gone afterwards."""
    sweep()
    # The owner's process id stands in the name, so that `sweep` can tell the abandoned from the used.
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=_place()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep() -> list[Path]:
    """Remove the scratch folders of our own whose program is gone, and say which they were."""
    swept: list[Path] = []
    for place in {_place(), Path(tempfile.gettempdir())}:
        for folder in place.glob(f"{PREFIX}*-*"):
            owner = folder.name.removeprefix(PREFIX).partition("-")[0]
            if owner.isdecimal() and _is_ours(folder) and not _is_running(int(owner)):
                shutil.rmtree(folder, ignore_errors=True)
                swept.append(folder)
    return swept


def _place() -> Path:
    for name in (os.environ.get("XDG_RUNTIME_DIR", ""), "/dev/shm"):  # noqa: S108  # memory, and our own folder in it
        if name and os.access(name, os.W_OK | os.X_OK) and Path(name).is_dir():
            return Path(name)
    return Path(tempfile.gettempdir())


def _is_ours(folder: Path) -> bool:
    with contextlib.suppress(OSError):
        stat = folder.lstat()
        return (
            folder.is_dir() and not folder.is_symlink() and (not hasattr(os, "getuid") or stat.st_uid == os.getuid())
        )
    return False


def _is_running(pid: int) -> bool:
    if os.name == "nt":  # there `os.kill` ends a program instead of asking after it; leave its folder alone
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
