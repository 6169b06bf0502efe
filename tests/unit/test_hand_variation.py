"""A hand varies: how words are drawn, and that what the font does is what the desk reckons with."""

from __future__ import annotations

import hashlib
import io
import json
from importlib.resources import files
from itertools import pairwise

import pytest
import uharfbuzz as hb
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from amends.desk.hand.alternates import features, glyph_order, level, repeats
from amends.desk.hand.shipped import missing, own_hand, plain_characters, shipped_hand, shipped_hands
from amends.desk.hand.standins import stand_ins
from amends.desk.hand.subset import subset
from amends.desk.hand.variation import Inkwell

WORDS = st.text("abcdefghijklmnopqrstuvwxyzäéß,.!-’", min_size=1, max_size=12)
HAND = shipped_hand()
STANDING = stand_ins(HAND)


def shaped(ttf: bytes, text: str) -> tuple[list[int], int]:
    """Glyphs and width of a text, as HarfBuzz sets it."""
    font = hb.Font(hb.Face(ttf))
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(font, buffer)
    return [info.codepoint for info in buffer.glyph_infos], sum(p.x_advance for p in buffer.glyph_positions)


def said(text: str) -> str:
    """What a written text says."""
    return "".join(STANDING.said.get(character, character) for character in text)


def pen(letter_id: str, text: str) -> str:
    """A letter of one text, as it is written."""
    return Inkwell(STANDING.drawings).written(letter_id, [text])[0]


@given(WORDS)
def test_on_a_screen_the_font_passes_from_one_outline_to_the_next(word: str) -> None:
    font = TTFont(io.BytesIO(HAND.ttf), lazy=True)
    names, cmap = font.getReverseGlyphMap(), font.getBestCmap()
    block = (len(names) - 4) // HAND.outlines  # all first outlines stand together, then all second ones
    glyphs, _ = shaped(HAND.ttf, word + " x")
    backwards = [names[cmap[ord(c)]] + block * (k % HAND.outlines) for k, c in enumerate(reversed(word))]
    assert glyphs[: len(word)] == backwards[::-1]


@given(WORDS, WORDS)
def test_what_stands_before_a_blank_changes_nothing_behind_it(before: str, word: str) -> None:
    alone, _ = shaped(HAND.ttf, word)
    behind, _ = shaped(HAND.ttf, before + " " + word)
    assert behind[-len(alone) :] == alone


@pytest.mark.parametrize("hand", shipped_hands(), ids=lambda hand: hand.id)
def test_every_stand_in_draws_an_outline_of_its_letter_and_nothing_else(hand) -> None:
    standing = stand_ins(hand)
    own = TTFont(io.BytesIO(hand.ttf), lazy=True)
    places, cmap = own.getReverseGlyphMap(), own.getBestCmap()
    block = (len(places) - 4) // hand.outlines  # all first outlines stand together, then all second ones
    for letter, drawings in standing.drawings.items():
        first = places[cmap[ord(letter)]]
        assert drawings[0] == letter
        assert shaped(standing.face, "".join(drawings))[0] == [first + block * k for k in range(hand.outlines)]
    assert not set(standing.said) & (hand.characters | plain_characters())
    assert set("abcxyzABCXYZäéß0123.,!?’") <= set(standing.drawings)
    assert not {" ", "-", "–", "\u00a0", "\u00ad"} & set(standing.drawings), "behind these a line may end"


@given(st.lists(WORDS, min_size=1, max_size=60), st.uuids())
def test_a_pen_changes_how_a_letter_is_drawn_and_not_what_it_says(words: list[str], letter) -> None:
    text = " ".join(words)
    written = pen(letter.hex, text)
    assert said(written) == text
    assert len(written) == len(text)


@given(st.text("abcä.,’-–/()€ 12é\u0301\u00a0", max_size=40))
def test_a_line_can_end_where_it_could_and_nowhere_else(text: str) -> None:
    """What may end a line is never stood in for, and a mark is never parted from the letter that it belongs to."""
    written = pen("a", text)
    for before, after in zip(text, written, strict=True):
        assert before == after or before not in "-–/€ \u00a0\u0301"
    for word, drawn in zip(text.split(" "), written.split(" "), strict=True):
        if any(character in "-–/€\u00a0" for character in word):
            assert [c for c in drawn if not c.isalpha()] == [c for c in word if not c.isalpha()]
        if "\u0301" in word:
            assert drawn == word


@given(st.lists(st.tuples(st.uuids(), st.lists(st.text("abcéth ", max_size=30), max_size=4)), max_size=5))
def test_letters_written_together_are_drawn_turn_by_turn_like_each_alone(letters) -> None:
    """The rule, letter by letter and slowly: each part takes its outlines in turn from a first one of the id's."""
    inkwell = Inkwell(STANDING.drawings)
    strokes = inkwell.strokes([one.hex for one, _ in letters], [texts for _, texts in letters])
    number = 0
    for letter, texts in letters:
        first, turns = iter(hashlib.shake_256(letter.hex.encode()).digest(128)), dict[str, int]()
        assert [strokes.text(number + n) for n in range(len(texts))] == inkwell.written(letter.hex, texts)
        for text in texts:
            for character, drawn in zip(text, strokes.text(number), strict=True):
                outlines = STANDING.drawings.get(character, (" ",))
                turns[character] = turns[character] + 1 if character in turns else next(first) if outlines[1:] else 0
                assert drawn == outlines[turns[character] % len(outlines)]
            number += 1


def test_no_letter_is_drawn_like_the_last_and_no_word_like_any_before() -> None:
    written = pen("a" * 32, " ".join(["sorry"] * 5))
    assert len(set(written.split())) == 5
    for letter in "sory":
        outlines = [drawn for drawn in written if said(drawn) == letter]
        assert all(one != other for one, other in pairwise(outlines))


def test_letters_with_the_same_words_begin_differently_each_time_alike() -> None:
    greetings = [pen(f"{n:032x}", "Dear Ana,") for n in range(40)]
    assert all(one[:4] != other[:4] for one, other in pairwise(greetings))
    assert greetings == [pen(f"{n:032x}", "Dear Ana,") for n in range(40)]


def test_a_hand_with_one_outline_is_written_as_it_is() -> None:
    assert Inkwell({}).written("a", ["one  two"]) == ["one  two"]
    assert features({"a": ["a"]}) == ""


def test_letters_with_fewer_outlines_go_round_again() -> None:
    alternates = {"a": ["a", "a.a1", "a.a2"], "comma": ["comma"]}
    most, levelled = level(alternates)
    assert most == 3
    assert levelled["comma"] == ("comma", "comma.a1", "comma.a2")
    assert repeats(alternates) == {"comma.a1": "comma", "comma.a2": "comma"}
    assert glyph_order(["space"], alternates)[:3] == ["space", "a", "comma"]


def test_the_blank_itself_can_have_no_outlines() -> None:
    with pytest.raises(ValueError, match="blank"):
        features({"space": ["space", "space.a1"]})


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
