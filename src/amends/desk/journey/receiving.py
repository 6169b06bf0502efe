"""The recipient's side: look at an envelope, open it, answer it, pass a copy on. No desk is needed for any of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from amends.clock import Clock
from amends.desk.drawer.files import plainly, put
from amends.desk.letters.plain import words_of_text
from amends.desk.post import folder, links
from amends.desk.post.reader import Reader, front, side_file, standing
from amends.desk.post.way import Way
from amends.desk.seal.age import Secret
from amends.desk.seal.headers import ReplyHeader
from amends.desk.seal.keys import SigningKey
from amends.desk.seal.opening import Front, OpenedLetter, check_front, check_whole, open_front, open_key, open_letter
from amends.desk.seal.sealing import pass_on as copy_for
from amends.desk.seal.sealing import seal_reply, seal_to_read
from amends.envelope import Envelope, KeyKind, pack, unpack
from amends.errors import Forged, NotHere, Refused, TakenBack, WrongKey, WrongUsage
from amends.wire import AnswerFile, AnswerRoad, Standing

_BARE_LINK: Final = re.compile(r"/l/[0-9a-fA-F]{32}(?:#|$)")
"""Where a link goes on, although its beginning is missing."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a reader has in hand: where the letter is, and what opens it.

    Attributes:
        link: the link to it at an office; None for a file.
        envelope: the envelope, where it came as a file.
        given: the text in which the key may stand: the fragment, or what was given beside the link.
        keep: the keep secret of a private link; or empty.
        words: a passphrase, where one was given.
        answers: how an answer goes back, as a self-opening file says; empty where nothing does.
    """

    link: links.Link | None
    envelope: Envelope | None
    given: str
    keep: bytes
    words: str
    answers: AnswerRoad | Literal[""] = ""

    @property
    def id(self) -> str:
        """The id of the envelope."""
        return self.link.letter if self.link else self.envelope.id if self.envelope else ""


@dataclass(frozen=True, slots=True)
class Read:
    """A letter that was opened.

    Attributes:
        letter: the letter, checked.
        secret: what opened it.
        front, closed: the two parts as they were carried, still sealed; the front is empty for a letter that was kept
            before its writer took it back.
        answers: how an answer goes back, as the office says, or a self-opening file of what a bank handed over; empty
            where neither does.
    """

    letter: OpenedLetter
    secret: Secret
    front: bytes
    closed: bytes
    answers: AnswerRoad | Literal[""] = ""


@dataclass(frozen=True, slots=True)
class _Looked:
    """An envelope at an office that was looked at."""

    front: Front
    sealed_front: bytes
    secret: Secret
    seen: Standing


def take(where: str, *, key: str = "", words: str = "", export: Path | None = None) -> Held:
    """What a reader was given: a link to an office, or a file, with its key inside or beside it.

    Args:
        where: a link, a `file:` address, or a path; behind a `#` its key.
        key: the text of a key file, where the key does not stand in the link.
        words: a passphrase.
        export: the folder into which an office that ended wrote its letters; the link's letter is looked for there.

    Raises:
        WrongUsage: nothing, or a link without its beginning.
        NotHere: a link to no letter.
        WrongKey: a key that is cut off, or none.
        Refused: a file that cannot be read.
        NotOpenable: a file that is no letter.
    """
    where = where.strip().removeprefix("<").removesuffix(">").strip()
    if not where:
        raise WrongUsage("No letter was named.", "Give its link exactly as you got it, or the path of its file.")
    if key and not links.key_in(key)[0]:
        raise WrongKey("What was given as a key is none.", "A key begins with AGE-SECRET-KEY-1.")
    if links.is_link(where):
        link = links.parse_link(where)
        if export is not None:
            return Held(None, _exported(export, link.letter), key or link.secret, b"", words)
        return Held(link, None, key or link.secret, link.keep, words)
    path, fragment = _path(where)
    if not path.exists() and _BARE_LINK.search(where):
        raise WrongUsage(f"{path} is no file, and a link begins with https:// or http://.", "Put that before it.")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise plainly(error, path) from error
    if data[:2] == b"PK":
        return Held(None, unpack(data), key or fragment, b"", words)
    first = "screened" if folder.is_read_first(data) else ""
    return Held(None, unpack(folder.envelope_in(data)), key or fragment, b"", words, first)


def _exported(export: Path, letter: str) -> Envelope:
    file = next((at for at in (export / "l", export) if (at / f"{letter}.envelope").is_file()), export)
    if file == export and not (export / f"{letter}.envelope").is_file():
        raise NotHere(f"This letter is not in {export}.", "Name the folder that the office's `export` wrote.")
    try:
        return unpack((file / f"{letter}.envelope").read_bytes())
    except OSError as error:
        raise plainly(error, export) from error


def look(held: Held) -> Front:
    """Looks at the outside, which tells nobody anything and changes nothing."""
    if held.link is None:
        return _look_at_file(held)[0]
    with Way(held.link.office) as way:
        return _look_at_office(way, held, held.link).front


def read(held: Held) -> Read:
    """Breaks the seal and checks everything.

    Raises:
        NotHere, TakenBack, Torn, WrongKey, Forged, Unsupported: as `amends.errors` says.
        OfficeUnreachable: the office does not answer.
    """
    if held.link is None:
        outside, envelope, secret = _look_at_file(held)
        letter = open_letter(envelope.letter, secret, envelope.id)
        check_front(outside, letter)
        _check_whose(letter, envelope.id, copy=bool(envelope.copy_of))
        # That the bank reads it is all that a file can change: the key it is sealed to then, the writer signed.
        answers = held.answers if letter.whose == "screened" else ""
        return Read(letter, secret, envelope.front, envelope.letter, answers)
    with Way(held.link.office) as way:
        try:
            looked = _look_at_office(way, held, held.link)
        except TakenBack:
            if not held.keep:
                raise
            secret = _secret(held, "link", bytes)
            closed = _reader(way, held, held.link, secret).act("open")
            return Read(open_letter(closed, secret, held.link.letter), secret, b"", closed)
        closed = _reader(way, held, held.link, looked.secret).act("open")
    check_whole(closed, looked.seen.letter, "the letter")
    letter = open_letter(closed, looked.secret, held.link.letter)
    check_front(looked.front, letter)
    _check_whose(letter, held.link.letter, copy=looked.seen.copy)
    return Read(letter, looked.secret, looked.sealed_front, closed, looked.seen.answers)


def answer(
    held: Held,
    text: str,
    clock: Clock,
    *,
    name: str = "",
    again: bool = False,
    private: bool = False,
    out: Path | None = None,
    beforehand: Callable[[str], None] = lambda _: None,
) -> str:
    """Answers a letter, sealed to its writer, or to the bank that reads it first.

    Args:
        held: the letter.
        text: the answer, plain text.
        clock: gives the day.
        name: how it is signed, where it is.
        again: whether the writer may write once more.
        private: whether the writer is asked to keep it to themselves.
        out: where to save the answer instead, for a letter that came as a file.
        beforehand: is told which bank reads it first, before it is sealed.

    Returns:
        The answer's id at the office; empty for a file.

    Raises:
        WrongUsage: the text cannot be an answer, or a file's answer has no place to go.
        Refused: the letter takes no answer, or a bank takes it on paper alone.
    """
    opened = read(held)
    header = opened.letter.header
    _check_road(opened)
    if not header.reply or opened.letter.whose == "copy":
        raise Refused(
            "No answer is possible to this letter.",
            "Only the one it was written to can answer, if the writer left a way.",
        )
    try:
        words = words_of_text(text)
    except ValueError as error:
        raise WrongUsage(f"The answer cannot be taken down: {error}") from error
    day = clock.now().date().isoformat()
    said = ReplyHeader(header.id, day, words, name, "one" if again else "no", private)
    if opened.answers == "screened" and header.grant:
        beforehand(header.grant.bank)
        act = SigningKey.to_act(opened.secret.raw)
        reply = seal_to_read(said, held.id, header.grant.key, act, clock)
    else:
        reply = seal_reply(said, header.reply)
    if held.link and not out:
        with Way(held.link.office) as way:
            return _reader(way, held, held.link, opened.secret).answer(reply)
    if not out:
        raise WrongUsage(
            "This letter came as a file, so its answer becomes one too.", "Say where with --out FILE.amends"
        )
    put(out, reply if opened.answers == "screened" else AnswerFile(header.id, reply).to_bytes())
    return ""


def _check_road(opened: Read) -> None:
    """Go on only where an answer goes back from here; of what a bank handed over, an envelope cannot say how."""
    bank = opened.letter.header.grant.bank if opened.letter.header.grant else "the bank"
    if opened.answers == "none" and opened.letter.whose == "screened":
        raise Refused(f"No answer can be sent back through {bank}.", "Nothing was sealed, and nobody is told.")
    if opened.answers == "on-paper" or (not opened.answers and opened.letter.whose == "screened"):
        raise Refused(
            f"This letter came from {bank}, and an answer to it goes there on paper, so that it is read first.",
            "Bring it or send it to them; their rules say what an answer may hold. Nothing was sealed or sent.",
        )


@contextmanager
def acting(held: Held) -> Generator[tuple[links.Link, Reader]]:
    """The office that holds the letter, and whoever holds its link, who acts there without opening it.

    Raises:
        WrongUsage: the letter came as a file.
        NotHere, WrongKey, OfficeUnreachable: as `amends.errors` says. A letter that was taken back is no hindrance:
            what its reader may still do, the office knows.
    """
    link = held.link
    if link is None:
        raise WrongUsage("This letter came as a file, and no office holds it.", "Nothing needs to be done.")
    with Way(link.office) as way:
        try:
            secret = _look_at_office(way, held, link).secret
        except TakenBack:
            secret = _secret(held, "link", bytes)
        yield replace(link, secret=secret.text), _reader(way, held, link, secret)


def tell(held: Held, **flags: bool) -> None:
    """Lets the writer know: `requested`, `received`, `read`, `not_wanted`. What was told once cannot be untold."""
    with acting(held) as (_, reader):
        reader.tell(**flags)


def pass_on(held: Held, clock: Clock, *, out: Path | None = None) -> str:
    """Makes a read-only copy for somebody else. Returns its link.

    Raises:
        Refused: the office does not let it be passed on again, or it is a copy itself.
        WrongUsage: a file's copy has no place to go.
    """
    if held.link is None and out is None:
        raise WrongUsage("This letter came as a file, so the copy becomes one too.", "Say where with --out DIR")
    opened = read(held)
    if not opened.front:
        raise Refused("The writer has taken this letter back, so it cannot be passed on.")
    # A reader knows neither the pseudonym nor needs it: the copy bears none.
    act_key = SigningKey.to_act(opened.secret.raw).wire
    whole = Envelope(held.id, act_key, "0" * 32, opened.front, opened.closed)
    copy, fresh = copy_for(whole, opened.secret, clock)
    if held.link and not out:
        with Way(held.link.office) as way:
            _reader(way, held, held.link, opened.secret).act("pass-on", pack(copy))
        return links.link_to(held.link.office, copy.id, fresh.text)
    assert out is not None
    folder.make_folder(out)
    folder.put_letter(out, copy.id, pack(copy), opened.letter.header.words.lang)
    return f"{folder.page_address(out, copy.id)}#{fresh.text}"


def _path(where: str) -> tuple[Path, str]:
    if where.startswith("file:"):
        parts = urlsplit(where)
        return Path(url2pathname(unquote(parts.path))), unquote(parts.fragment)
    path, _, fragment = where.partition("#")
    return Path(path).expanduser(), fragment


def _secret(held: Held, kind: KeyKind, side: Callable[[], bytes]) -> Secret:
    """The letter secret, from the link, a key file, or the side file that words or the reader's own key open."""
    text = links.key_in(held.given)[0]
    if kind == "words" and held.words:
        return open_key(side(), words=held.words)
    if kind == "age" and text:
        return open_key(side(), identity=text)
    if text:
        return Secret.read(text)
    if kind == "words":
        raise WrongKey("This letter is behind words.", "Give them with --words, in their order.")
    raise WrongKey(
        "The link bears no key, so the letter stays closed.",
        "Use it again exactly as you got it, to its last letter, or give the key with --key FILE.",
    )


def _fitting(secret: Secret, act_key: str) -> Secret:
    """The secret, if it is this envelope's; found out before anything is asked for."""
    if SigningKey.to_act(secret.raw).wire != act_key:
        raise WrongKey("This key is for another letter.", "Use link and key exactly as you got them, together.")
    return secret


def _look_at_office(way: Way, held: Held, link: links.Link) -> _Looked:
    seen = standing(way, link.letter)
    kind: KeyKind = "words" if seen.key_kind == "words" else "age" if seen.key_kind == "age" else "link"
    secret = _fitting(_secret(held, kind, lambda: side_file(way, link.letter)), seen.act_key)
    closed = front(way, link.letter)
    check_whole(closed, seen.front, "the envelope's front")
    # What a bank hands over has an envelope id of its own: whose front this is shows once the letter is open.
    return _Looked(open_front(closed, secret, ""), closed, secret, seen)


def _look_at_file(held: Held) -> tuple[Front, Envelope, Secret]:
    envelope = held.envelope
    assert envelope is not None, "what was taken is a link or a file"
    secret = _fitting(_secret(held, envelope.key_kind, lambda: envelope.key), envelope.act_key)
    return open_front(envelope.front, secret, ""), envelope, secret


def _check_whose(letter: OpenedLetter, envelope: str, *, copy: bool) -> None:
    """Refuses another letter in this envelope, unless it is a copy or a bank handed it over."""
    if letter.whose == "copy" and letter.header.id != envelope and not copy:
        raise Forged("This envelope belongs to another letter.", "Do not rely on it.")


def _reader(way: Way, held: Held, link: links.Link, secret: Secret) -> Reader:
    if held.keep:
        return Reader(way, link.letter, SigningKey.to_keep(held.keep), private=True)
    return Reader(way, link.letter, SigningKey.to_act(secret.raw))
