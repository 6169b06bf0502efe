"""What we seal opens and verifies with plain `age`, `unzip`, `sha256sum` and `ssh-keygen`, as our page shows."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from amends.clock import Replay
from amends.desk.letters.words import Paragraph, Words
from amends.desk.seal.keys import SigningKey
from amends.desk.seal.sealing import LetterKeys, Parts, seal
from amends.envelope import pack

PAGE = Path(__file__).parents[2] / "docs" / "opening-by-hand.md"
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
WORDS = Words(body=(Paragraph(("The ladder is back in your shed. I am sorry that it took nine years.",)),))

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, ("age", "unzip", "sha256sum", "ssh-keygen"))),
    reason="age, unzip, sha256sum and ssh-keygen are the point of this test, and not all of them are installed",
)


@pytest.fixture
def sealed_letter(tmp_path: Path) -> Path:
    clock = Replay("ordinary tools")
    parts = Parts(
        id=clock.bytes(16).hex(),
        person=clock.bytes(16).hex(),
        words=WORDS,
        from_name="Tomas Reed",
        to=("Old Mr Teague",),
        address=("Old Mr Teague", "Alder Bridge"),
        flap="Tomas Reed",
    )
    keys = LetterKeys.draw(clock)
    sealed = seal(parts, keys, clock, signer=SigningKey.draw(clock))
    (tmp_path / "letter.envelope").write_bytes(pack(sealed.envelope))
    (tmp_path / "key.txt").write_text(keys.secret.text + "\n")
    return tmp_path


def run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", "-euc", script], cwd=folder, capture_output=True, text=True, timeout=180)


def test_the_page_shows_the_lines_this_test_runs() -> None:
    assert [block.split()[0] for block in BLOCKS] == ["unzip", "printf", "taken()", "unzip"]


def test_a_letter_opens_with_ordinary_tools(sealed_letter: Path) -> None:
    done = run(BLOCKS[0], sealed_letter)
    assert done.returncode == 0, done.stderr
    assert "The ladder is back in your shed." in done.stdout
    assert "letter.json: OK" in done.stdout


def test_its_signature_verifies_with_ssh_keygen(sealed_letter: Path) -> None:
    done = run(BLOCKS[0] + BLOCKS[1], sealed_letter)
    assert done.returncode == 0, done.stderr
    assert 'Good "amends-letter@v1" signature for writer' in done.stdout


def test_a_letter_on_paper_verifies_under_its_clerks_key_and_that_under_the_banks(tmp_path: Path) -> None:
    vector = json.loads((PAGE.parents[1] / "spec" / "vectors" / "envelope-taken-in.json").read_text("utf-8"))
    (tmp_path / "letter.envelope").write_bytes(base64.b64decode(vector["packed"]))
    (tmp_path / "key.txt").write_text(vector["secret"] + "\n")
    done = run(BLOCKS[0] + BLOCKS[2], tmp_path)
    assert done.returncode == 0, done.stderr
    assert 'Good "amends-attestation@v1" signature for clerk' in done.stdout
    assert 'Good "amends-clerk@v1" signature for bank' in done.stdout
    other = run(BLOCKS[0].replace("unzip ", "unzip -o ") + BLOCKS[2].replace("taken by", "taken role"), tmp_path)
    assert other.returncode != 0


def test_a_changed_letter_does_not_verify(sealed_letter: Path) -> None:
    change = "sed -i s/nine/ten/ letter.txt\n"
    done = run(BLOCKS[0] + change + "sha256sum -c SHA256SUMS", sealed_letter)
    assert done.returncode != 0
    assert "letter.txt: FAILED" in done.stdout
    forge = "sha256sum mimetype letter.json letter.txt > SHA256SUMS\n"
    done = run(BLOCKS[0].replace("unzip ", "unzip -o ") + change + forge + BLOCKS[1], sealed_letter)
    assert done.returncode != 0
