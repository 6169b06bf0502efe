"""What is given to whoever runs an office fits the command line, and is read by systemd as it is meant."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from amends.cli.office import office


def test_the_unit_is_good_for_systemd(root: Path, tmp_path: Path) -> None:
    if not (analyze := shutil.which("systemd-analyze")):
        pytest.skip("systemd-analyze is not installed here")
    unit = tmp_path / "amends-office.service"
    # It names a program that is not installed where tests run.
    said = (root / "deploy" / unit.name).read_text()
    unit.write_text(said.replace("/opt/amends/bin/amends", sys.executable))
    got = subprocess.run([analyze, "verify", "--man=no", unit], capture_output=True, text=True, check=False)
    assert (got.returncode, got.stderr) == (0, "")


@pytest.mark.parametrize("name", ["amends-office.service", "Containerfile"])
def test_every_option_that_is_named_is_one_of_the_offices(root: Path, name: str) -> None:
    lines = (root / "deploy" / name).read_text().splitlines()
    started = next(line for line in lines if line.startswith(("ExecStart=", "ENTRYPOINT")))
    named = set(re.findall(r"--[a-z-]+", started))
    assert named
    assert named <= {option for parameter in office.params for option in parameter.opts}
