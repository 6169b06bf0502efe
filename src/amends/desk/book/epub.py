"""The book as an EPUB 3: a ZIP of XHTML documents, one a letter with what came back, written as they come.

EPUB 3.3, https://www.w3.org/TR/epub-33/; a test asks `epubcheck` where that is installed.
"""

from __future__ import annotations

import hashlib
import uuid
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import BinaryIO, Final

import jinja2

from amends.clock import stamp
from amends.desk.book.leaves import BookLetter, BookPerson, BookReply, Bound, LeftOut, Title
from amends.desk.book.setting import (
    in_the_hand,
    initial,
    plate_alt,
    plate_jpeg,
    reply_title,
    reply_under,
    sort_key,
)  # fmt: skip
from amends.desk.hand.shipped import Hand
from amends.desk.letters.words import Line, Words, words_json
from amends.envelope import Json
from amends.errors import Refused

_CONTAINER: Final = """\
<?xml version="1.0" encoding="utf-8"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles><rootfile full-path="book/content.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""

_FACES: Final = ("serif.woff2", "serif-italic.woff2")
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)  # the first day a ZIP can name, so that the same book has the same bytes


@dataclass(frozen=True, slots=True)
class _Entry:
    """A letter's document, for the contents and the index."""

    name: str
    title: str
    date: str
    answers: tuple[str, ...]
    to: tuple[BookPerson, ...]
    number: int


def bind_epub(
    letters: Iterable[BookLetter],
    replies: Callable[[str], Sequence[BookReply]],
    out: BinaryIO,
    *,
    title: Title,
    at: datetime,
    hand: Hand | None,
) -> Bound:
    """Write the book document by document; one letter is in memory at a time.

    Args:
        letters: the letters in the order of the book.
        replies: what came back to a letter, by its id.
        out: where the EPUB goes.
        title: what stands on the title page.
        at: when it was last changed.
        hand: what the letters are written in; None for plain type.
    """
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        book = _Epub(folder, hand)
        for letter in letters:
            book.add(letter, replies(letter.id))
        return book.close(title, at)


class _Epub:
    """An EPUB being written."""

    def __init__(self, folder: zipfile.ZipFile, hand: Hand | None) -> None:
        self._folder, self._hand = folder, hand
        self._digest = hashlib.sha256()
        self._entries: list[_Entry] = []
        self._plates: list[str] = []
        self._languages = {"en": None}
        self._replies = 0
        self._in_type: list[str] = []
        self._left_out: list[LeftOut] = []
        # The type of the file must be readable without unpacking: OCF 3.3, "OCF ZIP container media type".
        self._put("mimetype", b"application/epub+zip", zipfile.ZIP_STORED)
        self._put("META-INF/container.xml", _CONTAINER.encode())
        looks = files("amends.desk.book").joinpath("xhtml", "book.css").read_text("utf-8")
        if not hand:  # what is not in the book may not be named in it
            looks = "".join(line for line in looks.splitlines(keepends=True) if "hand.woff2" not in line)
        self._put("book/book.css", looks.encode())
        house = files("amends").joinpath("built", "hands")
        self._fonts = dict.fromkeys(_FACES, b"") | ({"hand.woff2": hand.woff2} if hand else {})
        for name, data in self._fonts.items():
            self._put(f"book/{name}", data or house.joinpath(name).read_bytes(), zipfile.ZIP_STORED)

    def add(self, letter: BookLetter, replies: Sequence[BookReply]) -> None:
        what = f"The letter to {letter.names}"
        try:
            images = {name: self._plate(image, what) for name, image in letter.images.items()}
        except Refused as refusal:
            self._left_out.append(LeftOut(letter.id, refusal.message))
            return
        answers: list[dict[str, Json]] = []
        for reply in replies:
            try:
                answers.append(self._answer(reply, letter))
            except Refused as refusal:
                self._left_out.append(LeftOut(reply.id, refusal.message))
        plain = not in_the_hand(letter, self._hand)
        if plain and self._hand and not letter.plain:
            self._in_type.append(letter.id)
        number = len(self._entries) + 1
        entry = _Entry(
            f"letter-{number:05}.xhtml", f"To {letter.names}", letter.words.date,
            tuple(str(answer["title"]) for answer in answers), letter.to, number,
        )  # fmt: skip
        self._page(
            entry.name, "letter.xhtml",
            title=entry.title, words=_tree(letter.words), images=images, plain=plain, answers=answers,
        )  # fmt: skip
        for words in (letter.words, *(reply.words for reply in replies if reply.words)):
            self._languages[words.lang] = None
        self._entries.append(entry)
        self._replies += len(answers)

    def close(self, title: Title, at: datetime) -> Bound:
        opening = title.page(len(self._entries), self._replies)
        self._page("title.xhtml", "title.xhtml", **opening)
        if self._entries:
            self._page("nav.xhtml", "nav.xhtml", title=title.title, entries=self._entries)
        self._page("people.xhtml", "people.xhtml", groups=self._people())
        self._page(
            "content.opf",
            "content.opf",
            **opening,
            identifier=f"urn:uuid:{uuid.UUID(bytes=self._digest.digest()[:16], version=5)}",
            modified=stamp(at),
            languages=list(self._languages),
            fonts=list(self._fonts),
            documents=[entry.name for entry in self._entries],
            plates=self._plates,
        )
        documents = len(self._entries) + 3
        return Bound(len(self._entries), self._replies, documents, tuple(self._in_type), tuple(self._left_out))

    def _answer(self, reply: BookReply, letter: BookLetter) -> dict[str, Json]:
        plates: list[Json] = []
        for number, plate in enumerate(reply.plates, 1):
            image = self._plate(plate.image, f"An answer to the letter to {letter.names}")
            transcript: list[Json] = [_line(line) for line in plate.transcript]
            alt = plate_alt(number, len(reply.plates), plate.transcript)
            plates.append({"image": image, "alt": alt, "transcript": transcript})
        return {
            "title": reply_title(letter),
            "under": reply_under(reply),
            "words": _tree(reply.words) if reply.words else None,
            "plates": plates,
        }

    def _plate(self, image: bytes, what: str) -> str:
        jpeg = plate_jpeg(image, what)
        name = f"plate-{len(self._plates) + 1:05}.jpg"
        self._plates.append(name)
        self._put(f"book/{name}", jpeg, zipfile.ZIP_STORED)
        return name

    def _people(self) -> list[tuple[str, list[tuple[str, list[tuple[str, int]]]]]]:
        places: dict[BookPerson, list[tuple[str, int]]] = {}
        for entry in self._entries:
            for person in entry.to:
                places.setdefault(person, []).append((entry.name, entry.number))
        groups: dict[str, list[tuple[str, list[tuple[str, int]]]]] = {}
        for person in sorted(places, key=sort_key):
            groups.setdefault(initial(person), []).append((person.name, places[person]))
        return list(groups.items())

    def _page(self, name: str, template: str, **said: object) -> None:
        self._put(f"book/{name}", _templates().get_template(template).render(said).encode())

    def _put(self, name: str, data: bytes, method: int = zipfile.ZIP_DEFLATED) -> None:
        about = zipfile.ZipInfo(name, _FIRST_DAY)
        about.compress_type = method
        about.external_attr = 0o644 << 16
        about.create_system = 3  # else the bytes would tell on which system it was bound
        self._digest.update(f"{name} {len(data)}\n".encode() + data)
        self._folder.writestr(about, data)


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("amends.desk.book", "xhtml"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )


def _tree(words: Words) -> dict[str, Json]:
    """The words as the templates read them: their JSON, with nothing left out."""
    return {"date": "", "salutation": [], "close": [], "sign": [], "postscript": [], **words_json(words)}


def _line(line: Line) -> Json:
    return words_json(Words(body=(), salutation=line)).get("salutation", [])
