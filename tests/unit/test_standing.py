"""Where somebody stands, over every state there is; and what stands in the way of a letter."""

import dataclasses
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.desk.people.amends import INJURIES, KINDS, Amends, held_back, joined_amends
from amends.desk.people.standing import STAGES, Done, LetterAct, stage

ACTS = get_args(LetterAct)
kinds = st.sampled_from(("", *KINDS))
done = st.builds(Done, st.booleans(), kinds, st.frozensets(st.sampled_from(ACTS)))
words = st.text(alphabet="ab ", max_size=4).map(str.strip)
amends = st.builds(
    Amends, words, words, words, st.booleans(), kinds, words, st.sampled_from(("", *INJURIES)), words, st.booleans()
)
REACHED = {"draft": "drafted"}


@given(done)
def test_everybody_stands_somewhere_and_every_standing_has_its_ground(one):
    where = stage(one)
    assert where in STAGES
    grounds = {
        "listed": not one.willing and not one.kind and not one.letters,
        "willing": not one.letters and (one.willing or bool(one.kind)),
        "living": one.kind == "living" and not one.letters,
        "deferred": one.kind == "deferred",
        "never": one.kind == "never",
    }
    assert grounds.get(where, where in {REACHED.get(act, act) for act in one.letters})


@given(done, st.sampled_from(ACTS))
def test_what_has_left_the_desk_is_never_hidden_by_what_is_decided_or_written_later(one, more):
    if stage(one) in ("posted", "answered"):
        assert stage(dataclasses.replace(one, letters=one.letters | {more})) in ("posted", "answered")
        assert stage(dataclasses.replace(one, kind="never")) == stage(one)


@given(done)
def test_nobody_is_written_off_by_silence(one):
    """Nothing a recipient does or leaves undone moves anybody, but an answer."""
    assert (stage(one) == "answered") == ("answered" in one.letters)


@given(amends)
def test_the_safety_of_whoever_is_written_to_outranks_the_letter(one):
    held = held_back(one, "Ana")
    must = one.no_contact or one.kind in ("never", "indirect", "deferred") or one.injury in ("yes", "unsure")
    assert bool(held) == must
    if held:
        assert "Ana" in held.why
        assert held.what_now


@given(amends, amends)
def test_of_two_who_are_one_the_words_of_both_are_kept_and_the_safer_answer(one, other):
    both = joined_amends(one, other)
    for field in ("happened", "effect", "repair", "until", "injury_note"):
        assert getattr(one, field) in getattr(both, field)
        assert getattr(other, field) in getattr(both, field)
    assert both.no_contact == (one.no_contact or other.no_contact)
    if held_back(one, "Ana") or held_back(other, "Ana"):
        assert held_back(both, "Ana")


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_alone_says_nothing_of_willingness(kind):
    assert stage(Done(kind=kind)) in ("willing", "living", "deferred", "never")
