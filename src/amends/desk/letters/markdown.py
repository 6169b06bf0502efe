"""Letters in Markdown (CommonMark) under a YAML front matter: one letter a file.

`*x*` is emphasised; `_x_`, `__x__` and `**x**` are underlined. A quotation, or a block indented by two blanks or
more, is set apart. What a letter cannot hold is never lost in silence: raw HTML is refused with its line; a link, a
picture, a heading or a rule keeps its words and leaves a remark.

`plain: [2, 5]` in the front matter sets the second and the fifth block between salutation and close in plain type,
for letters that the hand lacks; `ps` stands for the postscript, and `plain: yes` for all of them. The blocks have the
numbers by which a refusal names them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final, cast

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from amends.desk.letters.arrange import Part, Passage, arranged
from amends.desk.letters.fields import KNOWN, fields_of, in_type
from amends.desk.letters.jsonlines import ReadLetter
from amends.desk.letters.letter import LetterRow
from amends.desk.letters.lines import forbidden, fused, normal, split
from amends.desk.letters.plain import meant, wrap_width
from amends.desk.letters.words import (
    Emphasis,
    Items,
    Line,
    LineBreak,
    Piece,
    Quotation,
    Underlined,
    Words,
    plain_text,
)
from amends.desk.people.files import Refusal, Source, whole_text

_FRONT = re.compile(r"---[^\S\n]*\n(.*?)\n?---[^\S\n]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"\w+[^\S\n]*:")
_LINES_MOST: Final = 20_000


def has_front_matter(text: str) -> bool:
    """Whether a text begins as a letter's file does, with lines such as `to: Joan Whitfield` between two of ---."""
    front = _FRONT.match(normal(text).lstrip())
    return bool(front and _FIELD.match(front[1]))


def read_markdown(source: Source) -> ReadLetter:
    """The letter in a file, as a row or as a refusal."""
    text = normal(whole_text(source.data))
    front = _FRONT.match(text)
    if not front:
        reason = (
            'The file does not begin with a front matter that says "to" whom the letter is, between two lines of ---.'
        )
        return Refusal(source.name, 1, reason)
    line = 1 + front[0].count("\n")
    try:
        matter = _matter(front[1])
        fields = fields_of(matter)
        words, remarks = words_of_markdown(
            text[front.end() :], lang=fields.lang, date=fields.date, from_name=fields.from_name, line=line
        )
        words = in_type(words, fields.plain)
    except _AtLine as error:
        return Refusal(source.name, error.line, error.reason)
    except ValueError as error:
        return Refusal(source.name, 1, str(error))
    unknown = [
        f"{name!r} in the front matter is not known here and was left alone." for name in matter if name not in KNOWN
    ]
    return LetterRow(source.name, 1, fields.to, words, fields.from_name, fields.sign, (*unknown, *remarks))


class _AtLine(ValueError):
    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"Line {line}: {reason}")
        self.line, self.reason = line, reason


def _matter(text: str) -> dict[str, Any]:
    """The front matter, every value as it is written: a date stays the writer's words."""
    try:
        matter: Any = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - knows text, lists and mappings only
    except yaml.YAMLError as error:
        mark = cast("Any", getattr(error, "problem_mark", None))
        problem = cast("str", getattr(error, "problem", None) or "it is not YAML")
        raise _AtLine(mark.line + 2 if mark else 1, f"The front matter cannot be read: {problem}.") from error
    except RecursionError as error:
        raise _AtLine(1, "The front matter is nested too deep.") from error
    if not isinstance(matter, dict):
        raise _AtLine(1, 'The front matter should consist of lines such as "to: Joan Whitfield".')
    return {str(name): value for name, value in cast("dict[Any, Any]", matter).items()}


def words_of_markdown(
    text: str, *, lang: str = "en", date: str = "", from_name: str = "", line: int = 1
) -> tuple[Words, tuple[str, ...]]:
    """The tree of a letter in Markdown, and remarks on what it could not hold.

    Args:
        text: the Markdown, without front matter.
        lang: BCP 47 tag.
        date: the date as the writer wrote it.
        from_name: the name by which its readers know the writer.
        line: line of the file on which the text begins, for remarks.

    Raises:
        ValueError: there are no words, raw HTML among them, or a character that may not stand in a letter; the
        message
            names the line.
    """
    text = normal(text)
    if wrong := forbidden(text):
        raise ValueError(wrong)
    if text.count("\n") > _LINES_MOST:
        raise ValueError(f"The letter has more than {_LINES_MOST} lines.")
    reader = _Reader(text, line)
    parts = reader.parts(_PARSER.parse(text))
    if not parts:
        raise ValueError("The letter has no words.")
    words = arranged(parts, lang=lang, date=date, from_name=from_name)
    if wrong := forbidden(plain_text(words)):  # &#x202e; is a character like any other
        raise ValueError(wrong)
    return words, tuple(reader.remarks)


# A letter has no link definitions, and a line of dashes below a line of text does not make it a heading. An indented
# block is a verse, read line by line like any other text.
_PARSER: Final = MarkdownIt("commonmark", {"html": True}).disable(["reference", "lheading", "code"])


class _Reader:
    """Goes through the tokens of one letter."""

    def __init__(self, text: str, line: int) -> None:
        self._source = text.split("\n")
        self._width = wrap_width(text)
        self._first = line
        self._soft: Piece = " "
        self.remarks: list[str] = []

    def parts(self, tokens: Sequence[Token]) -> list[Part]:
        parts: list[Part] = []
        at = 0
        while at < len(tokens):
            token = tokens[at]
            end = _closing(tokens, at)
            inside = tokens[at + 1 : end]
            match token.type:
                case "paragraph_open":
                    parts += self._paragraph(token, inside)
                case "heading_open":
                    self._remark(token, "A letter has no headings; its words stand as a paragraph.")
                    parts += [Passage(tuple(lines)) for lines in [self._lines(inside[0])] if any(lines)]
                case "blockquote_open":
                    if lines := self._quotation(inside):
                        parts.append(Quotation(lines))
                case "bullet_list_open" | "ordered_list_open":
                    parts += self._list(token, inside)
                case "fence":
                    self._remark(token, "A letter has no program text; its lines are set apart as they are.")
                    lines = tuple((row.strip(),) for row in token.content.split("\n") if row.strip())
                    parts += [Quotation(lines)] if lines else []
                case "hr":
                    self._remark(token, "A line across the page is left out.")
                case "html_block":
                    raise _AtLine(self._line(token), "Raw HTML cannot stand in a letter; write it as plain words.")
                case _:
                    raise _AtLine(self._line(token), f"{token.type} cannot stand in a letter.")
            at = end + 1
        return parts

    def _paragraph(self, token: Token, inside: Sequence[Token]) -> list[Part]:
        first, last = token.map or [0, 0]
        rows = [row for row in self._source[first:last] if row.strip()]
        verse = bool(rows) and token.level == 0 and all(row.startswith("  ") for row in rows)
        self._soft = LineBreak() if verse else " "
        lines = tuple(line for line in self._lines(inside[0]) if line)
        self._soft = " "
        if lines and verse:
            return [Quotation(tuple(part for line in lines for part in split(line)))]
        return [Passage(lines)] if lines else []

    def _quotation(self, tokens: Sequence[Token]) -> tuple[Line, ...]:
        """A quotation's lines: verse line by line, prose run on."""
        lines: list[Line] = []
        for part in self.parts(tokens):
            match part:
                case Passage():
                    rows = [row for line in part.lines for row in split(line)]
                    verse = all(meant(_plain(one), _plain(two), self._width) for one, two in pairwise(rows))
                    lines += rows if verse else split(part.line)
                case Quotation():
                    lines += part.lines
                case Items():
                    marks = (f"{n}. " if part.ordered else "– " for n in range(1, len(part.items) + 1))
                    lines += [fused((mark, *item)) for mark, item in zip(marks, part.items, strict=True)]
                case _:
                    raise AssertionError(part)
        return tuple(lines)

    def _list(self, token: Token, inside: Sequence[Token]) -> list[Part]:
        ordered = token.type == "ordered_list_open"
        number = int(token.attrs.get("start", 1)) if ordered else 1
        items: list[Line] = []
        at = 0
        while at < len(inside):
            end = _closing(inside, at)
            items += self._item(inside[at], inside[at + 1 : end])
            at = end + 1
        if ordered and number != 1:  # "1819. It was a wet year." is a sentence, and its number is a word
            return [Passage((fused((f"{n}{token.markup} ", *item)),)) for n, item in enumerate(items, number)]
        return [Items(tuple(items), ordered)] if items else []

    def _item(self, token: Token, tokens: Sequence[Token]) -> list[Line]:
        own: list[Line] = []
        nested: list[Line] = []
        for part in self.parts(tokens):
            match part:
                case Passage():
                    own.append(part.line)
                case Quotation():
                    own += part.lines
                case Items():
                    self._remark(token, "A list inside a list is set as one list.")
                    nested += part.items
                case _:
                    raise AssertionError(part)
        pieces: list[Piece] = []
        for line in own:
            pieces += ([LineBreak()] if pieces else []) + list(line)
        return [line for line in (fused(pieces), *nested) if line]

    # ── inside a paragraph ────────────────────────────────────────────────────────────────────────────────────────

    def _lines(self, inline: Token) -> list[Line]:
        """The lines of the source, each a line of the tree; a mark over a line end holds them together."""
        rows: list[list[Piece]] = [[]]
        children = inline.children or []
        at = 0
        while at < len(children):
            if children[at].type == "softbreak":
                rows.append([])
                at += 1
                continue
            piece, at = self._piece(inline, children, at)
            rows[-1] += piece
        return [fused(row) for row in rows]

    def _piece(self, inline: Token, children: Sequence[Token], at: int) -> tuple[list[Piece], int]:
        token = children[at]
        match token.type:
            case "text" | "text_special" | "code_inline":
                return [token.content], at + 1
            case "softbreak":
                return [self._soft], at + 1
            case "hardbreak":
                return [LineBreak()], at + 1
            case "em_open" | "strong_open" | "link_open":
                end = _closing(children, at)
                inside: list[Piece] = []
                within = at + 1
                while within < end:
                    pieces, within = self._piece(inline, children, within)
                    inside += pieces
                return self._marked(inline, token, inside), end + 1
            case "image":
                self._remark(inline, f"A picture ({token.attrs.get('src', '')}) is left out; its description stays.")
                return [token.content], at + 1
            case "html_inline":
                raise _AtLine(self._line(inline), f"Raw HTML cannot stand in a letter ({token.content[:40]!r}).")
            case _:
                raise _AtLine(self._line(inline), f"{token.type} cannot stand in a letter.")

    def _marked(self, inline: Token, token: Token, inside: list[Piece]) -> list[Piece]:
        if token.type == "link_open":
            target = str(token.attrs.get("href", ""))
            if target != "".join(piece for piece in inside if isinstance(piece, str)):
                self._remark(inline, f"A letter has no links; the words stay, {target} is left out.")
            return inside
        line = fused(inside)
        return [Emphasis(line) if token.markup == "*" else Underlined(line)] if line else []

    def _line(self, token: Token) -> int:
        return self._first + (token.map[0] if token.map else 0)

    def _remark(self, token: Token, remark: str) -> None:
        self.remarks.append(f"Line {self._line(token)}: {remark}")


def _plain(line: Line) -> str:
    return "".join(piece if isinstance(piece, str) else " " for piece in line) or " ."


def _closing(tokens: Sequence[Token], at: int) -> int:
    """Where the block or mark that opens here closes; itself for one that holds nothing."""
    depth = 0
    for end in range(at, len(tokens)):
        depth += tokens[end].nesting
        if depth <= 0:
            return end
    return len(tokens) - 1
