"""What is given to whoever runs an office fits the command line, and is read by systemd as it is meant."""

from __future__ import annotations

import fnmatch
import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

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


# ── the container ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def steps(root: Path) -> list[tuple[str, str]]:
    """What the Containerfile does, in order."""
    whole = re.sub(r"\\\n", " ", (root / "deploy" / "Containerfile").read_text())
    lines = [line.split(None, 1) for line in whole.splitlines() if line.strip() and not line.startswith("#")]
    return [(name, " ".join(said.split())) for name, said in lines]


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text())["project"]


def only(steps: list[tuple[str, str]], name: str) -> str:
    (said,) = (said for one, said in steps if one == name)
    return said


def test_the_container_takes_the_wheel_that_uv_build_makes_with_extras_that_there_are(steps, project) -> None:
    source, folder = only(steps, "COPY").split()
    wheel = f"{project['name']}-{project['version']}-py3-none-any.whl"
    assert fnmatch.fnmatch(f"dist/{wheel}", source)
    installed = re.search(r'"\$\(ls (\S+)\)\[([a-z0-9,]+)\]"', only(steps, "RUN"))
    assert installed is not None
    assert fnmatch.fnmatch(folder + wheel, installed[1])
    assert set(installed[2].split(",")) <= set(project["optional-dependencies"])


def test_the_container_has_a_python_that_the_program_runs_on(steps, project) -> None:
    version = re.fullmatch(r"docker\.io/library/python:3\.(\d+)-slim", only(steps, "FROM"))
    least = re.fullmatch(r">=3\.(\d+)", project["requires-python"])
    assert version is not None
    assert least is not None
    assert int(version[1]) >= int(least[1])


def test_in_the_container_an_office_runs_as_nobody_else_and_writes_where_its_volume_is(steps) -> None:
    run, home = only(steps, "RUN"), only(steps, "VOLUME")
    commands = [shlex.split(one) for one in run.split(" && ")]
    assert [one[0] for one in commands] == ["pip", "rm", "useradd", "chmod"]
    user = next(one for one in commands if one[0] == "useradd")
    assert user[-1] == only(steps, "USER")
    assert user[user.index("--home-dir") + 1] == home
    assert ["chmod", "700", home] in commands
    assert [name for name, _ in steps].index("USER") > [name for name, _ in steps].index("RUN")
    started = json.loads(only(steps, "ENTRYPOINT"))
    assert started[:2] == ["amends", "office"]
    given = dict(zip(started[2::2], started[3::2], strict=True))
    assert given["--port"] == only(steps, "EXPOSE")
    assert given["--host"] == "0.0.0.0"  # else nothing outside the container could reach it
    assert Path(given["--database"]).parent == Path(home)
    assert only(steps, "STOPSIGNAL") == "SIGTERM"
    assert (
        office.make_context("office", started[2:], resilient_parsing=True).params["database"] == given["--database"]
    )
