"""Depositing: once is enough, twice does no harm, and a line that breaks loses nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from amends.envelope import ENVELOPE_BYTES_MOST, bind, pack, to_json
from amends.wire import UPLOAD_CHUNK_BYTES, batch, outcomes_from
from tests.office_door import CHANCE, Desk, Key, a_letter, everything, fields, refusal, running


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with running(tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest.fixture
def desk(office):
    return office.desk()


def without_nonces(office):
    return {name: rows for name, rows in everything(office.office).items() if name != "spent"}


def test_the_same_deposit_again_changes_nothing(office, desk):
    letters = [a_letter() for _ in range(5)]
    assert desk.deposit(*letters) == ["deposited"] * 5
    before = without_nonces(office)
    assert desk.deposit(*letters) == ["already"] * 5
    assert without_nonces(office) == before


def test_another_envelope_under_the_same_id_is_refused_and_the_rest_goes_in(office, desk):
    letter, other = a_letter(), a_letter()
    desk.deposit(letter)
    changed = replace(letter, envelope=replace(letter.envelope, letter=CHANCE.bytes(3000)))
    assert desk.deposit(changed, other) == ["refused", "deposited"]
    assert office.door.act(letter, "open").content == letter.envelope.letter


@pytest.mark.parametrize("field", ["act_key", "person", "front", "letter"])
def test_whatever_is_changed_it_is_another_envelope(desk, field):
    letter = a_letter()
    desk.deposit(letter)
    changed = replace(letter.envelope, **{field: getattr(a_letter().envelope, field)})
    assert desk.deposit(replace(letter, envelope=changed)) == ["refused"]


def test_a_withdrawn_letter_deposited_again_stays_withdrawn(office, desk):
    letter = a_letter()
    desk.deposit(letter)
    desk.withdraw(letter.id)
    assert desk.deposit(letter) == ["already"]
    assert refusal(office.door.look(letter)) == (410, "taken-back")


def test_what_is_no_envelope_is_refused_by_itself(office, desk):
    good, torn, crossed, copy = a_letter(), a_letter(), a_letter(), a_letter(copy_of="ab" * 16)
    answer = desk.ask("/api/desk/deposits", batch({
        torn.id: torn.packed[:-30], good.id: good.packed, crossed.id: a_letter().packed, copy.id: copy.packed,
    }))  # fmt: skip
    outcomes = outcomes_from(answer.content)
    assert [one.outcome for one in outcomes] == ["refused", "deposited", "refused", "refused"]
    assert all(one.reason for one in outcomes if one.outcome == "refused")
    assert [row["id"] for row in desk.letters()] == [good.id]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        bind({"letter.txt": b"x"}),
        bind({f"{number:032x}.envelope": b"x" for number in range(65)}),
        batch({"ab" * 16: b"x"})[:-1],
    ],
    ids=["nothing", "nonsense", "another folder", "too many", "torn"],
)
def test_what_is_no_batch_is_refused_whole(desk, body):
    assert refusal(desk.ask("/api/desk/deposits", body)) == (422, "malformed")


def test_a_batch_has_32_mebibytes_at_most(office, desk):
    before = without_nonces(office)
    assert refusal(desk.ask("/api/desk/deposits", b"\0" * (32 * 1024 * 1024 + 1))) == (413, "too-large")
    assert without_nonces(office) == before


def test_more_than_is_announced_or_allowed_is_cut_off_while_it_comes(office, desk):
    def endless():
        for _ in range(64):
            yield b"\0" * 1024 * 1024

    from amends.wire import DESK_HEADER, NONCE_HEADER, SIGNATURE_HEADER

    headers = {DESK_HEADER: desk.key.public, NONCE_HEADER: office.door.nonce(), SIGNATURE_HEADER: "A" * 86}
    answer = office.door.http.post("/api/desk/deposits", content=endless(), headers=headers)
    assert refusal(answer) == (413, "too-large")


# ── uploads ───────────────────────────────────────────────────────────────────────────────────────────────────────


def pieces(packed):
    return [(at, packed[at : at + UPLOAD_CHUNK_BYTES]) for at in range(0, len(packed), UPLOAD_CHUNK_BYTES)]


def send(desk, letter, offset, data, total):
    return desk.ask(f"/api/desk/uploads/{letter.id}/{offset}/{total}", data)


def test_a_long_letter_arrives_in_pieces(office, desk):
    letter = a_letter(size=2_500_000)
    total = len(letter.packed)
    answers = [fields(send(desk, letter, at, data, total)) for at, data in pieces(letter.packed)]
    assert [answer["received"] for answer in answers] == [UPLOAD_CHUNK_BYTES, 2 * UPLOAD_CHUNK_BYTES, total]
    assert answers[-1]["outcomes"] == [{"id": letter.id, "outcome": "deposited", "reason": ""}]
    assert office.door.act(letter, "open").content == letter.envelope.letter
    assert everything(office.office)["chunks"] == []


def test_an_upload_that_broke_goes_on_where_it_was(tmp_path):
    letter = a_letter(size=2_500_000)
    total = len(letter.packed)
    (first, one), (second, two), (third, three) = pieces(letter.packed)
    with running(tmp_path) as office:
        desk = office.desk()
        send(desk, letter, first, one, total)
    with running(tmp_path) as office:  # the office was stopped and started again
        desk = replace(desk, door=office.door)
        here = fields(desk.ask(f"/api/desk/uploads/{letter.id}"))["received"]
        assert here == second
        for offset, data in ((first, one), (third, three)):  # a piece that came already, and one too far on
            answer = send(desk, letter, offset, data, total)
            assert refusal(answer) == (409, "offset")
            assert fields(answer)["received"] == second
        send(desk, letter, second, two, total)
        assert fields(send(desk, letter, third, three, total))["outcomes"][0]["outcome"] == "deposited"
        assert desk.deposit(letter) == ["already"]


def test_an_upload_begun_anew_with_another_length_begins_anew(desk):
    letter, again = a_letter(size=1_500_000), a_letter(size=10)
    send(desk, letter, *pieces(letter.packed)[0], len(letter.packed))
    other = replace(again, envelope=replace(again.envelope, id=letter.id))
    answer = fields(send(desk, letter, 0, pack(other.envelope), len(other.packed)))
    assert answer["outcomes"][0]["outcome"] == "deposited"


def test_one_desk_does_not_go_on_with_anothers_upload(office, desk):
    letter = a_letter(size=1_500_000)
    (first, one), (second, two) = pieces(letter.packed)
    send(desk, letter, first, one, len(letter.packed))
    other = office.desk()
    assert fields(other.ask(f"/api/desk/uploads/{letter.id}"))["received"] == 0
    assert refusal(send(other, letter, second, two, len(letter.packed))) == (409, "offset")


def test_uploads_have_bounds(desk):
    letter = a_letter()
    data = b"x" * 10
    for offset, total, code in (
        (0, ENVELOPE_BYTES_MOST + 1, "too-large"), (0, 9, "malformed"), (0, 0, "too-large"),
        ("00", 10, "malformed"), ("-1", 10, "malformed"), (0, "9" * 13, "malformed"),
    ):  # fmt: skip
        assert refusal(send(desk, letter, offset, data, total))[1] == code
    assert refusal(send(desk, letter, 0, b"x" * (UPLOAD_CHUNK_BYTES + 1), ENVELOPE_BYTES_MOST))[1] == "too-large"


def test_unfinished_uploads_of_one_desk_are_few_and_forgotten_in_time(tmp_path):
    import datetime as dt

    with running(tmp_path) as office:
        desk = office.desk()
        answers = [send(desk, a_letter(), 0, b"x", 2).status_code for _ in range(17)]
        assert answers == [200] * 16 + [429]
        office.clock.at += dt.timedelta(days=8)
        desk.news()
        assert everything(office.office)["uploads"] == []
        assert everything(office.office)["chunks"] == []


# ── a desk in another place ───────────────────────────────────────────────────────────────────────────────────────


def take_place(desk: Desk, key: Key, *, take_over: bool = False):
    return desk.ask("/api/desk/key", to_json({"amends": 1, "key": key.public, "take_over": take_over}))


def test_a_copy_takes_the_place_of_its_desk_and_the_old_key_is_answered_superseded(office):
    old, letter = office.desk(), a_letter()
    old.deposit(letter)
    new = Desk(office.door)
    for _ in range(2):
        assert fields(take_place(old, new.key)) == {"amends": 1, "moved": True}
    assert [one["id"] for one in new.letters()] == [letter.id]
    for asked in ("/api/desk/news", "/api/desk/letters", "/api/desk/roads/closed"):
        assert refusal(old.ask(asked)) == (409, "superseded")
    assert refusal(old.ask("/api/desk/deposits", batch({letter.id: letter.packed}))) == (409, "superseded")
    assert refusal(old.withdraw(letter.id)) == (409, "superseded")


def test_of_two_copies_the_second_comes_too_late_unless_it_takes_over(office):
    old, first, second = office.desk(), Desk(office.door), Desk(office.door)
    take_place(old, first.key)
    assert refusal(take_place(old, second.key)) == (409, "superseded")
    assert fields(take_place(old, second.key, take_over=True))["moved"] is True
    assert second.news().replies == ()
    assert refusal(first.ask("/api/desk/news")) == (409, "superseded")


def test_no_desk_takes_the_place_of_another_writers(office):
    mine, other, stranger = office.desk(), office.desk(), Desk(office.door)
    for take_over in (False, True):
        assert refusal(take_place(mine, other.key, take_over=take_over)) == (403, "refused")
        assert refusal(take_place(stranger, Key(), take_over=take_over)) == (403, "refused")
    assert mine.news().replies == other.news().replies == ()


def test_a_key_that_was_a_desks_before_does_not_come_back(office):
    old, new = office.desk(), Desk(office.door)
    take_place(old, new.key)
    assert refusal(take_place(new, old.key, take_over=True)) == (403, "refused")


@pytest.mark.parametrize("body", [b"", b"{}", to_json({"amends": 1, "key": "short", "take_over": False})])
def test_a_malformed_key_takes_no_place(office, body):
    desk = office.desk()
    assert refusal(desk.ask("/api/desk/key", body)) == (422, "malformed")
    assert desk.news().replies == ()
