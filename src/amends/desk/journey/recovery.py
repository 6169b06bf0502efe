"""Coming back in when the passphrase is forgotten: words on a sheet of paper, or parts of a key in several hands.

The drawer key lies in the desk's folder behind each of them, and in every backup. Nothing of it is anywhere else: who
has neither passphrase nor words nor enough parts cannot open the desk, whoever they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from amends.clock import Clock
from amends.desk.drawer.acts import WriterAct, log
from amends.desk.drawer.files import put
from amends.desk.drawer.opening import check_key
from amends.desk.drawer.place import Place, occupied
from amends.desk.drawer.settings import set_down, setting
from amends.desk.journey.opening import Desk, unwrap, wrap
from amends.desk.journey.wishes import wishes_of, wishes_sheet
from amends.desk.paper.leaflet import Leaflet, Piece, Sheet
from amends.desk.seal.age import Secret, close_to, close_with_words, open_with_words
from amends.desk.seal.passphrase import draw_words, tidy_words
from amends.desk.seal.shares import join, split
from amends.envelope import from_json, to_json
from amends.errors import Locked, NotOpenable, Refused, WrongUsage
from amends.sentences import Sentence, marked, translations

WORDS: Final = 10
"""Of a list of 7,776: 129 bits, since a sheet of paper may be tried for as long as anybody likes."""
NEEDED: Final = 3
HOLDERS: Final = 5
_TITLE: Final = marked("Recovery sheet")
_OPENS: Final = marked(
    "These words open the desk when its passphrase is forgotten. Whoever has them, and the desk or a "
    "backup of it, can read everything in it and post in your name."
)
_KEEP: Final = marked(
    "Keep this page where you keep what must not be lost, away from the machine. Nobody else has these "
    "words, and nobody can tell them to you again. A newer sheet takes this one's place; "
    "this one still opens backups that are older."
)
_PART: Final = marked(
    "%(writer)s writes letters at a desk that is locked. This is one of %(of)s parts of a key to it. Any "
    "%(needed)s of them together open it, when the passphrase is forgotten or %(writer)s has died. Yours "
    "alone opens nothing."
)
_KEEP_PART: Final = marked(
    "You need do nothing now. Keep this page where you keep what must not be lost. Give its words to "
    "nobody unless you have seen or heard for yourself who asks, and why."
)
_TOGETHER: Final = marked(
    "On a machine with the program amends, and the desk or a backup of it. Each part is typed on a line "
    "of its own. The words are SLIP-39: other programs can put them together too."
)
_SHEET: Final = "recovery sheet"
_IN_HAND: Final = "recovery sheet in hand"
_SHARED: Final = "shared among"


@dataclass(frozen=True, slots=True)
class Shared:
    """Among whom the key was shared, and how many of them open the desk together."""

    names: tuple[str, ...]
    needed: int
    at: str


@dataclass(frozen=True, slots=True)
class Ways:
    """How one can come back in.

    Attributes:
        sheet: when the newest recovery sheet was made; empty where none was.
        in_hand: whether the writer has said that they have it on paper.
        shared: among whom the key was shared.
    """

    sheet: str
    in_hand: bool
    shared: Shared | None


def ways_back(desk: Desk) -> Ways:
    """How one can come back into this desk."""
    place = desk.drawer.place
    with desk.drawer.transaction() as tx:
        sheet, in_hand, shared = (setting(tx, name).decode() for name in (_SHEET, _IN_HAND, _SHARED))
    made = sheet if place.recovery.is_file() else ""
    return Ways(made or ("?" if place.recovery.is_file() else ""), bool(made) and made == in_hand, _shared(shared))


def draw_sheet(desk: Desk, passphrase: str, show: Callable[[str], None] | None = None) -> str:
    """Draws words with which the desk opens when its passphrase is forgotten. Older ones open it no longer.

    Args:
        desk: the desk.
        passphrase: once more, so that nobody makes a sheet who only found the desk open.
        show: puts the words where they can be read. It comes before they are good for anything, and older ones stay
            good where it fails: words that stand nowhere help nobody.

    Raises:
        Locked: the passphrase is wrong.
        Refused: the desk's folder cannot be written to.
    """
    key, words = unwrap(desk.drawer.place, passphrase), draw_words(desk.clock, WORDS)
    if show:
        show(words)
    put(desk.drawer.place.recovery, close_with_words(key, words, desk.clock))
    with desk.drawer.transaction() as tx:
        set_down(tx, _SHEET, desk.now.encode())
        set_down(tx, _IN_HAND, b"")
        log(tx, WriterAct(desk.now, "recovery sheet"))
    return words


def have_sheet(desk: Desk) -> None:
    """Puts down that the writer has the newest sheet on paper."""
    with desk.drawer.transaction() as tx:
        set_down(tx, _IN_HAND, setting(tx, _SHEET))


def sheet_leaflet(desk: Desk, words: str, language: str) -> Leaflet:
    """The recovery sheet as it is printed; behind it, what the writer wishes if they die, where that was put down."""
    say = translations(language).gettext
    pieces = (
        Piece(
            say(marked("What this is")),
            (
                say(_OPENS),
                say(_KEEP),
            ),
        ),
        Piece(say(marked("The words, in this order")), words=tuple(words.split("-"))),
        Piece(
            say(marked("When the passphrase is forgotten")),
            (say(marked("At the machine with the desk, and then give the words; capitals do not matter:")),),
            commands=("amends recover",),
        ),
        Piece(
            say(marked("When the machine is lost")),
            (say(marked("On another machine with the program amends, from your newest backup:")),),
            commands=("amends restore BACKUP DIR", "amends --desk DIR recover"),
        ),
    )  # fmt: skip
    about = {"writer": desk.writer, "day": desk.now[:10]}
    sheet = Sheet(say(_TITLE), say(marked("For the desk of %(writer)s, made on %(day)s")) % about, pieces)
    wishes = wishes_of(desk)
    return Leaflet(language, (sheet, wishes_sheet(desk.writer, wishes, language)) if wishes else (sheet,))


def is_sheet(leaflet: Leaflet) -> bool:
    """Whether this is a recovery sheet, and not parts of a key or a writer's wishes alone."""
    return leaflet.sheets[0].title == translations(leaflet.lang).gettext(_TITLE)


# ── several people ────────────────────────────────────────────────────────────────────────────────────────────────


def share_key(
    desk: Desk,
    passphrase: str,
    shared: tuple[Sequence[str], int],
    language: str,
    show: Callable[[Leaflet], None] | None = None,
) -> Leaflet:
    """Shares a key to the desk among people: a page for each. Parts that were made before open it no longer.

    Args:
        desk: the desk.
        passphrase: once more.
        shared: their names, and how many of them open it together.
        language: of the pages.
        show: puts the pages where they can be read, before they are good for anything.

    Raises:
        WrongUsage: a name is missing or twice, or the numbers do not go together.
        Locked: the passphrase is wrong.
        Refused: the desk's folder cannot be written to.
    """
    names, needed = shared
    holders = tuple(" ".join(name.split()) for name in names if name.strip())
    if len(set(holders)) < len(holders):
        raise WrongUsage(
            marked("Somebody is named twice."), marked("Each part goes to somebody else; tell them apart.")
        )
    secret = Secret.draw(desk.clock)
    parts = split(secret.raw, needed=needed, parts=len(holders))
    key = unwrap(desk.drawer.place, passphrase)
    numbers = (needed, len(holders))
    leaflet = Leaflet(
        language,
        tuple(_part_sheet(desk, *one, numbers, language) for one in zip(holders, parts, strict=True)),
    )
    if show:
        show(leaflet)
    put(desk.drawer.place.shares, close_to(secret.recipient, key))
    about = to_json({"names": [*holders], "needed": needed, "at": desk.now})
    with desk.drawer.transaction() as tx:
        set_down(tx, _SHARED, about)
        log(tx, WriterAct(desk.now, "share key", detail=f"{needed} of {len(holders)}"))
    return leaflet


def _part_sheet(desk: Desk, holder: str, part: str, numbers: tuple[int, int], language: str) -> Sheet:
    say = translations(language).gettext
    about = {"writer": desk.writer, "day": desk.now[:10], "needed": numbers[0], "of": numbers[1], "holder": holder}
    pieces = (
        Piece(
            say(marked("What this is")),
            (
                say(_PART) % about,
                say(_KEEP_PART),
            ),
        ),
        Piece(say(marked("The words, in this order")), words=tuple(part.split())),
        Piece(
            say(marked("When it is needed")),
            (say(_TOGETHER),),
            commands=("amends --desk DIR recover --parts",),
        ),
    )  # fmt: skip
    lead = say(marked("For %(holder)s, from %(writer)s, %(day)s")) % about
    return Sheet(say(marked("A part of a key")), lead, pieces)


def _shared(said: str) -> Shared | None:
    fields = from_json(said.encode()) if said else None
    if not isinstance(fields, dict):
        return None
    names, needed = fields["names"], fields["needed"]
    assert isinstance(names, list)
    assert isinstance(needed, int)
    return Shared(tuple(map(str, names)), needed, str(fields["at"]))


# ── coming back ───────────────────────────────────────────────────────────────────────────────────────────────────


def recover(place: Place, words: str, passphrase: str, clock: Clock, *, patience: float) -> None:
    """Gives the desk a new passphrase, by the words of its recovery sheet.

    Raises:
        Locked: the words are wrong, or the desk is open elsewhere.
        Refused: no sheet was made for this desk.
    """
    if not place.recovery.is_file():
        raise Refused(
            Sentence("No recovery sheet was made for %(place)s.", place=str(place.root)),
            marked(
                "If its key was shared among people, their parts open it: amends recover --parts. Else nobody can "
                "without the passphrase."
            ),
        )
    with occupied(place, patience):
        try:
            key = open_with_words(place.recovery.read_bytes(), tidy_words(words), "the drawer")
        except NotOpenable as error:
            raise Locked(
                marked("These words do not open this desk."),
                marked("Check their order and spelling on the sheet. An older sheet opens only backups of its time."),
            ) from error
        check_key(place, key)
        wrap(place, key, passphrase, clock)


def recover_with_parts(place: Place, parts: Sequence[str], passphrase: str, clock: Clock, *, patience: float) -> None:
    """Gives the desk a new passphrase, by enough parts of its key.

    Raises:
        Locked: they are of another key, too few, or misspelt; or the desk is open elsewhere.
        Refused: the key of this desk was never shared.
    """
    if not place.shares.is_file():
        raise Refused(
            Sentence("The key of %(place)s was never shared among people.", place=str(place.root)),
            marked("If it has a recovery sheet: amends recover"),
        )
    with occupied(place, patience):
        try:
            secret = Secret(join(parts))
        except NotOpenable as error:
            raise Locked(error.message, error.hint) from error
        try:
            key = secret.open(place.shares.read_bytes(), "the drawer")
        except NotOpenable as error:
            raise Locked(
                marked("These parts do not open this desk."), marked("Use the parts that were made last.")
            ) from error
        check_key(place, key)
        wrap(place, key, passphrase, clock)
