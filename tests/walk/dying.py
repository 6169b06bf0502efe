"""A command line that dies by SIGKILL before its n-th write, or whose files may not grow beyond so many bytes.

python -m tests.walk.dying kill 12 post --to …
python -m tests.walk.dying full 50000 backup …
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from amends.cli.edge import run
from amends.desk.post import counter


def die_before(write: int) -> None:
    """Dies before the n-th statement, commit or moved file of this program."""
    left = [write]

    def die(*_: object) -> None:
        left[0] -= 1
        if left[0] <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(sa.Engine, "before_cursor_execute", die)
    event.listen(sa.Engine, "commit", die)
    replace: Any = Path.replace

    def put(self: Path, target: Path) -> Path:
        die()
        return replace(self, target)

    Path.replace = put  # type: ignore[method-assign]


if __name__ == "__main__":
    if batch := os.environ.get("DYING_BATCH"):  # letters in one deposit, so that few letters make several
        counter.BATCH_LETTERS_MOST = int(batch)
    how, number, *arguments = sys.argv[1:]
    if how == "kill":
        die_before(int(number))
    else:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(number), int(number)))
    sys.exit(run(arguments))
