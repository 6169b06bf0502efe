"""The nouns of this room: what goes into a book, and what came of binding it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from amends.desk.letters.words import Line, Words
from amends.envelope import Json


@dataclass(frozen=True, slots=True)
class BookPerson:
    """Somebody in the index.

    Attributes:
        name: as it stands on an envelope.
        family: the family name where it is known; the index is sorted by it, else by the name.
    """

    name: str
    family: str = ""


@dataclass(frozen=True, slots=True)
class BookLetter:
    """A letter that the writer chose for the book.

    Attributes:
        id: the letter's id.
        words: what it says.
        to: whom it is to, in order; at least one.
        images: the enclosed images that `Scan` blocks name -> their bytes.
        plain: set in plain type, although the book is in a hand.
    """

    id: str
    words: Words
    to: tuple[BookPerson, ...]
    images: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    plain: bool = False

    @property
    def names(self) -> str:
        """Whom it is to: "Joan Whitfield", "Ana and Rui Duarte", "Ana, Rui and Ines"."""
        *first, last = (person.name for person in self.to)
        return f"{', '.join(first)} and {last}" if first else last


@dataclass(frozen=True, slots=True)
class Plate:
    """A scanned page: the image as it was kept, and what it says where somebody wrote that down."""

    image: bytes = field(repr=False)
    transcript: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class BookReply:
    """An answer that was opened and that the writer chose for the book.

    Attributes:
        id: the answer's id.
        words: what it says; None where it came on paper only.
        arrived: the day on which it came, written out; may be empty.
        signed: the name under it; empty where none was given. It shows who signed, never who wrote.
        plates: its scanned pages, in order.
        private: its sender asked for it to stay private, so it is never bound, whoever asks for it.
    """

    id: str
    words: Words | None = None
    arrived: str = ""
    signed: str = ""
    plates: tuple[Plate, ...] = ()
    private: bool = False


@dataclass(frozen=True, slots=True)
class Title:
    """What stands on the title page.

    Attributes:
        title: of the book.
        writer: whose letters these are.
        years: when they were written, in the writer's own words; may be empty.
    """

    title: str
    writer: str
    years: str = ""

    def page(self, letters: int, replies: int) -> dict[str, Json]:
        """Title page and imprint, for either kind of book."""
        count = f"{letters:,} {'letter' if letters == 1 else 'letters'}"
        if replies:
            count += f" and {replies:,} {'answer' if replies == 1 else 'answers'}"
        return {
            "title": self.title,
            "by": self.writer,
            "years": self.years,
            "imprint": [f"{count}.", *IMPRINT],
        }


IMPRINT: Final = (
    "Bound for its writer. What is chosen for a book is the writer’s choice; an answer whose sender asked for it to "
    "stay private is in none.",
    "An answer stands behind the letter that it answers. The name under it is how it was signed.",
)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A letter or an answer that is not in the book, and why."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Bound:
    """What came of binding a book.

    Attributes:
        letters, replies: how many of each are in it.
        pages: how many pages; of an EPUB, whose pages are as long as its reader wants them, its documents.
        in_type: ids of letters set in plain type because the hand lacks a character of theirs.
        left_out: what is not in it, each with its reason. What is private is not even named here.
    """

    letters: int
    replies: int
    pages: int
    in_type: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
