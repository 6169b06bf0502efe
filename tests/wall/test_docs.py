"""Every verb, every error code and every benchmark is on the page that scripts rely on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

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
