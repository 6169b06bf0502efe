"""Finding a browser for the tests, or bringing one in. Only the standard library.

The order is: one that is installed, else Playwright's own, else the system's package manager; and where none of that
works, a sentence that says what to do. `run.py test` runs this file before the tests; the tests ask `found()`.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
    "microsoft-edge-stable",
    "brave-browser",
)
"""What Chromium and its relatives are called on a PATH."""

MAC = (
    "Chromium.app/Contents/MacOS/Chromium",
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "Brave Browser.app/Contents/MacOS/Brave Browser",
)
"""Under an Applications folder."""

WINDOWS = (
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)
"""Under a Program Files folder."""

PLAYWRIGHTS = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
    "chromium-*/chrome-win*/chrome.exe",
    "chromium_headless_shell-*/chrome-*/*headless*shell*",
)
"""Under the folder where `playwright install` keeps what it fetched."""

MANAGERS = (
    ("apt-get", (("apt-get", "update", "-q"), ("apt-get", "install", "-q", "-y", "chromium"))),
    ("dnf", (("dnf", "install", "-y", "chromium"),)),
    ("zypper", (("zypper", "--non-interactive", "install", "chromium"),)),
    ("pacman", (("pacman", "-Sy", "--noconfirm", "chromium"),)),
    ("apk", (("apk", "add", "chromium"),)),
)
"""Package managers that need the rights of root."""

REMEDY = """\
No browser was found and none could be brought in. The tests drive a real one. Install Chromium, Chrome or Edge in
the way of this system and run the command again:

    Debian, Ubuntu    sudo apt-get install chromium
    Fedora            sudo dnf install chromium
    Arch              sudo pacman -S chromium
    macOS             brew install --cask chromium
    Windows           winget install Google.Chrome
"""


def _places() -> list[Path]:
    """Every place where a browser may lie, the likeliest first; not all of them exist."""
    places = [Path(at) for at in map(shutil.which, NAMES) if at]
    if sys.platform == "darwin":
        roots = (Path("/Applications"), Path.home() / "Applications")
        places += [root / name for root in roots for name in MAC]
        store = Path.home() / "Library" / "Caches" / "ms-playwright"
    elif os.name == "nt":
        roots = tuple(
            Path(os.environ[name])
            for name in ("ProgramFiles", "ProgramFiles(x86)", "LOCALAPPDATA")
            if name in os.environ
        )
        places += [root / name for root in roots for name in WINDOWS]
        store = Path(os.environ.get("LOCALAPPDATA", Path.home())) / "ms-playwright"
    else:
        places += [Path("/opt/google/chrome/chrome"), Path("/snap/bin/chromium")]
        store = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ms-playwright"
    store = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or store)
    for pattern in PLAYWRIGHTS:
        places += sorted(store.glob(pattern), reverse=True)
    return places


def _starts(browser: Path) -> bool:
    """Whether the browser starts at all: a snap's stand-in or a missing library shows itself here.

    On Windows a browser asked for its version opens a window, so there being a file has to do.
    """
    if os.name == "nt":
        return True
    try:
        done = subprocess.run([str(browser), "--version"], capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def found() -> Path | None:
    """The first browser that is there and starts."""
    return next((place for place in _places() if place.is_file() and _starts(place)), None)


def _run(command: tuple[str, ...]) -> bool:
    """Run a command that may take its time, and say whether it did what it was for."""
    print(f"browser: {' '.join(command)}", file=sys.stderr, flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False, timeout=900)
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def _from_playwright() -> None:
    """Let Playwright fetch the browser it was made with."""
    if importlib.util.find_spec("playwright"):
        _run((sys.executable, "-m", "playwright", "install", "chromium"))


def _from_the_system() -> None:
    """Let the system's package manager install one, where that needs no password."""
    if sys.platform == "darwin" and shutil.which("brew"):
        _run(("brew", "install", "--cask", "chromium"))
        return
    manager = next((commands for name, commands in MANAGERS if shutil.which(name)), ())
    if not manager:
        return
    before: tuple[str, ...] = ()
    if os.geteuid() != 0:
        if not shutil.which("sudo") or not _run(("sudo", "-n", "true")):
            return
        before = ("sudo", "-n")
    for command in manager:
        _run((*before, *command))


def brought_in() -> Path | None:
    """A browser that starts: one that is there, or one that was fetched just now."""
    for bring in (None, _from_playwright, _from_the_system):
        if bring:
            bring()
        browser = found()
        if browser:
            return browser
    return None


if __name__ == "__main__":
    browser = brought_in()
    print(f"browser: {browser}" if browser else REMEDY, file=sys.stderr)
    sys.exit(0 if browser else 1)
