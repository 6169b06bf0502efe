"""What a writer wishes done with their letters when they have died: put down at the desk, printed with its keys.

A program cannot tell that somebody has died, nor who asks. So nothing here does anything by itself: it is said to
people, and what they can do follows from the keys they hold.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final, Literal, TypeAlias, cast, get_args

from amends.desk.drawer.acts import WriterAct, log
from amends.desk.drawer.settings import set_down, setting
from amends.desk.journey.opening import Desk
from amends.desk.paper.leaflet import Piece, Sheet
from amends.envelope import Json, from_json, to_json
from amends.errors import WrongUsage
from amends.sentences import marked, translations

Unsent: TypeAlias = Literal["keep", "send", "decide"]
Posted: TypeAlias = Literal["leave", "take-back", "decide"]

PEOPLE_MOST: Final = 20
WORDS_MOST: Final = 5000
_WISHES: Final = "wishes"

UNSENT: Final[dict[Unsent, str]] = {
    "keep": marked("Letters that are not posted stay unread, and go to nobody."),
    "send": marked("Letters that are marked as ready may be posted or handed over. Drafts stay unread."),
    "decide": marked("Of letters that are not posted, the people named below decide."),
}
"""What is to become of what was never posted."""
POSTED: Final[dict[Posted, str]] = {
    "leave": marked("Letters that are posted stay where they are, for whoever they are to."),
    "take-back": marked("Letters that are posted and not opened are to be taken back."),
    "decide": marked("Of letters that are posted and not opened, the people named below decide."),
}
"""What is to become of what waits at an office."""


@dataclass(frozen=True, slots=True)
class Trusted:
    """Somebody who may do something.

    Attributes:
        name: who.
        reach: how they are reached; may be empty.
        release: whether they may send what is ready.
        withdraw: whether they may take back what is unopened.
        answers: whether they may read what comes back.
    """

    name: str
    reach: str = ""
    release: bool = False
    withdraw: bool = False
    answers: bool = False


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a writer wishes.

    Attributes:
        unsent, posted: what is to become of letters that are not posted, and of those that are.
        people: who may do what.
        words: in the writer's own words; may be empty.
        at: when it was put down.
    """

    unsent: Unsent
    posted: Posted
    people: tuple[Trusted, ...] = ()
    words: str = ""
    at: str = ""


def put_wishes(desk: Desk, wishes: Wishes) -> None:
    """Puts down what the writer wishes, in the place of what stood there.

    Raises:
        WrongUsage: somebody who may decide has no name, nobody may decide who should, or it is too long.
    """
    if any(not person.name.strip() for person in wishes.people) or len(wishes.people) > PEOPLE_MOST:
        raise WrongUsage(marked("Somebody on this page has no name."), marked("Name them, or leave the line empty."))
    if len(wishes.words) > WORDS_MOST:
        raise WrongUsage(marked("Your own words are too long for this page."), marked("Keep them to two pages."))
    if "decide" in (wishes.unsent, wishes.posted) and not wishes.people:
        raise WrongUsage(marked("Nobody is named who could decide."), marked("Name somebody, or choose otherwise."))
    rows: list[Json] = [asdict(person) for person in wishes.people]
    said = to_json(
        {"unsent": wishes.unsent, "posted": wishes.posted, "words": wishes.words, "people": rows, "at": desk.now}
    )
    with desk.drawer.transaction() as tx:
        set_down(tx, _WISHES, said)
        log(tx, WriterAct(desk.now, "wishes"))


def wishes_of(desk: Desk) -> Wishes | None:
    """What the writer wishes, where it was put down."""
    with desk.drawer.transaction() as tx:
        said = setting(tx, _WISHES)
    fields = from_json(said) if said else None
    if not isinstance(fields, dict):
        return None
    rows = cast("list[dict[str, Json]]", fields["people"])
    people = tuple(
        Trusted(
            str(row["name"]),
            str(row["reach"]),
            release=row["release"] is True,
            withdraw=row["withdraw"] is True,
            answers=row["answers"] is True,
        )
        for row in rows
    )
    unsent, posted = cast("Unsent", fields["unsent"]), cast("Posted", fields["posted"])
    return Wishes(unsent, posted, people, str(fields["words"]), str(fields["at"]))


def is_unsent(text: str) -> bool:
    """Whether this names what may become of letters that are not posted."""
    return text in get_args(Unsent)


def is_posted(text: str) -> bool:
    """Whether this names what may become of letters that are posted."""
    return text in get_args(Posted)


_NOTHING_BY_ITSELF: Final = marked(
    "No program can tell that somebody has died, or who is asking. Nothing is sent or taken back by "
    "itself, however much time has passed."
)
_WHO_CAN: Final = marked(
    "Whoever has the words of the recovery sheet, or enough parts of the key, and the desk or a backup "
    "of it, can do all of this: read, post, take back. This page says what is wished of them. It stops "
    "nobody."
)
_WITHOUT_KEYS: Final = marked(
    "Without these keys nobody can, an office and the makers of this program included. Letters that are "
    "posted can be opened by whoever has their link, whatever becomes of the desk. This page is no "
    "testament; ask somebody who knows the law where you live."
)
_HOW: Final = marked("On a machine with the program amends, and a backup of the desk or the folder it stands in:")
MAY_RELEASE: Final = marked("may post or hand over what is ready")
MAY_WITHDRAW: Final = marked("may take back what is not opened")
MAY_READ: Final = marked("may read what people answer")


def wishes_sheet(writer: str, wishes: Wishes, language: str) -> Sheet:
    """The page that is printed with the keys."""
    say = translations(language).gettext
    who = tuple(_who(person, language) for person in wishes.people)
    pieces = [
        Piece(say(marked("What I wish")), (say(UNSENT[wishes.unsent]), say(POSTED[wishes.posted]))),
        Piece(say(marked("Who may do what")), who or (say(marked("Nobody is named.")),)),
    ]
    if wishes.words:
        own = tuple(part.strip() for part in wishes.words.split("\n\n") if part.strip())
        pieces.append(Piece(say(marked("In my own words")), own))
    pieces += [
        Piece(
            say(marked("What a program can see to, and what it cannot")),
            (say(_NOTHING_BY_ITSELF), say(_WHO_CAN), say(_WITHOUT_KEYS)),
        ),
        Piece(
            say(marked("How it is done")),
            (say(_HOW),),
            commands=(
                "amends restore BACKUP DIR",
                "amends --desk DIR recover",
                "amends --desk DIR status",
                "amends --desk DIR post",
                "amends --desk DIR withdraw LETTER",
                "amends --desk DIR mailbag fetch",
            ),
        ),
    ]  # fmt: skip
    lead = say(marked("By %(writer)s, put down on %(day)s")) % {"writer": writer, "day": wishes.at[:10]}
    return Sheet(say(marked("If I die")), lead, tuple(pieces))


def _who(person: Trusted, language: str) -> str:
    say = translations(language).gettext
    may = [
        say(what)
        for what, is_so in (
            (MAY_RELEASE, person.release),
            (MAY_WITHDRAW, person.withdraw),
            (MAY_READ, person.answers),
        )
        if is_so
    ]
    reach = f" ({person.reach})" if person.reach else ""
    return f"{person.name}{reach}: {'; '.join(may) or say(marked('is to be told, and may do nothing'))}."
