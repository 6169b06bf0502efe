"""What reaches a terminal: words, and nothing that a terminal would do."""

import json
import re

import pytest

from amends.cli.said import Said, remark_aloud, say

ACTS = ["\x1b[2J", "\x9b2J", "\x07", "\x08", "\r", "\x7f", "\u202e"]


@pytest.mark.parametrize("act", ACTS)
def test_a_line_and_a_remark_tell_a_terminal_nothing_to_do(capsys, act):
    said = f"The office said: before{act}after\nand\ta second line"
    say(Said({}, [said], [said]), as_json=False)
    remark_aloud(said)
    out, err = capsys.readouterr()
    for text in (out, err):
        assert act not in text
        assert re.search(r"before.?(2J|\[2J)?after\nand\s+a second line", text)


@pytest.mark.parametrize("act", ACTS)
def test_a_document_holds_it_escaped_so_that_a_script_still_gets_what_came(capsys, act):
    say(Said({"reason": f"b\u00f6se{act}"}), as_json=True)
    out = capsys.readouterr().out
    assert act not in out.removesuffix("\n")
    assert "b\u00f6se" in out
    assert json.loads(out) == {"reason": f"b\u00f6se{act}"}
