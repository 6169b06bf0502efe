"""Setting up from nothing: what `run.py` and `browser.py` decide, machine by machine."""

import json
import os
import subprocess
import sys

import pytest

import browser
import run


def named(version: str, tags: str, **more: object) -> dict[str, object]:
    return {"filename": f"uv-{version}-py3-none-{tags}.whl", "url": "", "hashes": {}, **more}


ON_PYPI = [
    named("0.9.2", "manylinux_2_17_x86_64.manylinux2014_x86_64"),
    named("0.10.1", "manylinux_2_17_x86_64.manylinux2014_x86_64"),
    named("0.11.0", "manylinux_2_17_x86_64.manylinux2014_x86_64", yanked="broken"),
    named("0.10.1", "manylinux_2_28_aarch64"),
    named("0.10.1", "musllinux_1_1_x86_64"),
    named("0.10.1", "macosx_11_0_arm64"),
    named("0.10.1", "macosx_10_12_x86_64"),
    named("0.10.1", "win_amd64"),
    named("0.10.1", "win_arm64"),
    {"filename": "uv-0.12.0.tar.gz", "url": "", "hashes": {}},
]


@pytest.mark.parametrize(
    ("system", "machine", "libc", "tags"),
    [
        ("linux", "x86_64", "glibc", "manylinux_2_17_x86_64.manylinux2014_x86_64"),
        ("linux", "aarch64", "glibc", "manylinux_2_28_aarch64"),
        ("linux", "x86_64", "", "musllinux_1_1_x86_64"),
        ("darwin", "arm64", "", "macosx_11_0_arm64"),
        ("darwin", "x86_64", "", "macosx_10_12_x86_64"),
        ("win32", "AMD64", "", "win_amd64"),
        ("win32", "ARM64", "", "win_arm64"),
    ],
)
def test_the_newest_uv_for_this_machine_is_chosen(monkeypatch, system, machine, libc, tags):
    monkeypatch.setattr(run.sys, "platform", system)
    monkeypatch.setattr(run, "WINDOWS", system == "win32")
    monkeypatch.setattr(run.platform, "machine", lambda: machine)
    monkeypatch.setattr(run.platform, "libc_ver", lambda: (libc, ""))
    chosen = run.wheel_for_this_machine(ON_PYPI)
    assert chosen is not None
    assert chosen["filename"] == f"uv-0.10.1-py3-none-{tags}.whl"


def test_a_machine_uv_is_not_made_for_gets_none(monkeypatch):
    monkeypatch.setattr(run.platform, "machine", lambda: "pdp11")
    assert run.wheel_for_this_machine(ON_PYPI) is None


def test_an_older_python_is_told_so_and_nothing_is_touched(monkeypatch, capsys):
    monkeypatch.setattr(run.sys, "version_info", (3, 10, 4))
    monkeypatch.setattr(run, "the_uv", lambda env: pytest.fail("went on"))
    assert run.main(["demo"]) == 1
    assert "needs Python 3.11 or newer; this is 3.10.4" in capsys.readouterr().err


def test_without_network_and_pip_it_says_what_to_do(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(run, "TOOLS", tmp_path / "tools")
    monkeypatch.setattr(run.shutil, "which", lambda name: None)
    monkeypatch.setattr(run, "ran", lambda command, env: False)

    def no_network(*_: object, **__: object) -> None:
        raise OSError("no route")

    monkeypatch.setattr(run.urllib.request, "urlopen", no_network)
    assert run.main(["demo"]) == 1
    assert "docs.astral.sh/uv" in capsys.readouterr().err


def test_settings_that_are_there_are_left_as_they_are(monkeypatch):
    monkeypatch.setenv("UV_SYSTEM_CERTS", "false")
    monkeypatch.setenv("NODE_EXTRA_CA_CERTS", "/somewhere/own.pem")
    env = run.surroundings()
    assert env["UV_SYSTEM_CERTS"] == "false"
    assert env["NODE_EXTRA_CA_CERTS"] == "/somewhere/own.pem"


@pytest.mark.skipif(os.name == "nt", reason="on Windows a browser is not started to look at it")
def test_a_browser_that_does_not_start_is_passed_over(monkeypatch, tmp_path):
    broken, whole = tmp_path / "chromium", tmp_path / "google-chrome"
    broken.write_text("#!/bin/sh\necho 'this is installed as a snap' >&2; exit 1\n")
    whole.write_text("#!/bin/sh\necho Chromium 1\n")
    for program in (broken, whole):
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path) + os.pathsep + "/bin")
    monkeypatch.setattr(browser, "NAMES", ("chromium", "google-chrome"))
    assert browser.found() == whole


def test_without_any_browser_each_way_is_tried_once_in_order(monkeypatch):
    tried: list[str] = []
    monkeypatch.setattr(browser, "found", lambda: None)
    monkeypatch.setattr(browser, "_from_playwright", lambda: tried.append("playwright"))
    monkeypatch.setattr(browser, "_from_the_system", lambda: tried.append("system"))
    assert browser.brought_in() is None
    assert tried == ["playwright", "system"]


def test_somebody_without_rights_is_not_asked_for_a_password(monkeypatch):
    commands: list[tuple[str, ...]] = []
    monkeypatch.setattr(browser.sys, "platform", "linux")
    monkeypatch.setattr(browser.os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(browser.shutil, "which", lambda name: name)
    monkeypatch.setattr(browser, "_run", lambda command: commands.append(command) and False)
    browser._from_the_system()
    assert commands == [("sudo", "-n", "true")]


def test_the_bootstrap_needs_nothing_but_the_standard_library(root):
    for name in ("run", "browser", "bundle"):
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(root)!r}); import {name}"],
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("failed", "alone", "ends"), [(1, 0, 0), (2, 1, 1), (3, None, 1)])
def test_what_fails_in_company_is_run_once_more_alone_unless_it_is_too_much_for_a_race(
    monkeypatch, tmp_path, capsys, failed, alone, ends
):
    kept = tmp_path / ".pytest_cache/v/cache/lastfailed"
    kept.parent.mkdir(parents=True)
    kept.write_text(json.dumps({f"tests/a.py::test_{number}": True for number in range(failed)}))
    asked = []
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "inside", lambda *command: asked.append(command) or alone)
    assert run.once_more_alone("uv", {}) == ends
    assert len(asked) == (alone is not None)
    assert ("tests/a.py::test_0" in capsys.readouterr().err) == (ends == 0)
