"""What a reader's act in the reading room means to the bank that the letter came from.

The room's own acts stay as they are; here the case behind the letter and the registry learn of them.
"""

from __future__ import annotations

import hashlib

from amends.envelope import from_json, to_json
from amends.errors import AmendsError
from amends.office.acts.reader import Reader
from amends.office.bank import answers as read_first
from amends.office.bank.answer_cards import has_card
from amends.office.bank.blocking import check
from amends.office.bank.plain import answer_rules as rules_of
from amends.office.bank.plain import said
from amends.office.bank.reading import policy_of
from amends.office.bank.step import answer_road, may_answer
from amends.office.ledger import Connection, cases, events, in_bank, readers, registered, replies
from amends.office.ledger import answers as answers_kept
from amends.office.ledger.cases import CaseRow
from amends.office.office import Office
from amends.office.refusals import Refusal
from amends.sentences import marked
from amends.wire import Act, AnswerRoad, AnswerToRead


def before(office: Office, reader: Reader, act: Act) -> None:
    """Go on only where the bank lets this act be done with this letter.

    Raises:
        Refusal: `refused`: a road is closed, or its policy lets no more answers go back, or has answers read first.
    """
    case = cases.of_envelope(reader.connection, reader.letter.id) if office.bank else None
    if case is None:
        return
    check(office, reader.connection, reader.letter.id, act)
    if act == "answer":
        _check_answer(office, reader.connection, case, reader.body)


def answers(office: Office, connection: Connection, envelope: str) -> AnswerRoad:
    """How an answer to this letter goes back.

    It follows from the policy, and from how the letter was handed over, whatever was done with it since.
    """
    case = cases.of_envelope(connection, envelope) if office.bank else None
    return _road(office, connection, case) if case else "sealed"


def answer_rules(office: Office, connection: Connection, envelope: str, language: str) -> str:
    """What an answer to this letter is held to, in words for who may write one; empty where no bank holds it."""
    case = cases.of_envelope(connection, envelope) if office.bank else None
    letter = in_bank.find(connection, case.letter) if case else None
    if letter is None:
        return ""
    return " ".join(said(language, one) for one in rules_of(policy_of(office, connection, letter).answers))


def instead(office: Office, reader: Reader, act: Act) -> bytes | None:
    """Do an act that concerns an answer which the bank reads first; None where it is none of those.

    Raises:
        Refusal: what was sent is sealed to the writer alone; or as `amends.office.bank.answers` says.
    """
    connection = reader.connection
    case = cases.of_envelope(connection, reader.letter.id) if office.bank else None
    if case is None:
        return None
    if act == "answers":
        reader.nothing_sent()
        return to_json({"amends": 1, "answers": read_first.mine(connection, case, reader.by)})
    if act == "take-back":
        answer = reader.sent("answer")["answer"]
        done = read_first.take_back(office, connection, case, str(answer), reader.by)
        return to_json({"amends": 1, "done": done}) if done is not None else None
    if act == "answer" and not _as_before(connection, case, reader.body):
        return _leave(office, reader, case) if _road(office, connection, case) == "screened" else None
    return None


def _leave(office: Office, reader: Reader, case: CaseRow) -> bytes:
    try:
        sha256 = AnswerToRead.from_bytes(reader.body).sha256
    except AmendsError as error:
        raise _unread() from error
    reader.only_letters()
    known = answers_kept.same(reader.connection, case.id, sha256)
    if known is None:
        reader.not_too_often("answer", reader.limits.answers)
    leaver = read_first.Leaver(reader.by, reader.letter.act_key)
    answer = read_first.leave(office, reader.connection, case, reader.body, leaver)
    if known is None:
        reader.write_down("answer", answer)
    return to_json({"amends": 1, "answer": answer, "done": True})


def _road(office: Office, connection: Connection, case: CaseRow) -> AnswerRoad:
    letter = in_bank.find(connection, case.letter)
    if letter is None:
        return "sealed"
    card, paper = has_card(connection, case), bool(letter.taken_in)
    return answer_road(policy_of(office, connection, letter), card=card, paper=paper)


def _as_before(connection: Connection, case: CaseRow, body: bytes) -> bool:
    """Whether this very answer was left when nobody read one first: the same bytes again are the same answer."""
    return bool(replies.same(connection, case.envelope, hashlib.sha256(body).hexdigest()))


def after(office: Office, reader: Reader, act: Act) -> None:
    """Write down with the case and in the registry what the act says."""
    connection, letter = reader.connection, reader.letter
    case = cases.of_envelope(connection, letter.id) if office.bank else None
    if case is None:
        return
    if act == "never":
        _never(office, connection, case, reader.by)
    elif act == "again" and not readers.wants_no_more(connection, letter.writer, letter.person):
        _again(office, connection, case, reader.by)
    elif act == "tell":
        _tell(connection, case, reader.body)


def _never(office: Office, connection: Connection, case: CaseRow, by: str) -> None:
    one = registered.find(connection, case.registered)
    if one is not None and one.wish != "never":
        registered.change(connection, one.id, wish="never")
        events.add(connection, [events.Happened("wished", office.now(), by, case.envelope, one.id)])


def _again(office: Office, connection: Connection, case: CaseRow, by: str) -> None:
    """A "never" that was said to the registry is taken back there, and not by whoever has a letter's link.

    What comes back is the quietest wish, "keep it and do not tell me": nobody knows here what was wished before.
    """
    one = registered.find(connection, case.registered)
    if one is None or one.left or one.wish != "never":
        return
    said = events.last_by(connection, one.id, "wished")
    if said in ("", events.OFFICE, events.READER) or said.startswith(events.by_staff("")):
        return
    registered.change(connection, one.id, wish="wait")
    events.add(connection, [events.Happened("wished", office.now(), by, case.envelope, one.id)])


def _tell(connection: Connection, case: CaseRow, body: bytes) -> None:
    """What is let known in the room is a consent like any: it shows in a round, where policy has it."""
    said = from_json(body)
    assert isinstance(said, dict)
    on = {fact: True for fact in ("requested", "received", "read") if said.get(fact) is True}
    if on:
        cases.change(connection, case.id, **on)


def _check_answer(office: Office, connection: Connection, case: CaseRow, body: bytes) -> None:
    letter = in_bank.find(connection, case.letter)
    if letter is None or _as_before(connection, case, body):
        return
    match _road(office, connection, case):
        case "on-paper":
            raise _unread() if policy_of(office, connection, letter).answers.screened else _no_desk()
        case "screened":
            return  # what is counted there, is counted where it is left
        case "sealed" | "none":
            if not may_answer(policy_of(office, connection, letter), replies.how_many(connection, case.envelope)):
                raise Refusal(
                    "refused", marked("No more answers go back."), marked("Nothing was sent, and nobody is told.")
                )


def _no_desk() -> Refusal:
    return Refusal(
        "refused",
        marked("This letter came to the bank on paper, and its writer could not open an answer."),
        marked(
            "Bring or send it to the bank on paper; it is passed on as it is. Nothing was sent, and nobody is told."
        ),
    )


def _unread() -> Refusal:
    return Refusal(
        "refused",
        marked("This bank reads an answer before the writer does, and nobody here could read this one."),
        marked(
            "Bring or send it to the bank on paper; it is read there first. Nothing was sent, and nobody is told."
        ),
    )
