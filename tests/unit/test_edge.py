"""The outermost edge of the program."""

import subprocess
import sys

import pytest

STARTED = """
import resource, sys
from amends.cli import edge
sys.argv = ["amends", "--version"]
try:
    edge.main()
except SystemExit:
    print(resource.getrlimit(resource.RLIMIT_CORE))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no core dumps of this kind")
def test_a_program_that_dies_leaves_no_picture_of_its_memory():
    done = subprocess.run([sys.executable, "-c", STARTED], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "(0, 0)"
