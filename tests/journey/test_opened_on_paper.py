"""A letter that a bank took in on paper, opened where there is no office and no browser."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from tests.walk import Walk, walk

__all__ = ["walk"]

VECTOR = Path(__file__).parents[2] / "spec" / "vectors" / "envelope-taken-in.json"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The envelope, with its key beside it."""
    vector = json.loads(VECTOR.read_text("utf-8"))
    (tmp_path / "key.txt").write_text(vector["secret"] + "\n", "utf-8")
    path = tmp_path / "letter.envelope"
    path.write_bytes(base64.b64decode(vector["packed"]))
    return path


def test_its_reader_is_told_who_took_it_in_and_never_that_its_writer_signed(walk: Walk, file: Path) -> None:
    opened = walk("open", file, "--key", "key.txt").json
    assert opened["attested_by"] == "P. Vance, clerk of Alder Bridge Letter Bank"
    assert (opened["signed_by"], opened["whose"], opened["valid"]) == ("", "screened", True)
    said = walk("open", file, "--key", "key.txt", as_json=False).out
    assert "P. Vance, clerk of Alder Bridge Letter Bank, took it in for Tomas Reed" in said
    assert "no signature of the writer's own" in said
    assert "Signed with" not in said
