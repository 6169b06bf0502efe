"""What is made for the package: the same bytes from the same sources, and carried by whatever is handed on."""

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tomllib
import zipfile
from pathlib import Path

import numpy as np
import pytest

import bundle

SCRIPTS = ["room.js", "offline.js", "room.es.js", "offline.es.js"]
PARTS = [pytest.param(part, id=part.name) for part in bundle.PARTS]


@pytest.mark.parametrize("part", PARTS)
def test_what_is_installed_was_made_from_the_sources_that_are_here(part):
    assert bundle.is_made(part)


@pytest.mark.parametrize("part", PARTS)
def test_the_same_sources_give_the_same_bytes_in_any_folder(part, root, tmp_path):
    elsewhere = tmp_path / "another place"
    for name in (part.name, *part.beside):
        at = elsewhere / name
        at.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (root / name).is_dir() else shutil.copy)(root / name, at)
    out = tmp_path / "out"
    out.mkdir()

    part.make(part.sources(elsewhere), out)

    record = json.loads((part.built(root) / "made.json").read_text("utf-8"))
    again = {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in out.rglob("*")
        if path.is_file()
    }
    assert set(again) == set(record["files"])
    for name, digest in again.items():
        if name.endswith(".npz"):
            # What is learnt is sums of many numbers, and the order in which threads add them is the machine's.
            assert_nearly_the_same(out / name, part.built(root) / name)
        else:
            assert digest == record["files"][name], name


def assert_nearly_the_same(one: Path, other: Path) -> None:
    """The same tables, apart from what rounding leaves: by it a piece goes to one or the other of two words.

    Between two versions of numpy the tables agree in direction to .975 and better.
    """
    with np.load(one) as left, np.load(other) as right:
        assert left.files == right.files
        for name in left.files:
            was, now = left[name].astype(float).ravel(), right[name].astype(float).ravel()
            assert was.shape == now.shape, name
            assert was @ now >= 0.95 * np.sqrt((was @ was) * (now @ now)), name


@pytest.mark.parametrize("name", SCRIPTS)
def test_what_a_recipient_fetches_is_about_forty_kilobytes(root, name):
    """A reader on a poor line waits for these bytes before anything is shown."""
    script = (bundle.PARTS[0].built(root) / name).read_bytes()

    # Spanish says the same in more letters. The last kilobyte came with letters on paper, whose attestation is read.
    assert len(gzip.compress(script, 9)) <= (44 if ".es." in name else 43) * 1024


def test_a_changed_source_or_a_changed_result_is_noticed(root, tmp_path):
    part = bundle.PARTS[0]
    for folder in (part.sources(root), part.built(root)):
        shutil.copytree(folder, tmp_path / folder.relative_to(root), ignore=shutil.ignore_patterns("node_modules"))
    for name in ("bundle.py", *part.beside):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, tmp_path / name)
    assert bundle.is_made(part, tmp_path)

    source = tmp_path / "room" / "room.ts"
    words = source.read_text("utf-8")
    source.write_text(words + "\n// one more line\n", "utf-8")
    assert not bundle.is_made(part, tmp_path)

    source.write_text(words, "utf-8")
    made = part.built(tmp_path) / "room.js"
    made.write_bytes(made.read_bytes() + b";")
    assert not bundle.is_made(part, tmp_path)


def test_no_bundle_names_a_folder_or_a_source_map(root):
    for name in SCRIPTS:
        script = (root / "src" / "amends" / "built" / "room" / name).read_text("utf-8")
        assert str(root) not in script
        assert "sourceMappingURL" not in script


def test_the_hands_are_cut_with_the_tools_the_lock_file_names(root):
    locked = {
        package["name"]: package["version"] for package in tomllib.loads((root / "uv.lock").read_text())["package"]
    }
    exact = [need.split("==") for part in bundle.PARTS for need in part.needs if "==" in need]
    assert exact
    assert {name: locked[name] for name, _ in exact} == dict(exact)


@pytest.mark.slow
def test_a_wheel_is_built_from_the_source_distribution_without_node_and_without_npm(root, tmp_path):
    uv = os.environ.get("UV") or shutil.which("uv")
    if not uv:
        pytest.skip("needs uv, which `python3 run.py test` brings in")
    # Whatever might be Node is shadowed by something that only fails.
    trap = tmp_path / "trap"
    trap.mkdir()
    for name in ("node", "npm", "npx"):
        (trap / name).write_text("#!/bin/sh\nexit 97\n", "utf-8")
        (trap / name).chmod(0o755)
    env = {**os.environ, "PATH": os.pathsep.join((str(trap), os.environ["PATH"]))}

    subprocess.run([uv, "build", "-q", "--sdist", "--out-dir", tmp_path, root], env=env, check=True)
    [source] = tmp_path.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        # The filter came with Python 3.11.4, and newer ones ask for it.
        archive.extractall(tmp_path / "unpacked", **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    [unpacked] = (tmp_path / "unpacked").iterdir()
    assert bundle.missing(unpacked) == []
    subprocess.run([uv, "build", "-q", "--wheel", "--out-dir", tmp_path, unpacked], env=env, check=True)

    assert not list(unpacked.rglob("node_modules"))
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        for part in bundle.PARTS:
            record = json.loads(archive.read(f"amends/built/{part.name}/made.json"))
            for name, digest in record["files"].items():
                content = archive.read(f"amends/built/{part.name}/{name}")
                assert hashlib.sha256(content).hexdigest() == digest
    assert not [name for name in names if name.startswith(("room/", "hands/", "tests/"))]
