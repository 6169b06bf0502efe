"""Letters into a letter bank: sealed to the key that it reads with, by the writer's leave, and what its readers say.

A bank reads letters before it offers them, so what is sealed to it opens for its readers, and its recipient gets no
link from this desk. Which key that is, the writer knows from the bank's leaflet: the desk shows its fingerprint
before it seals, keeps it, and seals to no other until the writer has compared that one too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from amends.desk.drawer import in_bank as banked
from amends.desk.drawer import letters as letters_kept
from amends.desk.drawer import seals, ways
from amends.desk.drawer.acts import WriterAct, log
from amends.desk.drawer.database import Transaction
from amends.desk.drawer.in_bank import InBank
from amends.desk.drawer.seals import KeysKept
from amends.desk.drawer.settings import set_down, setting
from amends.desk.journey.opening import Desk
from amends.desk.journey.ready import LeftOut, ToSend
from amends.desk.post.counter import Counter
from amends.desk.post.way import Way
from amends.desk.seal.age import Secret
from amends.desk.seal.headers import Grant
from amends.desk.seal.opening import open_letter
from amends.desk.seal.remarks import BankRemarks, open_remarks
from amends.desk.seal.sealing import KeyRoad
from amends.envelope import unpack
from amends.errors import NeedsMore, NotOpenable, OfficeUnreachable, Refused, WrongUsage
from amends.sentences import Sentence, marked, whole
from amends.wire import SUBJECTS, BankCard, Invitation

_PINNED: Final = "screening-key "


@dataclass(frozen=True, slots=True)
class ForBank:
    """What a writer says to a bank beside the letters.

    Attributes:
        about: which of `SUBJECTS` they concern, so that nobody who reads them is unprepared.
        ordered: whether a court ordered them.
        screening_key: the fingerprint that the writer read in the bank's leaflet; empty where it was not given.
        show: called with the bank's card before anything is sealed to it.
    """

    about: str = "other"
    ordered: bool = False
    screening_key: str = ""
    show: Callable[[BankCard], None] = field(default=lambda _: None)


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank whose key the writer has compared."""

    office: str
    card: BankCard
    said: ForBank

    @property
    def grant(self) -> Grant:
        """The writer's leave to read, which goes under their signature."""
        return Grant(self.card.bank, self.card.key, self.card.sign)

    @property
    def road(self) -> KeyRoad:
        """How a letter's secret travels: wrapped to the bank's key, and in no link."""
        return KeyRoad("age", self.card.key)


def meet(desk: Desk, office: ways.OfficeKnown, card: BankCard, said: ForBank, invitation: Invitation | None) -> Bank:
    """A bank under a key that the writer has compared; from now on that key is known.

    Raises:
        WrongUsage: what the letters are about is none of the subjects.
        NeedsMore: no fingerprint was given, or the bank's key is another one than was compared.
    """
    if said.about not in SUBJECTS:
        raise WrongUsage(
            Sentence("A letter in a bank is about one of: %(subjects)s.", subjects=", ".join(SUBJECTS)),
            marked("Say which with --about."),
        )
    name, shown = _PINNED + office.id, card.fingerprint
    with desk.drawer.transaction() as tx:
        pinned = setting(tx, name).decode()
        given = _tidy(said.screening_key) or pinned or _tidy(invitation.screening_key if invitation else "")
        if not given:
            raise NeedsMore(
                Sentence(
                    "%(bank)s reads letters with the key %(key)s, which this desk does not know.",
                    bank=card.bank,
                    key=shown,
                ),
                Sentence(
                    "Compare it with the bank’s printed leaflet. If it is the same: --screening-key %(key)s",
                    key=shown,
                ),
            )
        if given != shown:
            raise NeedsMore(
                Sentence(
                    "%(bank)s shows the key %(key)s, and not %(given)s. Nothing was sealed.",
                    bank=card.bank,
                    key=shown,
                    given=given,
                ),
                Sentence(
                    "Ask its staff, at a number you know, whether it is theirs, and compare it with their leaflet. "
                    "If it is: --screening-key %(key)s",
                    key=shown,
                ),
            )
        set_down(tx, name, shown.encode())
        if pinned != shown:
            log(tx, WriterAct(desk.now, "compare key", detail=f"{office.id} {shown}"))
    said.show(card)
    return Bank(office.id, card, said)


@dataclass(frozen=True, slots=True)
class Met:
    """An office that turned out to be a letter bank, and whether its key was compared on this desk before.

    Attributes:
        office: its id.
        card: what it says of itself now.
        pinned: the fingerprint that was compared; empty where none was.
    """

    office: str
    card: BankCard
    pinned: str

    @property
    def known(self) -> bool:
        """Whether the key that it shows is the one that was compared."""
        return self.pinned == self.card.fingerprint


def ask(desk: Desk, office: str) -> Met | None:
    """Asks an office whether it is a letter bank; None where it is none, or does not answer and was none before.

    Raises:
        OfficeUnreachable: it was a bank, and does not answer.
        Refused: it is a bank that has no key yet.
    """
    with desk.drawer.transaction() as tx:
        known, pinned = ways.offices(tx).get(office), setting(tx, _PINNED + office).decode()
    if known is None:
        return None
    try:
        with Way(known.url) as way:
            card = way.bank()
    except OfficeUnreachable:
        if pinned:
            raise
        return None
    return Met(office, card, pinned) if card else None


def pinned(desk: Desk, office: str) -> str:
    """The fingerprint of a bank's key that the writer compared; empty where they have compared none."""
    with desk.drawer.transaction() as tx:
        return setting(tx, _PINNED + office).decode()


def compare(desk: Desk, met: Met, typed: str) -> None:
    """Puts down that the writer compared a bank's key with its leaflet; from now on letters are sealed to it.

    Raises:
        Refused: what they typed from the leaflet is another key.
    """
    shown = met.card.fingerprint
    if _tidy(typed) != shown:
        raise Refused(
            Sentence("What you typed is not the key that %(bank)s shows. Nothing was sealed.", bank=met.card.bank),
            marked(
                "Look at the leaflet once more. If it is another key there, ask its staff, at a number you know, "
                "before you post anything."
            ),
        )
    with desk.drawer.transaction() as tx:
        set_down(tx, _PINNED + met.office, shown.encode())
        log(tx, WriterAct(desk.now, "compare key", detail=f"{met.office} {shown}"))


def begin_anew(desk: Desk, bank: Bank, counter: Counter, only: Sequence[str]) -> None:
    """Gives letters that were sealed another way, and never arrived, a successor that can be sealed to this bank.

    A letter is sealed once. One that was sealed into a link, or to a key that the bank has no more, could be read by
    nobody there; so a new letter of the same words takes its place.
    """
    with desk.drawer.transaction() as tx:
        bound = ways.postings(tx)
        waiting = {one.letter.id: one for one in letters_kept.letters_in(tx, "sealed")}
        sealed = seals.seals_of(tx, list(waiting))
        replaced = {one.replaces for one in letters_kept.letters_in(tx)}
    for letter, one in waiting.items():
        at = bound.get(letter)
        if (only and letter not in only) or letter in replaced or (at and at.office != bank.office):
            continue
        if letter not in sealed or sealed[letter].own_key == bank.card.key:
            continue
        if at:
            counter.withdraw(letter)  # whether it arrived is not known
        fresh = replace(one.letter, id=desk.clock.bytes(16).hex(), source_digest="")
        with desk.drawer.transaction() as tx:
            letters_kept.put_letters(tx, [fresh], desk.now, replaces=letter)
            letters_kept.move_forward(tx, [letter], "withdrawn")
            ways.mark_withdrawn(tx, letter, desk.now)
            log(tx, WriterAct(desk.now, "begin anew", letter, fresh.id))


def unfit(desk: Desk, office: str, letters: Sequence[ToSend], bank: Bank | None) -> tuple[LeftOut, ...]:
    """Those that cannot go there: unsigned ones to a bank, and new versions of a letter that lies elsewhere."""
    with desk.drawer.transaction() as tx:
        before = banked.of_letters(tx, [one.kept.replaces for one in letters if one.kept.replaces])
        standing = letters_kept.letters_by_id(tx, list(before))
    found: list[LeftOut] = []
    for one in letters:
        replaces = before.get(one.kept.replaces)
        there = replaces is not None and standing[replaces.letter].state != "withdrawn"
        if there and replaces is not None and replaces.office != office:
            reason = marked(
                "It takes the place of a letter that lies in a bank, and goes there. Post it to that bank."
            )
            found.append(LeftOut(one.id, one.names, reason))
        elif bank and one.kept.state != "posted" and not one.kept.letter.sign:
            reason = marked(
                "A bank reads only what is signed: the signature is your leave to read it. Sign it first."
            )
            found.append(LeftOut(one.id, one.names, reason))
    return tuple(found)


def deposit_all(
    desk: Desk, counter: Counter, bank: Bank, waiting: Sequence[str]
) -> tuple[list[str], list[tuple[str, str]], OfficeUnreachable | None]:
    """Deposits what waits, one by one; what is there now, what the bank refused and why, and how it vanished."""
    posted: list[str] = []
    refused: list[tuple[str, str]] = []
    for letter in waiting:
        with desk.drawer.transaction() as tx:
            packed = seals.envelope_of(tx, letter)
            replaces = _takes_the_place_of(tx, letter, bank.office)
        try:
            done = counter.deposit_in_bank(
                letter, packed, about=bank.said.about, ordered=bank.said.ordered, key=bank.card.fingerprint,
                replaces=replaces,
            )  # fmt: skip
        except OfficeUnreachable as error:
            return posted, refused, error
        except Refused as error:
            refused.append((letter, whole(error)))
            continue
        if done.outcome == "refused":
            refused.append((letter, Sentence("The bank refused it: %(reason)s", reason=Sentence(done.reason))))
            continue
        _mark(desk, bank, letter, replaces)
        posted.append(letter)
    return posted, refused, None


def hear(desk: Desk, office: str, counter: Counter) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Asks a bank how far the reading of this desk's letters has come, and takes its readers' remarks in.

    Returns:
        Ids of letters of which something new was heard, and what could not be opened, with the reason.
    """
    with desk.drawer.transaction() as tx:
        mine = banked.of_office(tx, office)
        keys = seals.keys_of(tx, list(mine))
        handed_over = len(ways.postings(tx))
    if not mine:
        return (), ()
    new: list[str] = []
    torn: list[str] = []
    for row in counter.letters(handed_over):
        before = mine.get(row.id)
        if before is None or row.screening is None or row.withdrawn or before.screening == row.screening:
            continue
        said: list[bytes] = []
        for sealed in counter.remarks(row.id):
            try:
                said.append(open_remarks(sealed, Secret.read(keys[row.id].reply), row.id).to_bytes())
            except NotOpenable as error:
                torn.append(f"Remarks on letter {row.id}: {error}")
        with desk.drawer.transaction() as tx:
            banked.hear(tx, row.id, row.screening, desk.now, said)
        new.append(row.id)
    return tuple(new), tuple(torn)


def remarks_on(tx: Transaction, letter: str) -> tuple[BankRemarks, ...]:
    """What a bank's readers remarked on a letter, as far as it was heard."""
    return tuple(BankRemarks.from_bytes(said) for said in banked.remarks_on(tx, letter))


def begin_version(desk: Desk, letter: str) -> str:
    """A draft with the words of a letter that lies in a bank, to be mended and to take its place; the draft's id.

    Where one was begun before, it is that one.

    Raises:
        Refused: it does not lie in a bank, was rejected there, or was taken back.
    """
    with desk.drawer.transaction() as tx:
        begun = next((one for one in letters_kept.letters_in(tx, "draft", "ready") if one.replaces == letter), None)
        if begun is not None:
            return begun.letter.id
        old, there = letters_kept.letters_by_id(tx, [letter]).get(letter), banked.of_letters(tx, [letter])
        if old is None or letter not in there or old.state == "withdrawn":
            raise Refused(marked("This letter does not lie in a bank, so nothing can take its place there."))
        if there[letter].screening == "rejected":
            raise Refused(
                marked("A letter that was rejected is not replaced."),
                marked("Another letter is a letter of its own."),
            )
        fresh = replace(old.letter, id=desk.clock.bytes(16).hex(), source_digest="")
        letters_kept.put_letters(tx, [fresh], desk.now, "draft", replaces=letter)
        log(tx, WriterAct(desk.now, "write anew", letter, fresh.id))
        return fresh.id


def _mark(desk: Desk, bank: Bank, letter: str, replaces: str) -> None:
    with desk.drawer.transaction() as tx:
        ways.mark_posted(tx, [letter], desk.now)
        letters_kept.move_forward(tx, [letter], "posted")
        said = bank.said
        banked.put(tx, InBank(letter, bank.office, said.about, said.ordered, "waiting", desk.now, bank.card.screened))
        log(tx, WriterAct(desk.now, "deposit", letter, bank.office))
        if replaces:
            letters_kept.move_forward(tx, [replaces], "withdrawn")
            ways.mark_withdrawn(tx, replaces, desk.now)
            log(tx, WriterAct(desk.now, "replace", replaces, letter))


def _takes_the_place_of(tx: Transaction, letter: str, office: str) -> str:
    """The letter in this bank whose place this one takes; empty where there is none."""
    replaces = letters_kept.letters_by_id(tx, [letter])[letter].replaces
    if not replaces or banked.of_letters(tx, [replaces]).get(replaces) is None:
        return ""
    at = banked.of_letters(tx, [replaces])[replaces]
    standing = letters_kept.letters_by_id(tx, [replaces])[replaces].state
    return replaces if at.office == office and standing != "withdrawn" else ""


def _tidy(key: str) -> str:
    """A fingerprint however somebody copied it: six groups of four, in small letters."""
    bare = "".join(char for char in key.lower() if char.isalnum())
    return "-".join(bare[at : at + 4] for at in range(0, len(bare), 4))


def reads_answers(tx: Transaction, letter: str) -> bool:
    """Whether a letter lies in a bank that said, when it was deposited, that it reads answers before its writer."""
    there = banked.of_letters(tx, [letter]).get(letter)
    return there is not None and there.reads_answers


def grant_of(tx: Transaction, keys: KeysKept) -> Grant | None:
    """The leave that a letter gave a bank; None for a letter that lies in none."""
    if not banked.of_letters(tx, [keys.letter]):
        return None
    packed = seals.envelope_of(tx, keys.letter)
    opened = open_letter(unpack(packed).letter, Secret.read(keys.secret), keys.letter) if packed else None
    return opened.header.grant if opened else None
