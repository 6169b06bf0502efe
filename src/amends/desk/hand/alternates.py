"""How a hand varies: one scheme for the shipped hands and for the writer's own.

Nobody draws a letter twice alike. A hand therefore holds several *outlines* of every glyph, and its `calt` feature
passes from one to the next inside a word. It counts from the end of the word, and where it starts there is told by
the number of blanks after the word, which is the word's *seed*: one blank is seed 0. The surplus blanks take no room,
because `kern` cancels their width.

Two limits shape this. typst shapes a line anew for every break it considers when the start of a word depends on what
stands before the blank, which costs three to four times the speed; looking from a word to its own trailing blanks is
free. And blanks are the only seed that leaves the text of a PDF clean for search and copy.

The blanks are put in by `amends.desk.hand.variation` on the way to the typesetter. The words of a letter never have
them, nor does a screen: there every word has seed 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

TURNS = 3
"""With two, 7 % of the repeated words of 261 real letters were drawn like an earlier one; with three, 4 %."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """How many outlines a glyph has, and in how many ways a word can therefore be drawn.

    Seed `s` draws the last glyph of a word with outline `s % outlines`, and every glyph before it with the next
    outline. On *turn* `s // outlines` the last glyph but one is drawn with an outline so many further on, which gives
    the same word another drawing.
    """

    outlines: int

    def __post_init__(self) -> None:
        if self.outlines < 1:
            raise ValueError("a glyph has at least one outline")

    @property
    def turns(self) -> int:
        """How many drawings begin with the same last glyph."""
        return TURNS if self.outlines > 1 else 1

    @property
    def seeds(self) -> int:
        """How many seeds there are; seed `s` is written as `s + 1` blanks."""
        return self.outlines * self.turns

    def drawn(self, glyphs: int, seed: int) -> tuple[int, ...]:
        """Which outline each glyph of a word gets, first glyph first."""
        turn, outline = divmod(seed, self.outlines)
        states = [(outline + place + (turn if place == 1 else 0)) % self.outlines for place in range(glyphs)]
        return tuple(reversed(states))


def glyph_name(base: str, outline: int) -> str:
    """The name of a glyph's outline: the base itself is outline 0, the next is `base.a1`."""
    return f"{base}.a{outline}" if outline else base


def level(alternates: Mapping[str, Sequence[str]]) -> tuple[Scheme, dict[str, tuple[str, ...]]]:
    """Every glyph with equally many outlines, those with fewer going round again.

    A glyph that goes round still needs a glyph of its own for each outline, because the name carries the count from
    letter to letter. The names this gives that are not in `alternates` are for the font builder to make, as
    composites of the outline they repeat (`repeats`).

    Args:
        alternates: a base glyph's name -> names of its outlines, the base itself first.
    """
    most = max((len(names) for names in alternates.values()), default=1)
    levelled: dict[str, tuple[str, ...]] = {}
    for base, names in alternates.items():
        if not names or names[0] != base:
            raise ValueError(f"the first outline of {base} must be {base} itself")
        levelled[base] = (*names, *(glyph_name(base, k) for k in range(len(names), most)))
    return Scheme(most), levelled


def repeats(alternates: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The glyphs that `level` adds -> the outline each of them repeats."""
    scheme, levelled = level(alternates)
    return {
        levelled[base][k]: names[k % len(names)]
        for base, names in alternates.items()
        for k in range(len(names), scheme.outlines)
    }


def glyph_order(fixed: Iterable[str], alternates: Mapping[str, Sequence[str]]) -> list[str]:
    """A glyph order in which all first outlines stand together, then all second ones, and so on.

    Each class of the feature is then one range, which keeps both the font and the shaping small.
    """
    scheme, levelled = level(alternates)
    return [*fixed, *(names[k] for k in range(scheme.outlines) for names in levelled.values())]


def features(alternates: Mapping[str, Sequence[str]], *, space: str = "space", space_width: int) -> str:
    """The `calt` and `kern` of the scheme in the OpenType feature language, for feaLib.

    Args:
        alternates: a base glyph's name -> names of its outlines, the base first. Glyphs with fewer outlines than the
            richest are completed as `level` describes, and the font must hold those glyphs too.
        space: the name of the blank's glyph, which must not be among the alternates.
        space_width: its advance in font units.
    """
    if space in alternates:
        raise ValueError("the blank between words can have no alternates: calt must not look across it")
    scheme, levelled = level(alternates)
    return _cancelled_blanks(space, space_width) + (_calt(scheme, levelled, space) if scheme.outlines > 1 else "")


def _cancelled_blanks(space: str, width: int) -> str:
    return f"feature kern {{\n  lookup Blanks {{\n    pos {space} {space} -{width};\n  }} Blanks;\n}} kern;\n"


def _calt(scheme: Scheme, levelled: Mapping[str, tuple[str, ...]], space: str) -> str:
    count = scheme.outlines
    lines = [f"@S{k} = [{' '.join(names[k] for names in levelled.values())}];" for k in range(count)]
    lines.append(f"@Any = [{' '.join(f'@S{k}' for k in range(count))}];")
    lines += ["feature calt {", "  lookup Outlines {"]
    lines += [f"    rsub @S0' @S{k} by @S{(k + 1) % count};" for k in range(count)]
    for blanks in range(scheme.seeds, 1, -1):
        lines.append(f"    rsub @S0' {' '.join([space] * blanks)} by @S{(blanks - 1) % count};")
    lines += ["  } Outlines;", "  lookup Turns {"]
    # One rule a turn, and it fails at the second glance wherever no word ends: every glyph of a letter passes here.
    for turn in range(scheme.turns - 1, 0, -1):
        further = " ".join(f"@S{(k + turn) % count}" for k in range(count))
        lines.append(f"    rsub @Any' @Any {' '.join([space] * (turn * count + 1))} by [{further}];")
    lines += ["  } Turns;", "} calt;", ""]
    return "\n".join(lines)
