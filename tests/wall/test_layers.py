"""Who may know whom: the contracts in pyproject.toml, and what they would miss."""

import subprocess
import sys

OFFICE_ALONE = """
import importlib, pkgutil, sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        for away in ("amends.desk", "pyrage", "typst", "uharfbuzz", "cv2"):
            if name == away or name.startswith(away + "."):
                raise ModuleNotFoundError(f"{name} is absent here", name=name)
        return None

sys.meta_path.insert(0, Absent())
import amends.office
rooms = [room.name for room in pkgutil.walk_packages(amends.office.__path__, "amends.office.")]
for room in rooms:
    importlib.import_module(room)
print(len(rooms))
"""


def test_the_contracts_between_the_rooms_are_kept(root):
    lint = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run([sys.executable, "-c", lint, "--no-cache"], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_office_is_whole_where_the_writing_side_and_age_are_absent():
    done = subprocess.run([sys.executable, "-c", OFFICE_ALONE], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 3
