"""Where a mail belongs: by its token, by an answer in it that opens, and otherwise in the unsorted tray."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.desk.mailbag.mail import (
    ATTACHMENTS_MOST,
    PARTS_MOST,
    TEXT_MOST,
    Known,
    concerns,
    harmless,
    place_mail,
    read_mail,
)
from amends.desk.post.drafts import Draft, draft_mail
from amends.desk.seal.keys import SigningKey
from amends.desk.seal.reply_address import ReplyTokens, reply_address
from amends.errors import WrongUsage
from amends.wire import AnswerFile

JOAN, ADA, TWICE = "a" * 32, "b" * 32, "c" * 32
TOKENS = ReplyTokens(SigningKey(b"s" * 32))
OWN = "tomas@home.example"
KNOWN = Known(
    {TOKENS.of(letter): letter for letter in (JOAN, ADA, TWICE)},
    {"joan@town.example": (JOAN,), "ada@town.example": (ADA, TWICE)},
    lambda answer: answer.reply == b"opens",
)


def a_mail(sender="Joan <joan@town.example>", to="", text="Thank you.", **headers):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to or OWN, "Re: Something"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def to(letter):
    return reply_address(OWN, TOKENS.of(letter))


def placed(mail):
    return place_mail(read_mail(bytes(mail)), KNOWN)


def test_a_letters_own_address_places_its_answer_and_says_nothing_else():
    assert to(JOAN).startswith("tomas+")
    assert JOAN not in to(JOAN)
    assert len(to(JOAN).partition("@")[0]) <= 64
    assert placed(a_mail(to=to(JOAN))).letter == JOAN
    assert placed(a_mail(to=to(JOAN).upper())).letter == JOAN
    assert placed(a_mail(to="x@home.example", Delivered_To=to(JOAN))).letter == JOAN
    assert placed(a_mail(References=f"<{TOKENS.of(JOAN)}.aaaaaaaa@home.example>")).letter == JOAN


def test_another_desks_token_is_no_letter_here():
    stranger = reply_address(OWN, ReplyTokens(SigningKey(b"t" * 32)).of(JOAN))
    assert placed(a_mail("who@else.example", to=stranger)).letter == ""


def test_an_address_on_the_list_alone_is_never_enough():
    one, several = placed(a_mail()), placed(a_mail("ada@town.example"))
    assert (one.letter, several.letter) == ("", "")
    assert "Anybody can write that" in one.note
    assert "several letters" in several.note


def test_what_speaks_against_itself_lies_in_the_tray():
    assert placed(a_mail("ada@town.example", to=to(JOAN))).letter == ""
    assert placed(a_mail(to=f"{to(JOAN)}, {to(ADA)}")).letter == ""


def test_a_token_from_an_address_nobody_knows_is_placed_and_says_so():
    one = placed(a_mail("daughter@town.example", to=to(JOAN)))
    assert one.letter == JOAN
    assert "not on the list" in one.note


def with_answer(letter, reply=b"opens", **headers):
    mail = a_mail(**headers)
    data = AnswerFile(letter, reply).to_bytes()
    mail.add_attachment(data, maintype="application", subtype="octet-stream", filename="answer.amends")
    return mail


def test_an_answer_that_opens_places_the_mail_it_came_in():
    assert placed(with_answer(JOAN, sender="who@else.example")).letter == JOAN
    assert placed(with_answer(JOAN, b"of another desk", sender="who@else.example")).letter == ""
    assert placed(with_answer(JOAN, to=to(ADA))).letter == ""


def test_only_what_could_be_an_answer_is_fetched_at_all():
    def wanted(mail, structure=b""):
        return concerns(bytes(mail).partition(b"\n\n")[0], KNOWN, structure)

    assert wanted(a_mail())
    assert wanted(a_mail("who@else.example", to=to(JOAN)))
    assert wanted(a_mail("who@else.example"), b'("FILENAME" "Answer.AMENDS")')
    assert not wanted(a_mail("shop@else.example", text="Your order"))


def test_attachments_are_kept_under_names_that_nothing_runs_and_are_bounded():
    mail = a_mail(to=to(JOAN))
    for name in ("../../run me.exe", ".bashrc", "photo.JPG", "page.html", "x.pdf\u202efdp.exe", ""):
        mail.add_attachment(b"data", maintype="application", subtype="octet-stream", filename=name)
    for n in range(40):
        mail.add_attachment(b"more", maintype="application", subtype="octet-stream", filename=f"{n}.txt")
    read = read_mail(bytes(mail))
    names = [one.name for one in read.attachments]
    assert names[:6] == [
        "run-me.exe.data",
        "bashrc.data",
        "photo.JPG",
        "page.html.data",
        "x.pdffdp.exe.data",
        "part-6.data",
    ]
    assert len(names) == ATTACHMENTS_MOST
    assert read.left_out == 46 - ATTACHMENTS_MOST
    assert not any("/" in name or name.startswith(".") for name in names)


def test_words_of_a_page_are_read_and_nothing_of_it_is_done():
    mail = a_mail(to=to(JOAN))
    mail.set_content(
        "<style>p{}</style><p>Dear <b>Tomas</b>,<p>I read it.<script>alert(1)</script><img src='https://x.example/y'>",
        subtype="html",
    )
    assert read_mail(bytes(mail)).text == "Dear Tomas,\n\nI read it.\n"


def test_a_mail_cannot_be_too_much():
    mail = a_mail(text="word " * 100_000)
    assert len(read_mail(bytes(mail)).text) == TEXT_MOST
    deep = (
        b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(300))
        + b"Content-Type: text/plain\n\nhello\n"
    )
    read_mail(deep)
    wide = b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * 5000 + b"--b--"
    assert read_mail(wide).left_out >= PARTS_MOST


def folded(times, kind="multipart/mixed; boundary=b%d", between="--b%d\n"):
    return "".join(f"Content-Type: {kind}\n\n{between}".replace("%d", str(n)) for n in range(times)).encode()


HEAD = b"From: joan@town.example\nTo: " + to(JOAN).encode() + b"\n"


@pytest.mark.parametrize(
    "hostile",
    [
        b"Content-Type: text/plain; charset=undefined\n\nhello",
        b"Content-Type: text/plain; charset=idna\n\nhello",
        b"Content-Type: text/plain; charset=punycode\n\nhello \xff",
        b'Content-Type: text/plain; charset="utf\0-8"\n\nhello',
        b"Content-Type: text/plain; charset*" + b"9" * 5000 + b"=x\n\nhello",
        b"Content-Disposition: attachment; filename*" + b"9" * 5000 + b"*=x\n\nhello",
        b"Content-Disposition: attachment; filename*=utf\0-8''x%20y\n\nhello",
        b"Content-Disposition: attachment; filename*=undefined''x%20y\n\nhello",
        b"Content-Type: text/html\n\nhello <![<![",
        folded(3000) + b"\nhello",
        folded(3000, "message/rfc822", "") + b"hello",
    ],
)
def test_no_mail_stands_in_the_way_of_the_next(hostile):
    """Whoever writes to the writer's address could otherwise stop every answer behind their mail."""
    read = read_mail(HEAD + hostile)
    assert place_mail(read, KNOWN).letter == JOAN
    assert "hello" in read.text or b"hello" in read.attachments[0].data


def test_a_mail_of_parts_in_parts_and_of_millions_of_lines_is_not_taken_apart():
    for much in (folded(17) + b"\n" * 100, b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * 10_001):
        (whole,) = read_mail(HEAD + much).attachments
        assert whole.data == much.partition(b"\n\n")[2]


def test_words_beside_somebody_elses_answer_are_not_taken_for_theirs():
    """Ada sends what Joan saved, and writes a line of her own above it."""
    one = placed(with_answer(JOAN, sender="ada@town.example", text="And I think so too."))
    assert (one.letter, one.words) == (JOAN, "")
    assert "comes from ada@town.example" in one.note
    hers = placed(with_answer(JOAN, text="Here it is."))
    assert (hers.letter, hers.words) == (JOAN, JOAN)


@given(st.binary(max_size=2000))
def test_whatever_comes_is_read_and_placed_nowhere(data):
    assert place_mail(read_mail(data), KNOWN).letter == ""
    concerns(data, KNOWN)


@given(
    st.lists(
        st.sampled_from(
            [
                b"From: joan@town.example\n",
                b"From: =?utf-8?q?=\xff?=\n",
                b"To: a+" + TOKENS.of(JOAN).encode() + b"@x\n",
                b"Content-Type: multipart/mixed; boundary=b\n",
                b"Content-Type: text/html; charset=none\n",
                b"\n",
                b"--b\n",
                b"Content-Transfer-Encoding: base64\n",
                b"PK answer.json",
                b"Date: Mon, 99 Foo 99999\n",
                b"<a <b \xff\n",
                b"--b--\n",
            ]
        ),
        max_size=20,
    )
)
def test_bent_mails_are_read_too(pieces):
    assert place_mail(read_mail(b"".join(pieces)), KNOWN).letter in ("", JOAN)


@given(st.text(max_size=80))
def test_every_name_becomes_harmless(name):
    made = harmless(name, 1)
    assert made
    assert not made.startswith((".", "-"))
    assert "/" not in made
    assert "\\" not in made


@pytest.mark.parametrize("own", ["", "tomas", "@home.example", "a" * 38 + "@home.example", "tömas@home.example"])
def test_an_address_that_cannot_bear_a_token_is_refused(own):
    with pytest.raises(WrongUsage):
        reply_address(own, TOKENS.of(JOAN))


def test_a_draft_is_neutral_outside_and_answered_at_its_own_address():
    draft = Draft(JOAN, OWN, "Tomas Reed", "joan@town.example", TOKENS.of(JOAN), "https://o.example/l/x", words=True)
    said = draft_mail(draft).decode()
    assert draft_mail(draft).decode() == said
    assert f"Reply-To: {to(JOAN)}" in said.replace("\r\n ", " ")
    assert "Subject: Something is here for you\r\n" in said
    assert "X-Unsent: 1" in said
    answer = a_mail(In_Reply_To=f"<{TOKENS.of(JOAN)}.{JOAN[:8]}@home.example>")
    assert placed(answer).letter == JOAN
