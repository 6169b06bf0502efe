"""A private folder for what an editor or another program must see as a file; kept in memory where the system can."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Final

_IN_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - held in memory, and our folder in it is for its owner alone
_NAME: Final = re.compile(r"amends-(\d+)-.*")


@contextlib.contextmanager
def scratch() -> Generator[Path]:
    """A folder that only its owner can look into and that is gone afterwards.

    A program that was killed could not clear its folder away, so those of programs long gone are cleared here.
    """
    base = next((one for one in _bases() if os.access(one, os.W_OK)), Path(tempfile.gettempdir()))
    sweep(base)
    folder = Path(tempfile.mkdtemp(prefix=f"amends-{os.getpid()}-", dir=base))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(base: Path) -> None:
    """Clears away what programs of the same owner left behind that no longer run."""
    for left in base.glob("amends-*"):
        named = _NAME.fullmatch(left.name)
        with contextlib.suppress(OSError):
            if named and left.stat().st_uid == os.getuid() and not _runs(int(named[1])):
                shutil.rmtree(left, ignore_errors=True)


def _bases() -> list[Path]:
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    return [*([Path(runtime)] if runtime else []), _IN_MEMORY]


def _runs(program: int) -> bool:
    try:
        os.kill(program, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
