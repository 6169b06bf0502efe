"""Writing at the desk: nothing typed is lost, every draft is kept, and nothing is put into anybody's mouth."""

import datetime as dt

import pytest

from amends.clock import Replay
from amends.desk.drawer import letters as kept
from amends.desk.drawer import people as list_kept
from amends.desk.drawer import writing as under
from amends.desk.drawer.place import Place
from amends.desk.journey import writing
from amends.desk.journey.letters import write
from amends.desk.journey.opening import make_desk, open_desk
from amends.desk.journey.people import take_in_people
from amends.desk.letters.markdown import words_of_markdown
from amends.desk.letters.review.remarks import review
from amends.desk.letters.words import plain_text
from amends.desk.people.files import Source
from amends.desk.web import writing as bench
from amends.desk.web.table import Table
from amends.errors import AmendsError, Refused, WrongUsage

PASSPHRASE = "a lantern for the bridge"
FIRST = "Dear Joan,\n\nI broke your window and let you think that it was the wind.\n\nTomas Reed\n"


class Walking(Replay):
    """A clock whose day can be moved."""

    walked = dt.timedelta()

    def now(self):
        return super().now() + self.walked


@pytest.fixture
def clock():
    return Walking()


@pytest.fixture
def desk(tmp_path, clock):
    place = Place(tmp_path / "desk")
    make_desk(place, "Tomas Reed", PASSPHRASE, clock, work_factor=10)
    with open_desk(place, PASSPHRASE, clock) as desk:
        take_in_people(desk, [Source("list.csv", b"Name\nJoan Whitfield\nPiet van Aalst\n")])
        yield desk


@pytest.fixture
def letter(desk):
    return write(desk, "Joan Whitfield", FIRST, hold=True).letter


def texts(desk, letter):
    return [draft.text for draft in writing.drafts(desk, letter)]


def on_the_page(desk, about):
    with desk.drawer.transaction() as tx:
        page = under.under_hand(tx, about)
    return page and page.text


def at_bench(desk, letter):
    return bench.bench(desk, "letters", letter, "Dear %(name)s,", "en")


def test_what_is_typed_is_kept_even_where_it_could_be_no_letter(desk, letter):
    crossed = "Dear Piet,\r\n\r\nThis is half"
    writing.jot(desk, letter, crossed)
    assert on_the_page(desk, letter) == "Dear Piet,\n\nThis is half"
    assert texts(desk, letter) == [FIRST], "and nothing became a draft"
    with pytest.raises(Refused, match="Piet van Aalst is somebody else"):
        bench.keep(desk, at_bench(desk, letter), crossed, lang="en", ready=True)
    assert on_the_page(desk, letter) == "Dear Piet,\n\nThis is half"


def test_keeping_a_draft_clears_the_page_and_typing_back_what_is_kept_does_too(desk, letter):
    writing.jot(desk, letter, FIRST + "More.")
    bench.keep(desk, at_bench(desk, letter), FIRST + "\nMore.\n", lang="en", ready=False)
    assert on_the_page(desk, letter) is None
    assert len(texts(desk, letter)) == 2
    writing.jot(desk, letter, "something")
    writing.jot(desk, letter, texts(desk, letter)[-1])
    assert on_the_page(desk, letter) is None


def thought(which):
    return FIRST.replace("Tomas", f"A {which} thought.\n\nTomas")


def test_a_long_spell_of_writing_leaves_drafts_of_its_own(desk, letter, clock):
    writing.jot(desk, letter, thought("first"))
    clock.walked = dt.timedelta(seconds=writing.SPELL_SECONDS - 60)
    writing.jot(desk, letter, thought("second"))
    assert len(texts(desk, letter)) == 1
    clock.walked = dt.timedelta(seconds=writing.SPELL_SECONDS + 60)
    writing.jot(desk, letter, FIRST)
    assert len(texts(desk, letter)) == 1, "what is kept already needs no page"
    writing.jot(desk, letter, thought("third"))
    clock.walked *= 3
    writing.jot(desk, letter, thought("fourth"))
    assert [text.count("third thought") for text in texts(desk, letter)] == [0, 1]


def test_a_letter_that_is_ready_changes_only_by_keeping(desk, letter, clock):
    bench.keep(desk, at_bench(desk, letter), FIRST, lang="en", ready=True)
    writing.jot(desk, letter, FIRST + "\nHalf a thou")
    clock.walked = dt.timedelta(days=1)
    writing.jot(desk, letter, FIRST + "\nHalf a thought, whi")
    with desk.drawer.transaction() as tx:
        one = kept.letters_by_id(tx, [letter])[letter]
    assert one.state == "ready"
    assert "Half a" not in plain_text(one.letter.words)


def test_the_first_page_to_somebody_waits_until_it_is_a_letter(desk):
    with desk.drawer.transaction() as tx:
        (joan,) = (one.id for one in list_kept.everybody(tx) if one.name == "Joan Whitfield")
    fresh = bench.bench(desk, "people", joan, "Querida %(name)s:", "es")
    assert (fresh.text, fresh.lang, fresh.letter) == ("Querida Joan Whitfield:\n\n", "es", None)
    writing.jot(desk, joan, "Querida Joan Whitfield:\n\nRompí tu ventana.\n")
    again = bench.bench(desk, "people", joan, "Dear %(name)s,", "en")
    assert again.text == "Querida Joan Whitfield:\n\nRompí tu ventana.\n"
    made = bench.keep(desk, again, again.text, lang="es", ready=False)
    with desk.drawer.transaction() as tx:
        assert kept.letters_by_id(tx, [made.letter])[made.letter].letter.words.lang == "es"
        assert under.under_hand(tx, joan) is None


def test_beside_the_words_stand_their_page_and_remarks_and_one_click_leaves_a_remark_aside(desk, letter):
    table = Table()
    try:
        writing.jot(desk, letter, "Dear Joan,\n\nMistakes were made.\n")
        seen = bench.beside(desk, table, at_bench(desk, letter))
        assert (seen.pages, seen.problem) == (1, None)
        (agentless,) = (one for one in seen.remarks if one.rule == "agentless")
        assert agentless.passage == "Mistakes were made"
        assert agentless.mend
        bench.leave_aside(desk, at_bench(desk, letter), "agentless", agentless.passage)
        again = bench.beside(desk, table, at_bench(desk, letter))
        assert "agentless" not in {one.rule for one in again.remarks}
        with pytest.raises(Refused):
            bench.leave_aside(desk, at_bench(desk, letter), "crossed", "Dear Piet,")
        writing.jot(desk, letter, "Dear Joan,\n\nA word in another script: \u4f60\n")
        assert "lacks" in str(bench.beside(desk, table, at_bench(desk, letter)).problem)
    finally:
        table.clear()


def test_the_page_shown_is_set_anew_only_when_it_changes_and_bears_the_newest_words(desk, letter):
    table = Table()
    try:
        one = bench.pages(desk, table, at_bench(desk, letter))
        assert bench.pages(desk, table, at_bench(desk, letter)) is one
        writing.jot(desk, letter, FIRST + "\nAnd another line.\n")
        other = bench.pages(desk, table, at_bench(desk, letter))
        assert other[0].startswith(b"<svg")
        assert len(other[0]) > len(one[0])
    finally:
        table.clear()


def test_names_that_come_onto_the_list_are_known_at_once(desk, letter):
    table = Table()
    try:
        writing.jot(desk, letter, FIRST + "\nRuth Amsel saw it.\n")
        before = {one.rule for one in bench.beside(desk, table, at_bench(desk, letter)).remarks}
        take_in_people(desk, [Source("more.csv", b"Name\nRuth Amsel\n")])
        after = {one.rule for one in bench.beside(desk, table, at_bench(desk, letter)).remarks}
        assert after - before == {"third-party"}
    finally:
        table.clear()


def said_on(side):
    return " ".join("".join(said for _, said in paragraph) for paragraph in side).split()


def test_two_drafts_side_by_side_say_what_each_alone_says(desk, letter):
    write(desk, "Joan Whitfield", FIRST.replace("the wind.", "the storm.\n\nI will pay for it."), hold=True)
    one, other = (draft.text for draft in writing.drafts(desk, letter))
    left, right = writing.beside(one, other)
    assert said_on(left) == one.split()
    assert said_on(right) == other.split()
    assert [said.strip() for paragraph in left for change, said in paragraph if change == "gone"] == ["wind."]
    new = [said.strip() for paragraph in right for change, said in paragraph if change == "new"]
    assert new[0] == "storm."
    assert "I will pay for it." in new
    writing.take_up(desk, letter, 1)
    assert on_the_page(desk, letter) == FIRST
    assert len(texts(desk, letter)) == 2


@pytest.mark.parametrize(
    "says", ["I am sorry for it", "Lo siento mucho", "please forgive me", "x" * (writing.SHORTCUT_MOST + 1), " "]
)
def test_a_shortcut_is_a_fact_and_never_an_apology(desk, says):
    with pytest.raises(WrongUsage):
        writing.add_shortcut(desk, "it", says)
    assert writing.shortcuts(desk) == ()


def test_shortcuts_are_kept_by_name_and_taken_off(desk):
    writing.add_shortcut(desk, "the hall", "the hall in Mill Street")
    writing.add_shortcut(desk, "the hall", "the old hall in Mill Street")
    writing.add_shortcut(desk, "Autumn", "the autumn of 2019")
    assert [one.name for one in writing.shortcuts(desk)] == ["Autumn", "the hall"]
    assert writing.shortcuts(desk)[1].says == "the old hall in Mill Street"
    writing.drop_shortcut(desk, "the hall")
    assert [one.name for one in writing.shortcuts(desk)] == ["Autumn"]


def test_no_beginning_asks_for_anything_or_hides_who_did_it():
    for sentence in bench.BEGINNINGS:
        words, _ = words_of_markdown(f"Dear Joan,\n\n{sentence}\n")
        assert [one.rule for one in review(words) if one.passage] == [], sentence


def test_what_cannot_be_set_is_told_and_nothing_is_lost(desk, letter):
    writing.jot(desk, letter, "Dear Joan,\n\n<b>loud</b>\n")
    table = Table()
    seen = bench.beside(desk, table, at_bench(desk, letter))
    assert isinstance(seen.problem, AmendsError)
    assert seen.pages == 0
    assert "<b>loud</b>" in on_the_page(desk, letter)
