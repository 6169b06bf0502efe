"""Every verb, option, setting, error code and benchmark is in the docs, and the docs are a whole site."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import handbook
from amends import errors
from amends.cli.map import JOURNEY

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "cli.md").read_text("utf-8")
VERBS = [verb for _, verbs in JOURNEY for verb in verbs]


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_on_the_page(verb: str) -> None:
    assert re.search(rf"`(amends )?{verb}\b", PAGE)


def test_every_exit_code_of_an_error_is_on_the_page() -> None:
    codes = {
        kind.exit_code for kind in vars(errors).values() if isinstance(kind, type) and hasattr(kind, "exit_code")
    }
    assert codes == {int(code) for code in re.findall(r"^\| (\d) \|", PAGE, re.MULTILINE)} - {0}


def test_every_benchmark_is_on_the_page() -> None:
    benches = {path.stem for path in (ROOT / "bench").glob("*.py") if "report.main(" in path.read_text("utf-8")}
    named = set(re.findall(r"`(\w+)`", PAGE[PAGE.index("Measurements:") :]))
    assert benches
    assert benches <= named


def test_the_page_of_commands_is_what_the_command_line_says() -> None:
    assert handbook.PAGE.read_text("utf-8") == handbook.commands(), "python handbook.py commands"


def test_every_setting_is_on_some_page() -> None:
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "src" / "amends").rglob("*.py"))
    pages = "".join(path.read_text("utf-8") for path in (ROOT / "docs").glob("*.md"))
    settings = set(re.findall(r"""["'](AMENDS_[A-Z_]+)["']""", sources))
    assert settings
    assert {one for one in settings if one not in pages} == set()


def test_every_page_is_in_the_site_and_every_picture_can_be_taken() -> None:
    named = set(re.findall(r'"([\w-]+\.md)"', (ROOT / "zensical.toml").read_text("utf-8")))
    assert named == {path.name for path in (ROOT / "docs").glob("*.md")}
    wanted = {
        one[1] for path in (ROOT / "docs").glob("*.md") for one in handbook.PICTURE.finditer(path.read_text("utf-8"))
    }
    assert wanted
    assert wanted <= set(handbook.PICTURES)


def test_the_site_is_built_and_asks_nobody_else_for_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = (ROOT / "zensical.toml").read_text("utf-8")
    assert tomllib.loads(settings)["project"]["theme"]["font"] is False
    (tmp_path / "zensical.toml").write_text(settings, "utf-8")
    monkeypatch.setattr(handbook, "ROOT", tmp_path)
    monkeypatch.setattr(handbook, "BUILT", tmp_path / ".site")
    assert handbook.build(pictures=False) == 0
    pages = {path.parent.name: path.read_text("utf-8") for path in (tmp_path / ".site" / "site").rglob("index.html")}
    assert {"writer", "go-between", "recipient", "commands", "keys"} <= set(pages)
    for name, page in pages.items():
        assert not re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="https?://(?!zensical)', page), name
        assert "picture:" not in page
