"""A hand varies: how words are drawn, and that what the font does is what the desk reckons with."""

from __future__ import annotations

import hashlib
import io
import json
from importlib.resources import files

import pytest
import uharfbuzz as hb
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from amends.desk.hand.alternates import Scheme, features, glyph_order, level, repeats
from amends.desk.hand.shipped import missing, own_hand, plain_characters, shipped_hand, shipped_hands
from amends.desk.hand.subset import subset
from amends.desk.hand.variation import Inkwell, Pen, drawn

WORDS = st.text("abcdefghijklmnopqrstuvwxyzäéß,.!-’", min_size=1, max_size=12)


def shaped(ttf: bytes, text: str) -> tuple[list[int], int]:
    """Glyphs and width of a text, as HarfBuzz sets it."""
    font = hb.Font(hb.Face(ttf))
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(font, buffer)
    return [info.codepoint for info in buffer.glyph_infos], sum(p.x_advance for p in buffer.glyph_positions)


@given(WORDS, st.integers(0, 14))
def test_the_font_draws_a_word_as_the_desk_reckons(word: str, seed: int) -> None:
    hand = shipped_hand()
    font = TTFont(io.BytesIO(hand.ttf), lazy=True)
    names, cmap = font.getReverseGlyphMap(), font.getBestCmap()
    block = (len(names) - 4) // hand.outlines  # all first outlines stand together, then all second ones
    glyphs, _ = shaped(hand.ttf, word + " " * (seed + 1) + "x")
    reckoned = [names[cmap[ord(c)]] + block * k for c, k in zip(word, drawn(hand.scheme, word, seed), strict=True)]
    assert glyphs[: len(word)] == reckoned


@given(WORDS, WORDS, st.integers(0, 14))
def test_what_stands_before_a_blank_changes_nothing_behind_it(before: str, word: str, seed: int) -> None:
    hand = shipped_hand()
    alone, _ = shaped(hand.ttf, word)
    behind, _ = shaped(hand.ttf, before + " " * (seed + 1) + word)
    assert behind[-len(alone) :] == alone


@pytest.mark.parametrize("hand", shipped_hands(), ids=lambda hand: hand.id)
def test_surplus_blanks_take_no_room(hand) -> None:
    _, one = shaped(hand.ttf, "a b")
    for blanks in range(2, hand.scheme.seeds + 1):
        _, many = shaped(hand.ttf, "a" + " " * blanks + "b")
        assert many == one


@given(st.lists(WORDS, min_size=1, max_size=60), st.uuids())
def test_a_pen_changes_nothing_but_blanks(words: list[str], letter) -> None:
    pen = Pen(Inkwell(Scheme(5)), letter.hex)
    assert pen.write(" ".join(words)).split() == words


def test_a_word_is_not_drawn_twice_alike_while_there_is_another_way() -> None:
    scheme = Scheme(5)
    text = Pen(Inkwell(scheme), "a" * 32).write(" ".join(["sorry"] * scheme.seeds) + " ")
    blanks = [len(part) for part in text.split("sorry")[1:]]
    assert len({drawn(scheme, "sorry", count - 1) for count in blanks}) == scheme.seeds


def test_two_letters_with_the_same_words_are_drawn_differently() -> None:
    text = "I am sorry that I let the letter lie so long, and that I never said so to you when we met"
    scheme = Scheme(5)
    assert len({Pen(Inkwell(scheme), f"{n:032x}").write(text) for n in range(8)}) == 8


def test_a_hand_with_one_outline_gets_no_seeds() -> None:
    assert Pen(Inkwell(Scheme(1)), "a").write("one  two") == "one  two"
    assert "calt" not in features({"a": ["a"]}, space_width=500)


def test_letters_with_fewer_outlines_go_round_again() -> None:
    alternates = {"a": ["a", "a.a1", "a.a2"], "comma": ["comma"]}
    scheme, levelled = level(alternates)
    assert scheme.outlines == 3
    assert levelled["comma"] == ("comma", "comma.a1", "comma.a2")
    assert repeats(alternates) == {"comma.a1": "comma", "comma.a2": "comma"}
    assert glyph_order(["space"], alternates)[:3] == ["space", "a", "comma"]


def test_the_blank_itself_can_have_no_outlines() -> None:
    with pytest.raises(ValueError, match="blank"):
        features({"space": ["space", "space.a1"]}, space_width=500)


@pytest.mark.parametrize("hand", shipped_hands(), ids=lambda hand: hand.id)
def test_a_shipped_hand_writes_what_letters_need(hand) -> None:
    latin = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA1, 0x100)))).replace("\u00ad", "").replace("¯", "")
    assert missing(hand.characters, latin + "–—‘’“”„‚…€œŒšŠžŽ") == ()
    assert hand.licence in ("OFL-1.1", "Apache-2.0")
    font = TTFont(io.BytesIO(hand.ttf), lazy=True)
    names = {number: font["name"].getDebugName(number) for number in (0, 1, 4, 6, 13, 16)}
    assert names[1] == names[16] == hand.family == f"Amends {hand.name}"
    assert names[0] == hand.copyright
    assert "Open Font License" in names[13]
    assert own_hand(hand.ttf, hand_id="x", name="X", outlines=5).measures == hand.measures


def test_what_a_hand_lacks_is_named_with_its_place() -> None:
    (found,) = missing(shipped_hand().characters, "Dear Ana,\nI said Ж to you")
    assert (found.character, found.line, found.column) == ("Ж", 2, 8)
    assert "said Ж to" in found.around
    assert "Ж" in plain_characters()


def test_the_built_hands_were_made_by_the_scheme_that_is_there_now(root) -> None:
    digest = hashlib.sha256()
    for name in ("alternates", "measures"):
        digest.update((root / f"src/amends/desk/hand/{name}.py").read_bytes())
    listing = json.loads(files("amends").joinpath("built", "hands", "hands.json").read_text("utf-8"))
    assert listing["shared"] == digest.hexdigest(), "run `python bundle.py make`"


def test_a_subset_is_small_and_the_same_every_time_and_still_varies() -> None:
    hand = shipped_hand()
    text = "Joan Whitfield 12 Mill Road"
    small = subset(hand, text)
    assert small == subset(hand, text)
    assert len(small) < 24_000
    font = TTFont(io.BytesIO(small))
    font.flavor = None
    plain = io.BytesIO()
    font.save(plain)
    glyphs, _ = shaped(plain.getvalue(), "Mill")
    assert 0 not in glyphs
    assert glyphs[2] != glyphs[3], "the second l is drawn otherwise"
