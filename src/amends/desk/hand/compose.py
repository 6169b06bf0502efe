"""Decides what stands in the font: which forms, which letters are put together, which pairs are set joined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from amends.desk.hand.accents import BESIDE, TURNED, composed, marks, pen_width, seat, without_dot
from amends.desk.hand.alternates import glyph_name
from amends.desk.hand.build import Content, Drawn, Part, name_of, varied
from amends.desk.hand.lines import X_UNITS, Glyph
from amends.desk.hand.repertoire import ACCENTED, ALL
from amends.desk.hand.spacing import Spacing, space
from amends.desk.hand.trace import Outline, polygon

_ORDINARY: Final = tuple("abcdefghiklmnoprstuvwy")
OUTLINES_LEAST: Final = 4
_DOTLESS: Final = {"i": "istem", "j": "jstem"}
"""Glyphs that stand under accents and for no character of their own."""
_FIGURES: Final = frozenset("0123456789")
_TRACKING_MOST: Final = 0.07 * X_UNITS
"""How far the writer's own spacing, seen in the pairs, may move ours."""
_SAME: Final = {"’": "'‘", "”": '"“', "-": "\u2011", "–": "\u2212"}
"""Signs that also stand for others."""


def compose(made: Mapping[str, Sequence[Glyph]], wanted: Sequence[str]) -> Content:
    """The content of a font from the forms of a hand.

    Args:
        made: text -> its forms.
        wanted: characters the sheets asked for; these vary even where they are composed.
    """
    content = Content()
    letters = {text: forms for text, forms in made.items() if len(text) == 1}
    joined = {text: forms for text, forms in made.items() if len(text) == 2 and all(map(_in_one_stroke, forms))}
    outlines: dict[str, Outline] = {}
    for text, forms in (*letters.items(), *joined.items()):
        names = [glyph_name(name_of(text), k) for k in range(len(forms))]
        content.alternates[names[0]] = names
        outlines |= {name: form.outline for name, form in zip(names, forms, strict=True)}
        content.classes |= dict.fromkeys(names, names[0])
    content.characters = {text: name_of(text) for text in letters}
    content.ligatures = {text: name_of(text) for text in joined if all(c in letters for c in text)}
    spacing = space(outlines, content.classes, _ORDINARY)
    content.spacing = _as_written(spacing, made, content)
    for name, outline in outlines.items():
        left, right = content.spacing.bearings[name]
        width = max(float(polygon(curves, 6)[:, 0].max()) for curves in outline)
        content.drawn[name] = Drawn(
            left + width + right, tuple(curves + np.asarray([left, 0.0]) for curves in outline)
        )
    _enough(content)
    _put_together(content, letters, wanted)
    for sign, others in _SAME.items():
        for other in others if sign in content.characters else "":
            if other not in content.characters:
                _drawn_alike(content, sign, other)
    return content


def _drawn_alike(content: Content, sign: str, other: str) -> None:
    """Draws one sign like another, by glyphs of its own: a glyph that meant two could not be read back as either."""
    base = content.characters[sign]
    likes = content.alternates.get(base, [base])
    names = [glyph_name(name_of(other), k) for k in range(len(likes))]
    content.drawn |= {
        name: Drawn(content.drawn[like].advance, parts=(Part(like),)) for name, like in zip(names, likes, strict=True)
    }
    content.alternates |= {names[0]: names} if base in content.alternates else {}
    content.classes |= dict.fromkeys(names, content.classes[base]) if base in content.classes else {}
    content.characters[other] = names[0]
    content.composed += [other] if other in "‘“" else []


def _enough(content: Content) -> None:
    """Gives one letter as many outlines as a hand should have; `alternates.level` then gives them to all.

    A sheet with one box for a letter would otherwise draw it alike every time.
    """
    base, names = max(content.alternates.items(), key=lambda each: len(each[1]), default=("", list[str]()))
    for k in range(len(names), OUTLINES_LEAST if names else 0):
        name = glyph_name(base, k)
        content.drawn[name] = varied(content.drawn[base], base, k)
        content.classes[name] = content.classes[base]
        names.append(name)


def _in_one_stroke(glyph: Glyph) -> bool:
    """Whether a pair hangs together: one large piece of ink, dots aside."""
    return len(_pieces(glyph)) == 1


def _pieces(glyph: Glyph) -> list[tuple[float, float]]:
    """Left and right ends of the larger pieces of ink of a glyph, from left to right."""
    rings = [polygon(curves, 6) for curves in glyph.outline]
    turns = [_turn(ring) for ring in rings]
    largest = max(turns, key=abs, default=0.0)
    outer = [(ring, turn) for ring, turn in zip(rings, turns, strict=True) if turn * largest > 0]
    large = [ring for ring, turn in outer if abs(turn) > 0.2 * abs(largest)]
    return sorted((float(ring[:, 0].min()), float(ring[:, 0].max())) for ring in large)


def _turn(ring: np.typing.NDArray[np.float64]) -> float:
    following = np.roll(ring, -1, 0)
    return 0.5 * float((ring[:, 0] * following[:, 1] - following[:, 0] * ring[:, 1]).sum())


def _as_written(spacing: Spacing, made: Mapping[str, Sequence[Glyph]], content: Content) -> Spacing:
    """The spacing, moved as a whole towards the gaps the writer left in unjoined pairs; figures stand evenly."""
    apart: list[float] = []
    for text, forms in made.items():
        if len(text) != 2 or not all(c in content.characters for c in text):
            continue
        one, two = (content.characters[c] for c in text)
        ours = spacing.bearings[one][1] + spacing.bearings[two][0] + spacing.kerning.get((one, two), 0)
        apart += [b[0] - a[1] - ours for form in forms if len(ends := _pieces(form)) == 2 for a, b in (ends,)]
    move = float(np.clip(np.median(apart), -_TRACKING_MOST, _TRACKING_MOST)) / 2 if len(apart) >= 4 else 0.0
    figures = {content.characters[c] for c in _FIGURES if c in content.characters}
    room = 0.035 * X_UNITS
    bearings = {
        name: (
            left + move + room * (content.classes[name] in figures),
            right + move + room * (content.classes[name] in figures),
        )
        for name, (left, right) in spacing.bearings.items()
    }
    kerning = {pair: value for pair, value in spacing.kerning.items() if not figures.issuperset(pair)}
    return Spacing(bearings, kerning)


# ── what nobody wrote ─────────────────────────────────────────────────────────────────────────────────────────────


def _put_together(content: Content, letters: Mapping[str, Sequence[Glyph]], wanted: Sequence[str]) -> None:
    """Adds every letter and sign that can be made of others."""
    width = pen_width([glyph for forms in letters.values() for glyph in forms])
    strokes = marks(letters, width)
    every = dict.fromkeys((*ACCENTED, *(a.text for a in ALL if len(a.text) == 1), *BESIDE, "—", "ı"))
    missing = [text for text in every if text not in letters]
    used = {how.mark for text in missing if (how := composed(text))}
    for key in sorted(used):
        for k, outline in enumerate(strokes[key]):
            content.drawn[_mark_name(key, k)] = Drawn(0.0, outline)
    _dotless(content, letters)
    varied = set(wanted)
    for text in missing:
        forms = _forms(content, letters, strokes, text)
        if not forms:
            continue
        names = [glyph_name(name_of(text), k) for k in range(len(forms) if text in varied else 1)]
        content.drawn |= dict(zip(names, forms, strict=False))
        content.characters[text] = names[0]
        content.composed.append(text)
        if text in varied:
            content.alternates[names[0]] = names
        base = composed(text)
        like = content.characters.get(base.base) if base else None
        content.classes |= dict.fromkeys(names, content.classes.get(like or "", names[0]))


def _mark_name(key: str, form: int) -> str:
    return glyph_name(f"mark{'_'.join(f'{ord(c):04X}' for c in key)}", form)


def _dotless(content: Content, letters: Mapping[str, Sequence[Glyph]]) -> None:
    for text, name in _DOTLESS.items():
        for k, glyph in enumerate(letters.get(text, ())):
            original = content.drawn[glyph_name(name_of(text), k)]
            left = content.spacing.bearings[glyph_name(name_of(text), k)][0]
            outline = tuple(curves + np.asarray([left, 0.0]) for curves in without_dot(glyph))
            content.drawn[glyph_name(name, k)] = Drawn(original.advance, outline)


def _forms(
    content: Content, letters: Mapping[str, Sequence[Glyph]], strokes: Mapping[str, Sequence[Outline]], text: str
) -> list[Drawn]:
    if text in TURNED and TURNED[text] in letters:
        return [_upside_down(content, glyph_name(name_of(TURNED[text]), 0), letters[TURNED[text]][0])]
    if text in BESIDE and all(c in letters for c in BESIDE[text]):
        return [_side_by_side(content, letters, BESIDE[text], text)]
    return _plain_forms(content, letters, text) or _marked_forms(content, letters, strokes, text)


def _plain_forms(content: Content, letters: Mapping[str, Sequence[Glyph]], text: str) -> list[Drawn]:
    """A stem without its dot, or a dash drawn out."""
    if text == "ı":
        return [
            Drawn(d.advance, parts=(Part(n),)) for n, d in content.drawn.items() if n.split(".")[0] == _DOTLESS["i"]
        ]
    if text == "—" and "–" in letters:
        dash = content.drawn[name_of("–")]
        return [Drawn(1.7 * dash.advance, parts=(Part(name_of("–"), turned=(1.7, 0.0, 0.0, 1.0)),))]
    return []


def _marked_forms(
    content: Content, letters: Mapping[str, Sequence[Glyph]], strokes: Mapping[str, Sequence[Outline]], text: str
) -> list[Drawn]:
    """A letter under its mark, once for every form of the letter; or a mark that is a sign of its own."""
    how = composed(text)
    if how is None:
        return []
    if not how.base:
        outline = strokes[how.mark][0]
        points = np.concatenate([polygon(curves, 4) for curves in outline])
        left, right = float(points[:, 0].min()), float(points[:, 0].max())
        return [Drawn(right - left + 90, parts=(Part(_mark_name(how.mark, 0), 45 - left),))]
    made: list[Drawn] = []
    for k in range(len(letters.get(how.base, ()))):
        name = glyph_name(_DOTLESS[how.base] if how.dotless else name_of(how.base), k)
        x, y = seat(content.drawn[name].outline, how)
        if how.dotless:
            x += 0.03 * X_UNITS
        mark = _mark_name(how.mark, k % len(strokes[how.mark]))
        made.append(Drawn(content.drawn[name].advance, parts=(Part(name), Part(mark, x, y))))
    return made


def _upside_down(content: Content, name: str, glyph: Glyph) -> Drawn:
    """A sign turned half round, hung from the x-height."""
    advance = content.drawn[name].advance
    lowered = X_UNITS - (glyph.top if glyph.bottom > -20 else glyph.top + glyph.bottom)
    return Drawn(advance, parts=(Part(name, advance, glyph.top + lowered, (-1.0, 0.0, 0.0, -1.0)),))


def _side_by_side(content: Content, letters: Mapping[str, Sequence[Glyph]], texts: str, text: str) -> Drawn:
    parts: list[Part] = []
    at = 0.0
    tight = 0.8 if text in "„“”" else 1.0
    drop = -letters[texts[0]][0].bottom - 110 if text == "‚" and letters[texts[0]][0].bottom > -60 else 0.0
    turned = (-1.0, 0.0, 0.0, -1.0) if text == "‘" else (1.0, 0.0, 0.0, 1.0)
    for k, c in enumerate(texts):
        name = glyph_name(name_of(c), k % len(letters[c]))
        advance = content.drawn[name].advance
        joins = text in "æœÆŒ" and k == 0
        if turned[0] < 0:
            parts.append(Part(name, at + advance, letters[c][0].top + letters[c][0].bottom, turned))
        else:
            parts.append(Part(name, at, drop))
        at += (advance - 0.22 * X_UNITS) if joins else advance * tight
    return Drawn(at, parts=tuple(parts))
