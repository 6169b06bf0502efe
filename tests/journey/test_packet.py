"""A packet for a go-between: made at the desk, handed over slip by slip, and put down."""

from __future__ import annotations

import re

import httpx
import pypdfium2
import pytest

from tests.walk import office, walk

__all__ = ["office", "walk"]

PEOPLE = ("Ana Duarte", "Joan Whitfield", "Łukasz Żółć")


@pytest.fixture
def desk(walk):
    walk.new()
    walk.letters([{"to": name, "text": f"Dear {name.split()[0]},\n\nI am sorry about the boat."} for name in PEOPLE])
    return walk


def pages(file):
    document = pypdfium2.PdfDocument(file)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def test_slips_bear_one_name_outside_and_one_key_inside_and_the_list_bears_no_key(desk, tmp_path):
    posted = desk("post", "--to", tmp_path / "office", "--words").json
    made = desk("packet", "make", "--out", tmp_path / "packet", "--for", "Sam Okafor").json
    slips = pages(tmp_path / "packet" / "slips.pdf")
    assert len(slips) == len(PEOPLE) == len(made["slips"])
    for said, one, link in zip(slips, made["slips"], posted["links"], strict=True):
        assert one["to"] in said
        assert one["mark"] in said
        assert link["words"] in " ".join(said.split())
        assert "give what stands behind it" not in " ".join(said.split()), "the key is behind words, not the name"
        assert one["code"] not in said
        assert not any(other in said for other in PEOPLE if other != one["to"])
    (listed,) = pages(tmp_path / "packet" / "list.pdf")
    assert all(name in listed for name in PEOPLE)
    assert all(one["mark"] in listed and one["code"] not in listed for one in made["slips"])
    assert not any(link["words"] in " ".join(listed.split()) for link in posted["links"])
    assert "AGE-SECRET-KEY" not in listed.upper()
    assert all(
        one["code"] not in file.read_bytes().decode("latin-1")
        for one in made["slips"]
        for file in tmp_path.glob("packet/*")
    )
    again = desk("packet", "make", "--out", tmp_path / "packet", "--for", "sam  okafor").json
    assert again["packet"] == made["packet"]
    assert again["slips"] == made["slips"]


def test_each_handing_over_is_put_down_against_its_code_and_again_is_harmless(desk, tmp_path):
    desk("post", "--to", tmp_path / "office")
    slips = desk("packet", "make", "--out", tmp_path / "packet", "--for", "Sam").json["slips"]
    first, second, _ = slips
    refused = desk("packet", "handed", first["mark"], second["code"], code=1, as_json=False)
    assert "do not belong together" in refused.err
    assert desk("packet", "handed", first["mark"].lower(), first["code"]).json["new"]
    assert not desk("packet", "handed", first["mark"], first["code"]).json["new"]
    assert [bool(one["handed"]) for one in desk("packet", "list").json] == [True, False, False]


def test_where_an_office_carries_its_page_knows_the_slips(desk, tmp_path, office):
    posted = desk("post", "--invitation", office.invitation).json
    made = desk("packet", "make", "--out", tmp_path / "packet", "--for", "Sam").json
    assert made["not_at_office"] == []
    (listed,) = pages(tmp_path / "packet" / "list.pdf")
    page = re.search(r"http://\S+/hand", "".join(listed.split("\n")))[0]
    for said, link in zip(pages(tmp_path / "packet" / "slips.pdf"), posted["links"], strict=True):
        assert link["url"] in "".join(said.split())
    first, second, _ = made["slips"]
    form = {"packet": made["packet"], "slip": first["mark"], "code": first["code"]}
    assert f"Hand over slip {first['mark']}" in httpx.post(page, data=form, timeout=120).text
    assert "Hand over nothing" in httpx.post(page, data={**form, "code": second["code"]}, timeout=120).text
    assert desk("packet", "make", "--out", tmp_path / "packet", "--for", "Sam").json["not_at_office"] == []
    desk("packet", "make", "--out", tmp_path / "another", "--for", "Another", code=1)


def test_a_neutral_envelope_goes_around_each_in_the_same_order_and_shows_no_hand(desk, tmp_path):
    (tmp_path / "people.csv").write_text(
        "Name,Street,City,Postcode,Country\n"
        + "".join(f"{n},{k} Alder Lane,Bath,BA1 1AA,UK\n" for k, n in enumerate(PEOPLE)),
        "utf-8",
    )
    desk("people", "import", tmp_path / "people.csv", code=0)
    made = desk(
        "print", "--out", tmp_path / "run", "--outer", "--sender", "Alder Bridge Post Room", "--sender", "PO Box 12"
    ).json
    assert str(tmp_path / "run" / "outer.pdf") in made["files"]
    outer = pages(tmp_path / "run" / "outer.pdf")
    inner = pages(tmp_path / "run" / "envelopes.pdf")[::2]
    assert len(outer) == len(inner) == len(PEOPLE)
    for around, inside in zip(outer, inner, strict=True):
        assert around.split() == [*"Alder Bridge Post Room PO Box 12".split(), *inside.split()]
        assert "Tomas" not in around
    document = pypdfium2.PdfDocument(tmp_path / "run" / "outer.pdf")
    assert [tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in document] == [(176, 125)] * 3
    fonts = set(re.findall(rb"/BaseFont ?/[A-Z]{6}\+([A-Za-z-]+)", (tmp_path / "run" / "outer.pdf").read_bytes()))
    assert fonts
    assert all(name.startswith(b"AmendsSerif") for name in fonts)
    desk("print", "--out", tmp_path / "run", "--sender", "x", code=2)
