"""A real disk that is too small, and how it gets full."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def disk_of(megabytes: int, place: Path) -> Iterator[Path]:
    """A disk of so many megabytes at this place; the test is skipped where nobody may make one."""
    place.mkdir()
    mount = shutil.which("mount")
    made = os.geteuid() == 0 and mount and subprocess.run(
        [mount, "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)], capture_output=True, check=False
    ).returncode == 0  # fmt: skip
    if not made:
        pytest.skip("only root can make a disk this small, and not in every container")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False, capture_output=True)


def fill_up(file: Path) -> None:
    """Write into a file until nothing more fits on its disk."""
    with file.open("wb", buffering=0) as out:
        try:
            while out.write(b"\0" * 4096):
                pass
        except OSError:
            return
