"""Answers by mail, from a real mailbox: Dovecot's."""

from __future__ import annotations

import re
import shutil
import threading
from email.message import EmailMessage

import pytest

from amends.desk.post.mailbox import MailboxAddress, Mark, opened
from amends.errors import OfficeUnreachable, WrongUsage
from tests.contract.test_carriers import certified
from tests.dovecot import PASSWORD, REMEDY, dovecot
from tests.journey.test_packet import pages
from tests.walk import walk

__all__ = ["walk"]

pytestmark = pytest.mark.skipif(
    not (shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")), reason=REMEDY
)
OWN = "tomas@home.example"


@pytest.fixture(scope="module")
def server():
    with dovecot() as server:
        yield server


@pytest.fixture
def user(request):
    """A mailbox of the test's own."""
    return f"u{abs(hash(request.node.nodeid)):x}"


@pytest.fixture
def desk(walk, tmp_path, server, user, monkeypatch):
    """A desk with two letters posted, and a mailbox set."""
    walk.new()
    (tmp_path / "people.csv").write_text(
        "Name,Email\nJoan Whitfield,joan@town.example\nAda Moss,ada@town.example\n", "utf-8"
    )
    walk("people", "import", tmp_path / "people.csv")
    walk.letters(
        [{"to": name, "text": f"Dear {name.split()[0]},\n\nI am sorry."} for name in ("Joan Whitfield", "Ada Moss")]
    )
    walk("post", "--to", tmp_path / "folder", "--words")
    monkeypatch.setenv("AMENDS_MAILBOX", server.url(user))
    walk("mailbag", "mail", "set", OWN)
    return walk


def addressed(desk):
    return {one["to"]: one["address"] for one in desk("mailbag", "mail", "addresses").json}


def a_mail(text, to, sender="joan@town.example"):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, "Re: Something is here for you"
    mail.set_content(text)
    return mail


def fetched(desk, **code):
    got = desk("mailbag", "fetch", **code).json
    return got["new"], got["unsorted"], got["same"]


def test_what_is_certain_is_placed_the_rest_lies_in_the_tray_and_the_mailbox_stays_as_it_was(
    desk, server, user, tmp_path
):
    to = addressed(desk)
    server.deliver(bytes(a_mail("I read it twice.", to["Joan Whitfield"])), user)
    server.deliver(bytes(a_mail("Perhaps.", OWN, "ada@town.example")), user)
    server.deliver(bytes(a_mail("Your parcel.", OWN, "shop@else.example")), user)
    assert fetched(desk) == (1, 1, 0)
    assert fetched(desk) == (0, 0, 0)
    desk("packet", "make", "--out", tmp_path / "packet", "--for", "Sam")
    slips = [re.sub(r"\s", "", said) for said in pages(tmp_path / "packet" / "slips.pdf")]
    assert [address in said for address, said in zip(to.values(), slips, strict=True)] == [True, True]
    bag = {one["from"]: one for one in desk("mailbag", "list").json}
    assert len(bag) == 2
    assert bag["Joan Whitfield"]["certain"]
    assert bag["Joan Whitfield"]["kind"] == "mail"
    assert "Anybody can write that" in bag[""]["note"]
    opened_one = desk("mailbag", "open", bag["Joan Whitfield"]["id"]).json
    assert opened_one["text"] == "I read it twice.\n"
    desk("mailbag", "place", bag[""]["id"], "Ada Moss")
    assert b"I read it twice" not in b"".join(file.read_bytes() for file in desk.desk.iterdir() if file.is_file())
    with opened(MailboxAddress.read(server.url(user))) as box:
        assert not list(box._box.fetch("SEEN", mark_seen=False))
        assert len(list(box._box.fetch("ALL", mark_seen=False))) == 3
    desk("book", tmp_path / "book.pdf")


def test_an_answer_saved_from_the_file_comes_back_by_mail_and_is_the_same_by_any_road(desk, server, user, tmp_path):
    posted = desk("post", "--to", tmp_path / "folder").json
    link = next(one for one in posted["links"] if one["to"] == "Joan Whitfield")
    (tmp_path / "answer.txt").write_text("I still have the boat.", "utf-8")
    saved = tmp_path / "answer.amends"
    desk("answer", link["url"], "--words", link["words"], "--file", tmp_path / "answer.txt", "--out", saved)
    mail = a_mail("", OWN, "somebody@else.example")
    mail.add_attachment(saved.read_bytes(), maintype="application", subtype="octet-stream", filename="answer.amends")
    server.deliver(bytes(mail), user)
    assert fetched(desk) == (1, 0, 0)
    (one,) = desk("mailbag", "list").json
    assert (one["from"], one["kind"], one["certain"]) == ("Joan Whitfield", "file", True)
    assert desk("mailbag", "open", one["id"]).json["text"].strip() == "I still have the boat."
    assert desk("mailbag", "scan", saved).json["same"] == 1


def test_two_answers_in_one_mail_are_both_kept_and_words_of_another_lie_in_the_tray(desk, server, user, tmp_path):
    posted = desk("post", "--to", tmp_path / "folder").json
    link = next(one for one in posted["links"] if one["to"] == "Joan Whitfield")
    mail = a_mail("", OWN, "joan@town.example")
    for number, said in enumerate(("The boat.", "And the oars.")):
        (tmp_path / "answer.txt").write_text(said, "utf-8")
        saved = tmp_path / f"{number}.amends"
        desk("answer", link["url"], "--words", link["words"], "--file", tmp_path / "answer.txt", "--out", saved)
        mail.add_attachment(saved.read_bytes(), maintype="application", subtype="x-amends", filename=saved.name)
    server.deliver(bytes(mail), user)
    fetched(desk)
    texts = {desk("mailbag", "open", one["id"]).json["text"].strip() for one in desk("mailbag", "list").json}
    assert texts == {"The boat.", "And the oars."}
    other = a_mail("I think so too.", OWN, "ada@town.example")
    other.add_attachment(saved.read_bytes(), maintype="application", subtype="x-amends", filename="x.amends")
    server.deliver(bytes(other), user)
    assert fetched(desk) == (0, 1, 0)
    (tray,) = [one for one in desk("mailbag", "list").json if not one["from"]]
    assert "got another" in tray["note"]


def test_a_name_that_cannot_stand_in_quotes_does_not_hide_an_answer(desk, server, user):
    """A server sends such a name apart, before the head of the mail (RFC 9051, literals)."""
    to = addressed(desk)["Joan Whitfield"].encode()
    for name in ("réponse.pdf".encode(), b'a \\"quoted\\" one.pdf', b"x" * 5000):
        server.deliver(
            b"From: joan@town.example\r\nTo: " + to + b"\r\nMIME-Version: 1.0\r\n"
            b'Content-Type: application/pdf; name="' + name + b'"\r\n\r\n%PDF',
            user,
        )
    assert fetched(desk) == (3, 0, 0)


def test_what_came_with_it_is_written_where_one_says_and_nothing_of_it_can_be_run(desk, server, user, tmp_path):
    mail = a_mail("See beside.", addressed(desk)["Joan Whitfield"])
    mail.add_attachment(b"#!/bin/sh\ntouch /tmp/run\n", maintype="application", subtype="x-sh", filename="../boat.sh")
    server.deliver(bytes(mail), user)
    assert fetched(desk) == (1, 0, 0)
    (one,) = desk("mailbag", "list").json
    files = desk("mailbag", "open", one["id"], "--out", tmp_path / "out").json["files"]
    written = sorted((tmp_path / "out").iterdir())
    assert sorted(files) == [str(file) for file in written]
    assert [file.name.partition("-")[2] for file in written] == ["boat.sh.data", "reply.txt"]
    assert all(file.stat().st_mode & 0o177 == 0 for file in written)


def test_a_server_that_counts_anew_is_looked_through_anew_and_nothing_comes_twice(desk, server, user):
    to = addressed(desk)["Joan Whitfield"]
    server.deliver(bytes(a_mail("One.", to)), user)
    assert fetched(desk) == (1, 0, 0)
    server.begin_anew(user)
    server.deliver(bytes(a_mail("Two.", to)), user)
    assert fetched(desk) == (1, 0, 1)
    assert len(desk("mailbag", "list").json) == 2


def test_a_mail_that_is_too_large_stays_where_it_is_and_is_told_of_once(desk, server, user):
    mail = a_mail("x" * 70 + "\n", addressed(desk)["Joan Whitfield"])
    mail.add_attachment(b"0" * 13 * 2**20, maintype="application", subtype="octet-stream", filename="large.bin")
    server.deliver(bytes(mail), user)
    assert "larger than an answer" in desk("mailbag", "fetch", code=1).json["refused"][0]
    assert fetched(desk) == (0, 0, 0)


@pytest.mark.parametrize("idle", [True, False], ids=["by IDLE", "by looking again"])
def test_one_can_wait_for_a_mail(idle, walk):
    with dovecot(idle=idle) as server, opened(MailboxAddress.read(server.url())) as box:
        assert ("IDLE" in box._box.client.capabilities) == idle
        (start,) = box.new(Mark(), lambda *_: True, 1000)
        later = threading.Timer(0.5, lambda: server.deliver(b"From: a@b.example\n\nhello\n"))
        later.start()
        found = []
        while not found:
            box.wait(30, lambda seconds: later.join())
            found = list(box.new(start.mark, lambda *_: True, 1000))
        assert found[0].data.endswith(b"hello\r\n")


def test_a_mailbox_is_spoken_to_closed_and_only_with_one_that_proves_who_it_is(tmp_path, monkeypatch):
    authority = tmp_path / "authority.pem"
    certified("localhost", authority, tmp_path / "own.pem")
    with dovecot(tmp_path / "own.pem") as server:
        with (
            pytest.raises(OfficeUnreachable, match="does not answer"),
            opened(MailboxAddress.read(server.url(tls=True))),
        ):
            pass
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        with opened(MailboxAddress.read(server.url(tls=True))) as box:
            assert [one.data for one in box.new(Mark(), lambda *_: True, 1000)] == [b""]


def test_elsewhere_than_on_this_machine_a_mailbox_is_never_spoken_to_in_the_open():
    assert MailboxAddress.read("imap://a:b@mail.example").tls == "imap"
    assert MailboxAddress.read("imaps://a:b@mail.example").tls == "imaps"
    assert MailboxAddress.read("imap://a:b@127.0.0.1").tls == ""
    assert "secret" not in repr(MailboxAddress.read("imaps://a:secret@mail.example"))
    for url in ("", "https://a:b@mail.example", "imaps://mail.example", "imaps://a:b@mail.example:x"):
        with pytest.raises(WrongUsage):
            MailboxAddress.read(url)


def test_a_wrong_password_and_a_mailbox_that_is_gone_are_told_plainly(desk, server, user, monkeypatch):
    monkeypatch.setenv("AMENDS_MAILBOX", server.url(user, "wrong"))
    said = desk("mailbag", "mail", "set", OWN, code=4, as_json=False)
    assert "does not let this desk in" in said.err
    assert PASSWORD not in said.err
    assert fetched(desk) == (0, 0, 0)  # what was set before still holds
    desk("mailbag", "mail", "forget")
    desk("mailbag", "mail", "addresses", code=2)
