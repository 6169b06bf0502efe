"""The main job on real input: 261 real letters to 78 people through a real office, opened, answered and read."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from tests.walk import RunningOffice, Walk, office, walk

__all__ = ["office", "walk"]


@pytest.mark.slow
def test_all_of_them(walk: Walk, office: RunningOffice, shared: Path) -> None:
    letters = shared / "data" / "beethoven" / "letters.jsonl"
    walk.new("Ludwig van Beethoven")
    taken = walk("letters", "import", letters, "--add-people").json
    assert (taken["added"], taken["refused"], taken["people_added"]) == (261, [], 78)
    assert walk("letters", "import", letters, "--add-people").json["same"] == 261

    printed = walk("print", "--out", walk.folder / "out").json
    assert (printed["letters"], printed["envelopes"], printed["refused"]) == (261, 261, [])

    posted = walk("post", "--to", office.address, "--invitation", office.invitation).json
    assert (posted["posted"], posted["refused"]) == (261, [])
    assert len({link["url"] for link in posted["links"]}) == 261
    assert walk("post").json["links"] == posted["links"]

    for link in posted["links"][::37]:
        opened = walk("open", link["url"]).json
        assert (opened["to"], opened["letter"], opened["valid"]) == (link["to"], link["letter"], True)

    answer = walk.folder / "answer.txt"
    answer.write_text("Dear Ludwig,\n\nThe score came. So did the apology.\n", "utf-8")
    walk("answer", posted["links"][100]["url"], "--file", answer)
    assert walk("mailbag", "fetch").json["new"] == 1
    pdf = pypdfium2.PdfDocument(walk.folder / "out" / "letters.pdf")
    slip = next(n for n, page in enumerate(pdf) if "For an answer" in page.get_textpage().get_text_range())
    pdf[slip].render(scale=2.5).to_pil().save(walk.folder / "slip.png")
    assert walk("mailbag", "scan", walk.folder / "slip.png").json["placed"] == 1
    bag = walk("mailbag", "list").json
    assert {one["from"] for one in bag} == {posted["links"][0]["to"], posted["links"][100]["to"]}
    sealed = next(one for one in bag if one["kind"] == "office")
    assert "So did the apology." in walk("mailbag", "open", sealed["id"]).json["text"]
    assert walk("status").json["states"] == {"posted": 261}
