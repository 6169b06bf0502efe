#!/usr/bin/env python3
"""Everything this checkout can do, from nothing but Python 3.11.

    python3 run.py demo       set everything up, then walk a small town through `amends demo`
    python3 run.py test       set everything up, a browser included, then run every check and test
    python3 run.py check      the checks without the tests: lint, types, layers
    python3 run.py bench NAME one measurement, as JSON

What follows the verb goes on to the program behind it: `run.py demo --once --no-browser`, `run.py test -k seal`.

Nothing is put into the system's Python. `uv` is used where it is installed; else it is brought into `.tools/`, once.
The environment is `.venv/`. Both can be deleted at any time. No environment variable is needed; those of uv, pip and
npm that are set are left as they are.
"""

# Only the standard library, and, down to the check of its version, only what an older Python can read.
from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import shutil
import stat
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
TOOLS = ROOT / ".tools"
WINDOWS = os.name == "nt"
EXE = ".exe" if WINDOWS else ""

OLDEST_PYTHON = (3, 11)
OLDEST_UV = (0, 8, 0)
"""The first uv that reads the lock file's revision without a warning."""

BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Arch, Alpine, Gentoo
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora, RHEL
    "/etc/ssl/ca-bundle.pem",  # openSUSE
    "/etc/ssl/cert.pem",  # macOS, OpenBSD
)
"""Where systems keep the certificates they trust. A company's own stand there too, and not in uv's or Node's."""


SOME_FAILED = 1
"""How pytest ends when tests failed, and nothing worse came between."""
MOST_RACES = 2
"""More failures than this in one run are no race that was lost, but something that is broken."""


class CannotGoOn(Exception):
    """Something is missing that this program cannot bring in; the message says what to do."""


def say(text: str) -> None:
    """One line of progress, on standard error so that standard output stays the program's own."""
    print(f"run: {text}", file=sys.stderr, flush=True)


def surroundings() -> dict[str, str]:
    """The environment for every program started from here: the caller's, and the system's certificates."""
    env = dict(os.environ)
    env.pop("VIRTUAL_ENV", None)  # another project's, activated in this shell, only makes uv warn
    env.setdefault("UV_PYTHON_DOWNLOADS", "never")
    env.setdefault("PIP_DISABLE_PIP_VERSION_CHECK", "1")
    env.setdefault("PYTHONUTF8", "1")
    env.setdefault("PYRIGHT_PYTHON_IGNORE_WARNINGS", "1")
    bundle = next((place for place in BUNDLES if Path(place).is_file()), None)
    if bundle or WINDOWS or sys.platform == "darwin":
        env.setdefault("UV_SYSTEM_CERTS", "true")
        env.setdefault("NODE_USE_SYSTEM_CA", "1")
    if bundle:
        env.setdefault("NODE_EXTRA_CA_CERTS", bundle)
        env.setdefault("PIP_CERT", bundle)
    return env


def ran(command: list[str | Path], env: dict[str, str]) -> bool:
    """Whether a command ran to a good end; what it says is kept for the case that it did not."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            env=env,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except OSError:
        return False
    return done.returncode == 0


# -- uv --------------------------------------------------------------------------------------------------------------


def version_of(uv: str | Path) -> tuple[int, ...]:
    """The version a uv gives for itself; empty when it does not start."""
    try:
        done = subprocess.run([str(uv), "--version"], capture_output=True, text=True, check=False, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return ()
    found = re.match(r"uv (\d+)\.(\d+)\.(\d+)", done.stdout)
    return tuple(int(part) for part in found.groups()) if found else ()


def the_uv(env: dict[str, str]) -> str:
    """A uv that is new enough: the one on the PATH, the one brought in before, or one brought in now.

    Raises:
        CannotGoOn: none is there and none can be fetched.
    """
    kept = [
        TOOLS / "venv" / ("Scripts" if WINDOWS else "bin") / f"uv{EXE}",
        TOOLS / "uv" / "bin" / f"uv{EXE}",
        TOOLS / "uv" / f"uv{EXE}",
    ]
    on_path = shutil.which("uv")
    for uv in [*([on_path] if on_path else []), *kept]:
        if version_of(uv) >= OLDEST_UV:
            return str(uv)
    say("bringing in uv (once, into .tools)")
    TOOLS.mkdir(exist_ok=True)
    for bring, place in ((uv_by_venv, kept[0]), (uv_by_pip, kept[1]), (uv_by_hand, kept[2])):
        if bring(env) and version_of(place) >= OLDEST_UV:
            return str(place)
    msg = (
        "uv, which sets up everything else, could not be brought in: this Python has no working pip, and pypi.org "
        "was not reached. Look whether this machine is online (behind a proxy, set HTTPS_PROXY), or install uv "
        "yourself: https://docs.astral.sh/uv/"
    )
    raise CannotGoOn(msg)


def uv_by_venv(env: dict[str, str]) -> bool:
    """Bring uv into an environment of its own, which no system Python refuses. Debian may lack `venv`."""
    home = TOOLS / "venv"
    made = ran([sys.executable, "-m", "venv", "--clear", home], env)
    python = home / ("Scripts" if WINDOWS else "bin") / f"python{EXE}"
    return made and ran([python, "-m", "pip", "install", "--quiet", f"uv>={dotted(OLDEST_UV)}"], env)


def uv_by_pip(env: dict[str, str]) -> bool:
    """Bring uv into a folder of its own with this Python's pip, if it has one."""
    return ran(
        [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--upgrade",
            "--target",
            TOOLS / "uv",
            f"uv>={dotted(OLDEST_UV)}",
        ],
        env,
    )


def uv_by_hand(env: dict[str, str]) -> bool:
    """Fetch uv's wheel from PyPI, check its digest, and take the program out of it."""
    ask = urllib.request.Request(
        "https://pypi.org/simple/uv/", headers={"Accept": "application/vnd.pypi.simple.v1+json"}
    )
    try:
        with urllib.request.urlopen(ask, timeout=60) as answer:
            files: list[dict[str, Any]] = json.load(answer)["files"]
        wheel = wheel_for_this_machine(files)
        if wheel is None:
            return False
        with urllib.request.urlopen(wheel["url"], timeout=300) as answer:
            content = answer.read()
    except (OSError, ValueError, KeyError):
        return False
    if hashlib.sha256(content).hexdigest() != wheel["hashes"]["sha256"]:
        say("the uv that arrived is not the one PyPI names; it was thrown away")
        return False
    home = TOOLS / "uv"
    home.mkdir(parents=True, exist_ok=True)
    parcel = home / "uv.whl"
    parcel.write_bytes(content)
    with zipfile.ZipFile(parcel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(f"scripts/uv{EXE}"))
        (home / f"uv{EXE}").write_bytes(archive.read(name))
    (home / f"uv{EXE}").chmod(stat.S_IRWXU | stat.S_IRGRP | stat.S_IXGRP | stat.S_IROTH | stat.S_IXOTH)
    parcel.unlink()
    return True


def wheel_for_this_machine(files: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The newest uv wheel among PyPI's files that this machine can run."""
    machine = platform.machine().lower()
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(machine, machine)
    if WINDOWS:
        tag = {"x86_64": "win_amd64", "aarch64": "win_arm64", "x86": "win32"}.get(machine, "win32")
    elif sys.platform == "darwin":
        tag = r"macosx_\d+_\d+_" + {"aarch64": "arm64"}.get(machine, machine)
    else:
        libc = "manylinux" if platform.libc_ver()[0] == "glibc" else "musllinux"
        tag = libc + r"_\d+_\d+_" + machine
    newest: tuple[tuple[int, ...], dict[str, Any] | None] = (OLDEST_UV, None)
    for file in files:
        found = re.match(r"uv-(\d+)\.(\d+)\.(\d+)-py3-none-(.+)\.whl$", file["filename"])
        if found and not file.get("yanked") and re.search(rf"(^|\.){tag}($|\.)", found.group(4)):
            version = tuple(int(part) for part in found.groups()[:3])
            newest = max(newest, (version, file), key=lambda pair: pair[0])
    return newest[1]


def dotted(version: tuple[int, ...]) -> str:
    """A version as it is written."""
    return ".".join(str(part) for part in version)


# -- the environment -------------------------------------------------------------------------------------------------


def sync(uv: str, env: dict[str, str], *, everything: bool) -> None:
    """Bring `.venv` to what the lock file says; for the demo without what only tests and measurements need.

    Raises:
        CannotGoOn: uv could not do it; what it said stands above.
    """
    import bundle  # noqa: PLC0415  # an older Python, which is told so before this line, could not read it

    command = [uv, "sync", "--frozen", "--quiet", "--python", getattr(sys, "_base_executable", "") or sys.executable]
    if not everything:
        command += ["--no-default-groups", "--inexact"]
    if not (ROOT / ".venv").exists():
        say("setting up .venv; the first time takes a minute or two")
    elif bundle.missing():
        command += ["--reinstall-package", "amends"]
    if subprocess.run(command, env=env, cwd=ROOT, check=False).returncode:
        msg = (
            "the environment could not be set up; what uv said about it stands above. The first time needs the "
            "network: pypi.org for Python's parts and registry.npmjs.org for the reading room's."
        )
        raise CannotGoOn(msg)


def inside(uv: str, env: dict[str, str], *command: str) -> int:
    """Run a program of the environment to its end and give its exit code."""
    child = subprocess.Popen([uv, "run", "--no-sync", *command], env=env, cwd=ROOT)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            continue  # the child got it too, and closes its own doors


# -- the verbs -------------------------------------------------------------------------------------------------------

CHECKS = (
    ("lint", ("ruff", "check", "--output-format", "concise")),
    ("form", ("ruff", "format", "--check", "--quiet")),
    ("types", ("pyright",)),
    ("layers", ("lint-imports", "--no-cache", "--no-logo")),
    ("the room's types", ("python", "bundle.py", "types")),
    ("the room's tests", ("python", "bundle.py", "test")),
)


def check(uv: str, env: dict[str, str]) -> list[str]:
    """Run every check, show what those say that found something, and give their names."""
    failed: list[str] = []
    for name, command in CHECKS:
        say(name)
        done = subprocess.run(
            [uv, "run", "--no-sync", *command],
            env=env,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if done.returncode:
            failed.append(name)
            sys.stderr.buffer.write(done.stdout)
            say(f"{name}: found something, see above")
    return failed


def demo(uv: str, env: dict[str, str], rest: list[str]) -> int:
    """The first command of the README."""
    sync(uv, env, everything=False)
    return inside(uv, env, "amends", "demo", *rest)


def test(uv: str, env: dict[str, str], rest: list[str]) -> int:
    """The second command of the README."""
    sync(uv, env, everything=True)
    if inside(uv, env, "python", "bundle.py", "fetch"):
        msg = "the parts of the reading room could not be fetched from registry.npmjs.org; see above."
        raise CannotGoOn(msg)
    if inside(uv, env, "python", "browser.py"):
        msg = "without a browser the tests cannot pass; what to do stands above."
        raise CannotGoOn(msg)
    failed = check(uv, env) if not rest else []
    say("the tests")
    # One more than there are cores: a test often waits, for a browser, a disk or another program.
    workers = str((os.cpu_count() or 1) + 1)
    tests = inside(uv, env, "pytest", "-q", "-n", workers, "--dist", "worksteal", *rest)
    if tests == SOME_FAILED and not rest:
        tests = once_more_alone(uv, env)
    if failed:
        say(f"not in order: {', '.join(failed)}")
    return tests or int(bool(failed))


def once_more_alone(uv: str, env: dict[str, str]) -> int:
    """Run what failed in company once more, with the machine to itself; and name what passes then.

    The tests kill workers, fill disks and race threads on purpose, three at a time. A change is turned away for what
    fails alone too; what fails in company only is a race, in the test or in the program, and somebody's next work.
    """
    names = json.loads((ROOT / ".pytest_cache/v/cache/lastfailed").read_text("utf-8"))
    if len(names) > MOST_RACES:
        return SOME_FAILED
    say("what failed, once more and alone")
    tests = inside(uv, env, "pytest", "-q", "--last-failed")
    if not tests:
        say(f"a race was lost in company, and passed alone; mend it before anything else: {', '.join(names)}")
    return tests


def check_alone(uv: str, env: dict[str, str], rest: list[str]) -> int:
    """The checks without the tests."""
    del rest
    sync(uv, env, everything=True)
    inside(uv, env, "python", "bundle.py", "fetch")
    failed = check(uv, env)
    say(f"not in order: {', '.join(failed)}" if failed else "all in order")
    return int(bool(failed))


def bench(uv: str, env: dict[str, str], rest: list[str]) -> int:
    """One measurement, as JSON on standard output."""
    sync(uv, env, everything=True)
    names = sorted(path.stem for path in (ROOT / "bench").glob("[a-z]*.py"))
    if not rest or rest[0] not in names:
        say(f"which one? There are: {', '.join(names) or 'none yet'}")
        return 2
    return inside(uv, env, "python", "-m", f"bench.{rest[0]}", "--json", *rest[1:])


VERBS = {"demo": demo, "test": test, "check": check_alone, "bench": bench}


def main(arguments: list[str]) -> int:
    """Do what the first argument says."""
    if sys.version_info < OLDEST_PYTHON:
        here = ".".join(str(part) for part in sys.version_info[:3])
        say(f"amends needs Python 3.11 or newer; this is {here}. Start run.py with a newer one: python3.11 run.py …")
        return 1
    if not arguments or arguments[0] not in VERBS:
        print((__doc__ or "").strip())
        return 0 if arguments in (["-h"], ["--help"], ["help"]) else 2
    env = surroundings()
    try:
        return VERBS[arguments[0]](the_uv(env), env, arguments[1:])
    except CannotGoOn as why:
        say(str(why))
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
