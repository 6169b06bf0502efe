"""The seal: what is closed opens again for its reader alone, and in one size for many letters."""

from __future__ import annotations

import unicodedata
from functools import partial

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.clock import MACHINE, Replay
from amends.desk.letters.words import Paragraph, Words, plain_text
from amends.desk.seal import folder
from amends.desk.seal.age import (
    Secret,
    close_with_words,
    identity_secret,
    identity_text,
    open_with_words,
    recipient_point,
    recipient_text,
)
from amends.desk.seal.headers import FrontHeader, Grant, LetterHeader, ReplyHeader, Scale
from amends.desk.seal.keys import SigningKey, ssh_public
from amends.desk.seal.opening import open_front, open_key, open_letter, open_reply
from amends.desk.seal.passphrase import draw_words, tidy_words, word_list
from amends.desk.seal.sealing import KeyRoad, LetterKeys, Parts, Sealed, pass_on, seal, seal_reply
from amends.desk.seal.slip import Slip, read_slip, slip_code
from amends.envelope import pack, unpack
from amends.errors import Forged, NotOpenable, Unsupported, WrongKey

CLOCK = Replay("seal")
WRITER = SigningKey.draw(CLOCK)
names = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), min_size=1, max_size=40).map(
    partial(unicodedata.normalize, "NFC")
)


def parts(text: str = "I am sorry.", **more: object) -> Parts:
    fields = {
        "id": CLOCK.bytes(16).hex(),
        "person": CLOCK.bytes(16).hex(),
        "words": Words(body=(Paragraph((text,)),)),
        "from_name": "Tomas",
        "to": ("Ana",),
        "address": ("Ana Duarte", "Alder Bridge"),
        "flap": "Tomas Reed",
    }
    return Parts(**(fields | more))


def sealed(**more: object) -> tuple[Sealed, LetterKeys]:
    keys = LetterKeys.draw(CLOCK)
    return seal(parts(**more), keys, CLOCK, signer=WRITER), keys


ONE, ONE_KEYS = sealed()


@given(st.binary(min_size=32, max_size=32))
def test_a_secret_is_written_as_age_writes_it(raw: bytes) -> None:
    text = identity_text(raw)
    assert identity_secret(text) == raw
    assert identity_secret(text.lower()) == raw
    public = str(pyrage.x25519.Identity.from_str(text).to_public())
    assert recipient_text(recipient_point(public)) == public


@given(st.binary(min_size=32, max_size=32), st.integers(0, 73), st.sampled_from("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"))
def test_a_mistyped_secret_is_noticed(raw: bytes, place: int, letter: str) -> None:
    text = identity_text(raw)
    wrong = text[:place] + letter + text[place + 1 :]
    if wrong != text:
        with pytest.raises(WrongKey):
            identity_secret(wrong)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co"]), min_size=1, max_size=4000))
def test_what_is_sealed_opens_for_its_reader_and_nobody_else(text: str) -> None:
    text = unicodedata.normalize("NFC", "".join(c for c in text if c not in "\u2028\u2029")) or "-"
    try:
        letter, keys = sealed(text=text)
    except Unsupported:
        pytest.fail("an ordinary letter was not sealed")
    if any(c in text for c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"):
        return
    opened = open_letter(letter.envelope.letter, keys.secret, letter.envelope.id)
    assert opened.text == text + "\n"
    assert opened.whose == "addressed"
    with pytest.raises(WrongKey):
        open_letter(letter.envelope.letter, Secret.draw(CLOCK), letter.envelope.id)


@given(st.integers(1, 20_000))
def test_letters_of_very_different_length_look_alike(length: int) -> None:
    letter, keys = sealed(text="x" * length)
    assert len(keys.secret.open(letter.envelope.letter, "it")) in folder.LETTER.sizes
    assert len(keys.secret.open(letter.envelope.front, "it")) == folder.FRONT.sizes[0]


@given(st.data())
def test_one_changed_byte_anywhere_in_an_envelope_is_never_another_envelope(data: st.DataObject) -> None:
    packed = bytearray(pack(ONE.envelope))
    place = data.draw(st.integers(0, len(packed) - 1))
    packed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(NotOpenable):
        unpack(bytes(packed))


@given(st.data())
def test_one_changed_byte_in_an_opened_folder_is_always_refused(data: st.DataObject) -> None:
    letter, keys = ONE, ONE_KEYS
    plain = bytearray(keys.secret.open(letter.envelope.letter, "it"))
    place = data.draw(st.integers(0, len(plain) - 1))
    plain[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(NotOpenable):
        open_letter(keys.secret.close(bytes(plain)), keys.secret, letter.envelope.id)


def test_a_letter_too_large_to_be_carried_is_refused_by_name() -> None:
    with pytest.raises(Unsupported, match="at most can be sealed"):
        sealed(pdf=bytes(9 * 1024 * 1024))


def test_a_front_that_does_not_fit_the_one_size_of_fronts_is_refused() -> None:
    with pytest.raises(Unsupported, match="front of the envelope"):
        sealed(front_hand=bytes(40 * 1024))


def test_a_copy_passed_on_shows_itself_as_a_copy_and_cannot_act() -> None:
    letter, keys = sealed()
    copy, fresh = pass_on(letter.envelope, keys.secret, CLOCK)
    opened = open_letter(copy.letter, fresh, copy.id)
    assert opened.whose == "copy"
    assert opened.header.id == letter.envelope.id
    assert SigningKey.to_act(fresh.raw).wire != opened.header.act_key
    with pytest.raises(WrongKey):
        open_letter(letter.envelope.letter, fresh, letter.envelope.id)


def test_an_office_cannot_give_one_letter_out_as_another() -> None:
    letter, keys = sealed()
    with pytest.raises(Forged):
        open_front(letter.envelope.front, keys.secret, CLOCK.bytes(16).hex())
    assert open_letter(letter.envelope.letter, keys.secret, CLOCK.bytes(16).hex()).whose == "copy"


def test_words_open_a_side_file_however_they_are_typed() -> None:
    keys = LetterKeys.draw(CLOCK)
    letter = seal(parts(), keys, CLOCK, signer=None, road=KeyRoad("words"))
    typed = "  " + letter.words.upper().replace("-", " – ") + " "
    assert open_key(letter.envelope.key, words=typed).text == keys.secret.text
    assert tidy_words(typed) == letter.words


@given(st.binary(max_size=200_000), st.text(min_size=1, max_size=40))
def test_the_scrypt_form_is_the_one_that_age_opens(plain: bytes, words: str) -> None:
    closed = close_with_words(plain, words, CLOCK, work_factor=4)
    assert pyrage.passphrase.decrypt(closed, words) == plain
    assert open_with_words(closed, words, "it") == plain


def test_words_are_drawn_from_the_whole_list_evenly() -> None:
    words = word_list()
    assert len(words) == 7776
    drawn = {word for _ in range(300) for word in draw_words(MACHINE).split("-")}
    assert len(drawn) > 1500
    assert min(len(draw_words(CLOCK)) for _ in range(50)) >= 6 * 3 + 5


def test_an_answer_opens_for_the_letter_it_answers_and_no_other() -> None:
    letter, keys = sealed()
    assert keys.reply is not None
    header = ReplyHeader(letter.envelope.id, "2026-11-30", Words(body=(Paragraph(("Thank you.",)),)), "Ana")
    closed = seal_reply(header, keys.reply.recipient)
    opened = open_reply(closed, keys.reply, letter.envelope.id)
    assert opened.header == header
    assert opened.text == plain_text(header.words)
    with pytest.raises(Forged):
        open_reply(closed, keys.reply, CLOCK.bytes(16).hex())


@given(st.integers(1, 60_000))
def test_answers_of_very_different_length_look_alike(length: int) -> None:
    """An office sees how long an answer is, so one word and a page are carried in the same size."""
    assert folder.REPLY.sizes == tuple(8 * 1024 * 2**step for step in range(11))
    assert inside_an_answer("x" * length) in folder.REPLY.sizes
    assert inside_an_answer("x" * min(length, 3000)) == inside_an_answer("No.") == 8 * 1024


def inside_an_answer(text: str) -> int:
    """How large the folder is that an answer with these words is sealed in."""
    reply = Secret.draw(CLOCK)
    header = ReplyHeader("0a" * 16, "2026-11-30", Words(body=(Paragraph((text,)),)))
    return len(reply.open(seal_reply(header, reply.recipient), "the answer"))


def test_a_slip_bears_no_secret_and_is_known_again() -> None:
    letter, keys = sealed()
    assert keys.reply is not None
    code = slip_code(Slip(letter.envelope.id, keys.reply.recipient), WRITER)
    assert read_slip(code, WRITER.public) == Slip(letter.envelope.id, keys.reply.recipient)
    assert set(code) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:")
    with pytest.raises(Forged):
        read_slip(code, SigningKey.draw(CLOCK).public)


def test_secrets_do_not_show_when_a_key_is_printed() -> None:
    letter, keys = sealed()
    shown = repr((letter, keys, keys.secret, WRITER))
    assert keys.secret.text not in shown
    assert WRITER.seed.hex() not in shown


@given(names, names, st.lists(names, min_size=1, max_size=5), st.booleans())
def test_headers_are_read_as_they_were_written(writer: str, person: str, lines: list[str], signed: bool) -> None:
    grant = Grant("A bank", Secret.draw(CLOCK).recipient, WRITER.ssh) if signed else None
    letter = LetterHeader(
        id=CLOCK.bytes(16).hex(),
        sealed="2026-11-22",
        from_name=writer,
        to=(person,),
        recipient=Secret.draw(CLOCK).recipient,
        act_key=WRITER.wire,
        words=Words(body=()),
        writer=WRITER.ssh if signed else "",
        hand=Scale(90, 110),
        grant=grant,
    )
    assert LetterHeader.from_bytes(letter.to_bytes()) == letter
    front = FrontHeader(letter.id, writer, (person,), tuple(lines), writer, "plain", letter.writer, Scale(90, 110))
    assert FrontHeader.from_bytes(front.to_bytes()) == front


def test_an_ssh_key_has_one_spelling() -> None:
    assert ssh_public(WRITER.ssh) == WRITER.public
    for wrong in (WRITER.ssh + " me@here", WRITER.ssh.replace("ed25519 ", "ed25519  "), "ssh-rsa AAAA"):
        with pytest.raises(Unsupported):
            ssh_public(wrong)
