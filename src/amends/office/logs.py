"""What an office writes about itself: a JSON line an entry, and in none a name, address, letter's id or secret.

Our own entries are sentences without values, with a few fields from `FIELDS`. What another library has to say may
hold anything, so of that only the library's name and the kind of error is written down.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
from typing import Final, TextIO

from amends.clock import stamp

OURS: Final = "amends.office"
FIELDS: Final = ("kind", "status", "milliseconds", "count")
"""What an entry may bear besides its sentence: all of them kinds and numbers."""


class Lines(logging.Formatter):
    """One entry as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        ours = record.name == OURS or record.name.startswith(OURS + ".")
        said: dict[str, object] = {
            "at": stamp(dt.datetime.fromtimestamp(record.created, dt.UTC)),
            "level": record.levelname.lower(),
            "what": record.getMessage() if ours else f"something to say in {record.name.partition('.')[0]}",
        }
        if ours:
            said |= {name: record.__dict__[name] for name in FIELDS if name in record.__dict__}
        if record.exc_info and record.exc_info[0]:
            said["error"] = record.exc_info[0].__name__
        return json.dumps(said, ensure_ascii=True)


def write_lines(to: TextIO | None = None, *, requests: bool = False) -> logging.Handler:
    """Write entries there, by default to standard error: warnings and worse, and with `requests` each request's kind.

    Returns:
        The handler that was set on the root logger, for whoever wants to take it away again.
    """
    handler = logging.StreamHandler(to or sys.stderr)
    handler.setFormatter(Lines())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger(OURS).setLevel(logging.INFO if requests else logging.WARNING)
    return handler
