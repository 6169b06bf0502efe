"""Who may know whom: the contracts in pyproject.toml, and what they would miss."""

import re
import subprocess
import sys

import httpx

ABSENT = """
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        for away in ("amends.desk", "amends.cli", "pyrage", "typst", "uharfbuzz", "cv2", "sqlcipher3"):
            if name == away or name.startswith(away + "."):
                raise ModuleNotFoundError(f"{name} is absent here", name=name)
        return None

sys.meta_path.insert(0, Absent())
"""

EVERY_ROOM = """
import importlib, pkgutil
import amends.office
rooms = [room.name for room in pkgutil.walk_packages(amends.office.__path__, "amends.office.")]
for room in rooms:
    importlib.import_module(room)
print(len(rooms))
"""

SERVING = """
from pathlib import Path
from amends.office.running import serve
from amends.office.settings import Settings
folder = Path(sys.argv[1])
serve(Settings(str(folder / "office.sqlite")), invitation=folder / "invitation")
"""


def test_the_contracts_between_the_rooms_are_kept(root):
    lint = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run([sys.executable, "-c", lint, "--no-cache"], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_room_of_the_office_is_whole_where_the_writing_side_and_age_are_absent():
    done = subprocess.run([sys.executable, "-c", ABSENT + EVERY_ROOM], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 3


def test_that_absence_is_real():
    done = subprocess.run([sys.executable, "-c", ABSENT + "import amends.desk.seal"], capture_output=True, text=True)
    assert "amends.desk.seal is absent here" in done.stderr or "amends.desk is absent here" in done.stderr


def test_an_office_starts_and_answers_where_the_writing_side_and_age_are_absent(tmp_path):
    command = [sys.executable, "-c", ABSENT + SERVING, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as office:
        try:
            assert office.stdout is not None
            address = re.search(r"http://\S+", office.stdout.readline())
            assert address, office.stderr.read() if office.stderr else ""
            assert httpx.get(address.group() + "/health", timeout=120).status_code == 200
            assert httpx.get(address.group() + "/api/office", timeout=120).json()["amends"] == 1
            assert (tmp_path / "invitation").is_file()
        finally:
            office.terminate()
