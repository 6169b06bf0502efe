"""The command line: one verb an arrow of the journey. It says what happened; with `--json` a script can read it.

`docs/cli.md` is the contract. Nothing is decided here: every verb reads what was asked, calls one function of
the desk or the office, and says what came of it.
"""

from amends.cli.edge import main

__all__ = ["main"]
