"""The house rules that no type and no contract can state."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

LONG_FOR_A_REASON: dict[str, str] = {}
"""Files that may pass 400 lines, each with its reason. Better none: a long file is two subjects."""

CODE = {".py", ".ts", ".mjs", ".js"}
FOREIGN = {".ttf", ".otf", ".woff", ".woff2", ".wasm", ".whl", ".so", ".dll", ".exe", ".jar", ".gz", ".sqlite"}


@pytest.fixture(scope="module")
def committed(root) -> list[Path]:
    """Every file that git keeps, or would: what is new and not ignored counts too."""
    if not (root / ".git").exists() or not shutil.which("git"):
        pytest.skip("not a git checkout: nobody can say which files are committed")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.split("\0")
    return [root / name for name in names if name and (root / name).is_file()]


def words_of(path: Path) -> str:
    """A file's text; nothing where it is no text."""
    content = path.read_bytes()
    return "" if b"\0" in content else content.decode("utf-8", "replace")


def ruff(root: Path, *arguments: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
    command = ["ruff", "check", "--no-cache", "--select", "TID251", "--ignore-noqa", *arguments]
    return subprocess.run(command, cwd=root, input=text, capture_output=True, text=True)


def test_nobody_in_the_package_asks_for_time_or_chance_but_the_clock(root):
    done = ruff(root, "src")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "line",
    [
        "import datetime as dt\nnow = dt.datetime.now(dt.UTC)\n",
        "from datetime import date\ntoday = date.today()\n",
        "from time import time\nnow = time()\n",
        "import secrets\n",
        "from random import shuffle\n",
        "import os\nkey = os.urandom(32)\n",
        "from uuid import uuid4\nname = uuid4()\n",
    ],
)
def test_that_rule_bites(root, line):
    assert ruff(root, "--stdin-filename", "src/amends/desk/post/round.py", "-", text=line).returncode == 1
    assert ruff(root, "--stdin-filename", "src/amends/clock.py", "-", text=line).returncode == 0


def test_no_file_is_longer_than_one_subject(committed, root):
    long = {
        path.relative_to(root).as_posix(): lines
        for path in committed
        if path.suffix in CODE and (lines := len(path.read_text("utf-8").splitlines())) > 400
    }
    assert {name: lines for name, lines in long.items() if name not in LONG_FOR_A_REASON} == {}
    assert set(LONG_FOR_A_REASON) <= set(long), "a reason whose file is short again"


def test_what_the_docs_name_is_there(committed, root):
    named = re.compile(r"`((?:src|room|spec|docs|tests|bench|hands|\.ci)/[\w./-]*\w/?)`")
    pages = [path for path in committed if path.suffix == ".md"]
    gone = [
        f"{page.relative_to(root)}: {name}"
        for page in pages
        for name in named.findall(words_of(page))
        if not name.startswith("src/amends/built") and not (root / name).exists()
    ]
    assert pages
    assert gone == []


def test_links_between_the_docs_lead_somewhere(committed, root):
    link = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
    gone = [
        f"{page.relative_to(root)}: {target}"
        for page in committed
        if page.suffix == ".md"
        for target in link.findall(words_of(page))
        if not (page.parent / target).exists()
    ]
    assert gone == []


def test_no_committed_file_knows_the_machine_it_was_written_on(committed, root):
    own = re.compile(r"(?<![\w.$}])/(?:work|root|home/\w+|Users/\w+)/|[A-Z]:\\Users\\\w")
    found = [
        f"{path.relative_to(root)}: {match.group()}" for path in committed for match in own.finditer(words_of(path))
    ]
    assert found == []


def test_the_lock_files_name_the_public_registries_and_nobody_else(root):
    source = re.compile(r'(?:(?:url|registry) = |"resolved": )"https?://([^/"]+)')
    locks = (root / "uv.lock", *root.glob("*/package-lock.json"))
    hosts = {host for lock in locks for host in source.findall(lock.read_text("utf-8"))}
    assert hosts <= {"pypi.org", "files.pythonhosted.org", "registry.npmjs.org"}


def test_nothing_of_others_is_committed(committed, root):
    assert [path.relative_to(root).as_posix() for path in committed if path.suffix in FOREIGN] == []
