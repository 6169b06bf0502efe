"""The desk answers soon after it is started: whoever comes to its door waits for nothing they do not need yet."""

from __future__ import annotations

import subprocess
import sys

import pytest

SLOW = ("cv2", "numpy", "typst", "fontTools", "PIL", "pikepdf", "pypdfium2", "sqlalchemy", "httpx", "rich", "segno")
"""Libraries that take longer to load than all that stands at the door."""


@pytest.mark.parametrize(
    "module", ["amends.cli.edge", "amends.cli.sitting_down", "amends.desk.web.front"], ids=lambda name: name[7:]
)
def test_the_door_waits_for_no_library_that_only_letters_need(module: str) -> None:
    ask = f"import sys, {module}; print(*sorted(set(sys.modules) & set({SLOW!r})))"
    loaded = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout.split()
    assert loaded == []
