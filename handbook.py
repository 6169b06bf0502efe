"""The docs as a site: `python handbook.py commands` writes the page of every command, `handbook.py site` builds it.

The page of commands is made from the command line itself, and a test holds it against it. Pictures of pages are taken
by a browser from a desk that is made for it, each time the site is built; none is kept by hand. Where one belongs, a
page of `docs/` says `<!-- picture: NAME What it shows -->`.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import click

from amends.cli.edge import Journey, amends
from amends.cli.map import JOURNEY

ROOT: Final = Path(__file__).parent
DOCS: Final = ROOT / "docs"
BUILT: Final = ROOT / ".site"
PAGE: Final = DOCS / "commands.md"
PICTURE: Final = re.compile(r"<!-- picture: (\w+) (.+?) -->")
PICTURES: Final = {
    "everyone": "/",
    "person": "/people/{person}",
    "writing": "/letters/{letter}/write",
    "letter": "/letters/{letter}",
    "mailbag": "/mailbag",
    "keys": "/keys",
}
"""Pictures of the desk's pages, by their addresses."""
_PATIENCE: Final = 120_000
"""Milliseconds that the browser may take over anything."""
_EVERYWHERE: Final = frozenset({"--desk", "--passphrase-file", "--json", "--help", "-h", "--version"})


# ── every command ─────────────────────────────────────────────────────────────────────────────────────────────────


def commands() -> str:
    """The page of every command and each of its options, in the order of the journey."""
    lines = [
        "# Every command",
        "",
        "Made from the command line itself. What scripts may rely on, and what each answers with `--json`, is in",
        "[the contract](cli.md), which also has what every command takes: `--desk`, `--passphrase-file`, `--json`.",
        "",
    ]
    assert isinstance(amends, Journey)
    context = click.Context(amends, info_name="amends")
    for stretch, verbs in JOURNEY:
        lines += [f"## {stretch}", ""]
        for verb in verbs:
            command = amends.get_command(context, verb)
            assert command is not None
            lines += _described(command, click.Context(command, info_name=verb, parent=context))
    return "\n".join(lines).rstrip() + "\n"


def _row(*cells: str) -> str:
    """A row of a table; a bar inside a cell would end it."""
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _described(command: click.Command, context: click.Context) -> list[str]:
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    said = (command.help or "").replace("\b", "").strip()
    lines = [f"### `{context.command_path}`", "", f"    {usage}", "", re.sub(r"\n +", "\n", said), ""]
    options = [one for one in command.params if isinstance(one, click.Option) and not _EVERYWHERE & {*one.opts}]
    if options:
        lines += ["| option | |", "|---|---|"]
        for one in options:
            takes = "" if one.is_flag else f" {one.make_metavar(context)}"
            names = ", ".join([*one.opts, *one.secondary_opts])
            told = (one.help or "").replace("[", "\\[")
            lines.append(_row(f"`{names}{takes}`", told))
        lines.append("")
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            one = command.get_command(context, name)
            assert one is not None
            lines += _described(one, click.Context(one, info_name=name, parent=context))
    return lines


# ── the site ──────────────────────────────────────────────────────────────────────────────────────────────────────


def lay_out(pictures: frozenset[str]) -> None:
    """Copies the docs to where the site is built from, and puts in the pictures that were taken."""
    there = BUILT / "docs"
    shutil.rmtree(there, ignore_errors=True)
    shutil.copytree(DOCS, there)
    for page in there.rglob("*.md"):
        text = page.read_text("utf-8")
        page.write_text(
            PICTURE.sub(lambda one: f"![{one[2]}](pictures/{one[1]}.png)" if one[1] in pictures else "", text),
            "utf-8",
        )


def take_pictures(folder: Path) -> frozenset[str]:
    """Takes a picture of each of the desk's pages, of a desk that is made for it and gone afterwards."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # only whoever builds the site has a browser

    import browser  # noqa: PLC0415
    from tests.desk_at_home import PASSPHRASE, furnish  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        home = furnish(Path(place))
        command = [sys.executable, "-m", "amends", "desk", "--desk", str(home.place.root)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as served:
            try:
                assert served.stdout
                link = served.stdout.readline().strip()
                chromium = playwright.chromium.launch(
                    executable_path=browser.found(), args=["--no-sandbox"], timeout=_PATIENCE
                )
                page = chromium.new_page(viewport={"width": 1200, "height": 800}, locale="en-GB")
                page.set_default_timeout(_PATIENCE)
                page.goto(link)
                page.get_by_label("Your passphrase").fill(PASSPHRASE)
                page.get_by_role("button", name="Sit down at the desk").click()
                page.get_by_role("heading", name="Everyone you owe a letter").wait_for()
                names = {"person": home.person, "letter": home.letters["Desmond Obi"]}
                for name, address in PICTURES.items():
                    page.goto(link.partition("/enter/")[0] + address.format(**names))
                    page.wait_for_load_state("networkidle")
                    page.screenshot(path=folder / f"{name}.png")
                chromium.close()
            finally:
                served.terminate()  # else it would be waited for, whatever went wrong
    return frozenset(PICTURES)


def build(*, pictures: bool = True) -> int:
    """Builds the site into `.site/site`; returns the exit code of its builder."""
    taken = take_pictures(BUILT / "pictures") if pictures else frozenset[str]()
    lay_out(taken)
    if taken:
        shutil.copytree(BUILT / "pictures", BUILT / "docs" / "pictures", dirs_exist_ok=True)
    command = [str(Path(sys.executable).with_name("zensical")), "build", "--clean", "--strict"]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def main(arguments: list[str]) -> int:
    """Does what the first argument says."""
    if arguments == ["commands"]:
        PAGE.write_text(commands(), "utf-8")
        return 0
    if arguments in (["site"], ["site", "--no-pictures"]):
        return build(pictures="--no-pictures" not in arguments)
    print((__doc__ or "").strip())
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
