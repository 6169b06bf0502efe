"""How a hand varies: one way for the shipped hands and for the writer's own.

Nobody draws a letter twice alike. A hand therefore holds several *outlines* of every glyph. On paper the desk chooses
among them, letter by letter (`amends.desk.hand.variation`). On a screen nobody does, so there the font passes from
one to the next by itself: its `calt` feature counts from the end of every word.

It never looks across a blank. A rule that does has a typesetter shape a line anew for every break it considers, which
costs three to four times the speed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence


def glyph_name(base: str, outline: int) -> str:
    """The name of a glyph's outline: the base itself is outline 0, the next is `base.a1`."""
    return f"{base}.a{outline}" if outline else base


def level(alternates: Mapping[str, Sequence[str]]) -> tuple[int, dict[str, tuple[str, ...]]]:
    """Every glyph with equally many outlines, those with fewer going round again.

    A glyph that goes round still needs a glyph of its own for each outline, because the name carries the count from
    letter to letter. The names this gives that are not in `alternates` are for the font builder to make, as
    composites of the outline they repeat (`repeats`).

    Args:
        alternates: a base glyph's name -> names of its outlines, the base itself first.

    Returns:
        How many outlines each has, and their names.
    """
    most = max((len(names) for names in alternates.values()), default=1)
    levelled: dict[str, tuple[str, ...]] = {}
    for base, names in alternates.items():
        if not names or names[0] != base:
            raise ValueError(f"the first outline of {base} must be {base} itself")
        levelled[base] = (*names, *(glyph_name(base, k) for k in range(len(names), most)))
    return most, levelled


def repeats(alternates: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The glyphs that `level` adds -> the outline each of them repeats."""
    most, levelled = level(alternates)
    return {
        levelled[base][k]: names[k % len(names)]
        for base, names in alternates.items()
        for k in range(len(names), most)
    }


def glyph_order(fixed: Iterable[str], alternates: Mapping[str, Sequence[str]]) -> list[str]:
    """A glyph order in which all first outlines stand together, then all second ones, and so on.

    Each class of the feature is then one range, which keeps both the font and the shaping small.
    """
    most, levelled = level(alternates)
    return [*fixed, *(names[k] for k in range(most) for names in levelled.values())]


def features(alternates: Mapping[str, Sequence[str]], *, space: str = "space") -> str:
    """The `calt` that passes from one outline to the next, in the OpenType feature language, for feaLib.

    The last glyph of a word keeps its first outline, and every glyph before it gets the outline after the one that
    follows it. So there is one rule an outline, and the text is gone through once, from its end.

    Args:
        alternates: a base glyph's name -> names of its outlines, the base first. Glyphs with fewer outlines than the
            richest are completed as `level` describes, and the font must hold those glyphs too.
        space: the name of the blank's glyph, which must not be among the alternates.
    """
    if space in alternates:
        raise ValueError("the blank between words can have no alternates: calt must not look across it")
    count, levelled = level(alternates)
    if count < 2:
        return ""
    lines = [f"@S{k} = [{' '.join(names[k] for names in levelled.values())}];" for k in range(count)]
    lines += ["feature calt {", "  lookup Outlines {"]
    lines += [f"    rsub @S0' @S{k} by @S{(k + 1) % count};" for k in range(count)]
    lines += ["  } Outlines;", "} calt;", ""]
    return "\n".join(lines)
