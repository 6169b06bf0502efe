"""The build hook: sees that the reading room's scripts, the hands and what knows hands are in the package.

Where a made part with the right digest is there (a source distribution carries it, an unchanged checkout has it),
nothing is fetched and Node is not asked for.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

if TYPE_CHECKING:
    from types import ModuleType


def _bundle(root: str) -> ModuleType:
    """`bundle.py`, which stands beside this file and on no path a build has."""
    name = "amends_bundle"
    spec = importlib.util.spec_from_file_location(name, Path(root) / "bundle.py")
    if spec is None or spec.loader is None:
        msg = "bundle.py is not beside hatch_build.py"
        raise RuntimeError(msg)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


class MakeWhatIsMissing(BuildHookInterface):  # pyright: ignore[reportMissingTypeArgument, reportUntypedBaseClass]
    """Makes what is missing before anything is packed."""

    def dependencies(self) -> list[str]:
        """What must be installed for that; nothing, where nothing is missing."""
        return sorted({need for part in _bundle(self.root).missing(Path(self.root)) for need in part.needs})

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make what is missing."""
        del version, build_data
        bundle = _bundle(self.root)
        for part in bundle.missing(Path(self.root)):
            self.app.display_info(f"making {part.name}")
            bundle.make(part, Path(self.root))
