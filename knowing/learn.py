"""Learns what tells hands apart, from made-up writers, at build time.

    python knowing/learn.py FONTSOURCE_FOLDER OUT

The fonts are split by family, once and for all: from the first part the scale of letters and the books of strokes are
learnt; on the second, `FOR_CONFIDENCE`, the confidence is fitted and the bar from which a name is said. A third part
is not here: `bench/writers` fetches it for `bench/know.py` and tests alone. Seeds are fixed, so the same sources on
the same machine give the same file.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import writers

from amends.desk.knowing import learnt, match
from amends.desk.knowing.encode import Trace, trace_of, trace_of_strokes
from amends.desk.knowing.inked import LONGEST, Ink, written_on
from amends.desk.knowing.size import FEATURES, Counts, letter_height
from amends.desk.knowing.strokes import CELL, KINDS, Strokes, around, drawn, some_of, strokes_in
from amends.desk.knowing.up import leaning

WIDE = 64
WORDS = (96, 256)
"""Words in the book of edges and in that of middle lines."""
FOR_CONFIDENCE = frozenset({
    "alex-brush", "annie-use-your-telescope", "beth-ellen", "caveat", "coming-soon", "damion", "delius",
    "give-you-glory", "herr-von-muellerhoff", "itim", "kristi", "lovers-quarrel", "meddon", "montez", "neucha",
    "over-the-rainbow", "petit-formal-script", "redressed", "rouge-script", "schoolbell", "sofia", "sunshiney",
    "vibur", "zeyada",
})  # fmt: skip
FITTED, JUDGED = 4, 3
"""Hands bent from every font."""
PAGES = 4
"""What each of them writes for the scale of letters: letters and addresses in turn. The books take one of five, the
way up another."""
ALIKE = 20.0
"""How much more it counts that the height is judged alike wherever one hand writes than that it is judged right:
strokes are held against strokes at the height they were judged to have."""
RIDGE = 20.0
RIDGE_UP = 3.0
STRANGERS = 24
BROAD = (0.16, 0.24)
"""Another pen's strokes, in heights of small letters. The fonts' own are half as broad, about; beyond a quarter,
loops fill with ink and letters grow together."""
PENS = (0.06, 0.26)
"""The pens that scale and books are learnt with."""
HARSHER = (4, 6)
"""A broader pen's strokes, in pixels whatever the letters' height; only measured, never learnt from."""
WAYS = ("plain", "pen", "photo", "pen and photo", "scale")
"""What is done to an address: scanned, with another pen, photographed, both, photographed at an unknown scale."""
ASKED = 2
"""Addresses of each writer that the confidence is fitted on; the ways take turns."""
RIGHT = 0.98
"""Of the names said, so many are to be right on the writers the confidence is fitted on; others give less."""
SUREST = 0.99
"""The highest bar: where nothing is right often enough, nearly nothing is said."""
MOST = 700
"""Pieces of a page that the books are learnt from."""
SOFTENED = 0.5
"""Added to every change, as a share of their mean, so that what hardly ever changes is not trusted without end."""
COUNTS = (4, 6, 9, 14, 20, 30, 40, 40, 40, 40)
"""How many hands are known, in each of the lists that the confidence is fitted on."""


def families(folder: Path) -> list[Path]:
    """The fonts, in the order of their names."""
    return [one / "files" / f"{one.name}-latin-400-normal.woff2" for one in sorted(folder.iterdir()) if one.is_dir()]


def _family(font: Path) -> str:
    return font.parent.parent.name


def for_fitting(fonts: list[Path]) -> list[Path]:
    """Those that scale and books are learnt from."""
    return [one for one in fonts if _family(one) not in FOR_CONFIDENCE]


def for_confidence(fonts: list[Path]) -> list[Path]:
    """Those the confidence is fitted on."""
    return [one for one in fonts if _family(one) in FOR_CONFIDENCE]


@dataclass(frozen=True, slots=True)
class Sample:
    """The ink of a page that a made-up writer wrote, and how high its small letters truly are, in pixels."""

    ink: Ink
    height: float
    writer: str


def penned(ink: np.ndarray, chance: np.random.Generator, height: float) -> np.ndarray:
    """With some pen, and ink that may run out; small letters are so many pixels high."""
    kind = chance.random()
    if kind > 0.65:
        ink = writers.a_nib(ink, int(chance.integers(3, 8)), np.deg2rad(chance.uniform(15, 60)))
    elif kind > 0.3:
        ink = writers.another_pen(ink, max(1, round(height * float(chance.uniform(*PENS)))))
    return writers.paling(ink, chance) if chance.random() < 0.5 else ink


def samples(fonts: list[Path]) -> list[Sample]:
    """Pages by every writer of the first part."""
    made: list[Sample] = []
    for font in fonts:
        for number in range(FITTED):
            writer = writers.Writer(font, number)
            chance = np.random.default_rng([writers.seed_of(font.name), number, 1])
            for page in range(PAGES):
                lines = (
                    writers.address(chance)
                    if page % 2
                    else writers.text(chance, int(chance.integers(3, 12)), int(chance.integers(20, 38)))
                )
                size, scale = float(np.exp(chance.normal(0, 0.12))), float(chance.uniform(0.75, 1.2))
                ink = penned(writer.write(lines, chance, size), chance, writer.height * size * writers.PIXELS)
                photo = chance.random() < 0.5
                seen = writers.photographed(ink, chance, scale) if photo else writers.scanned(ink, chance)
                by = (scale if photo else 1.0) * min(1.0, LONGEST / max(seen.shape))
                height = writer.height * size * writers.PIXELS * by
                made.append(Sample(written_on(seen), height, f"{font.name}{number}"))
    return [one for one in made if one.ink.mask.any()]


def scale_of_letters(made: list[Sample]) -> tuple[np.ndarray, float]:
    """A ridge regression from the curves of `size.Counts` to the logarithm of the height.

    What one hand wrote, on a page or an envelope, with this pen or that, is to be judged alike: how far judgements of
    one hand are apart counts `ALIKE` times as much as how far they are from the truth.
    """
    chance = np.random.default_rng(2)
    curves, heights, hands = [], [], []
    for one in made:
        counts = Counts(one.ink)
        for by in (1.0, *np.exp(chance.uniform(-0.6, 0.6, 3))):
            curves.append(counts.curve(by))
            heights.append(np.log(one.height * by))
            hands.append(one.writer)
    x, y = np.asarray(curves), np.asarray(heights)
    which = np.unique(hands, return_inverse=True)[1]
    shares = np.zeros((int(which.max()) + 1, len(x)))
    shares[which, np.arange(len(x))] = 1
    shares /= shares.sum(1, keepdims=True)
    across, within = x - x.mean(0), x - (shares @ x)[which]
    bend = across.T @ across + ALIKE * within.T @ within + RIDGE * np.eye(FEATURES)
    slope = across.T @ (y - y.mean()) + ALIKE * within.T @ (y - (shares @ y)[which])
    weights = np.linalg.solve(bend, slope)
    return weights.astype(np.float32), float(y.mean() - x.mean(0) @ weights)


def shaken(fonts: list[Path]) -> tuple[np.ndarray, np.ndarray]:
    """How a piece changes where the hand does not: with another pen, and with the height a little misjudged.

    Returns:
        For either kind of piece, the spread of that change: `NUMBERS` × `NUMBERS`.
    """
    changes: tuple[list[np.ndarray], list[np.ndarray]] = ([], [])
    for font in fonts:
        writer = writers.Writer(font, 0)
        chance = np.random.default_rng([writers.seed_of(font.name), 5])
        ink = writer.write(writers.text(chance, 2), chance)
        height = writer.height * writers.PIXELS
        plain = drawn((ink > 0.5).astype(np.uint8), height)
        for _ in range(2):
            by = float(np.exp(chance.normal(0, 0.08)))
            other = drawn((penned(ink, chance, height) > 0.5).astype(np.uint8), height / by)
            for kind, (place, was, now) in enumerate(
                ((plain.edge, plain.soft, other.soft), (plain.lines, plain.anew, other.anew))
            ):
                rows, columns = some_of(place, 400)
                there = tuple(
                    np.rint(one * by).astype(np.int64).clip(0, size - 1)
                    for one, size in zip((rows, columns), now.shape, strict=True)
                )
                changes[kind].append(around(now, *there, CELL[kind]) - around(was, rows, columns, CELL[kind]))
    edge, line = (np.cov(np.concatenate(some).T.astype(np.float64)) for some in changes)
    return edge, line


def book(found: np.ndarray, shake: np.ndarray, words: int, seed: int) -> learnt.Book:
    """The axes along which pieces differ most against how they change in one hand, and the words among them."""
    chance = np.random.default_rng(seed)
    found = found[chance.permutation(len(found))[:24000]]
    mean = found.mean(0)
    still, turned = np.linalg.eigh(shake + SOFTENED * np.trace(shake) / len(shake) * np.eye(len(shake)))
    even = turned / np.sqrt(still)
    spread, axes = np.linalg.eigh(even.T @ np.cov((found - mean).T.astype(np.float64)) @ even)
    spread, axes = spread[::-1][:WIDE], (even @ axes[:, ::-1])[:, :WIDE]
    axes = axes / spread**0.25 / 8
    axes = axes.astype(np.float16).astype(np.float32)
    mean = mean.astype(np.float16).astype(np.float32)
    near = ((found - mean) @ axes).astype(np.float32)
    cv2.setRNGSeed(seed)
    how = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 1e-3)
    _, _, middles = cv2.kmeans(near, words, np.zeros((len(near), 1), np.int32), how, 1, cv2.KMEANS_PP_CENTERS)
    return learnt.Book(mean, axes, middles.astype(np.float16).astype(np.float32))


def _strokes(one: Sample, weights: np.ndarray, start: float) -> Strokes:
    return strokes_in(one.ink.mask, letter_height(one.ink, weights, start), MOST)


def way_up(found: list[Strokes], books: tuple[learnt.Book, learnt.Book]) -> np.ndarray:
    """How much each word speaks for the way up: a ridge regression to 1 for pages as they were written.

    A page turned over leans the other way by as much, so it need not be shown.
    """
    x = np.stack([leaning(one, books) for one in found]).astype(np.float64)
    weights = np.linalg.solve(x.T @ x + RIDGE_UP * np.eye(x.shape[1]), x.T @ np.ones(len(x)))
    return weights.astype(np.float32)


@dataclass(frozen=True, slots=True)
class Judged:
    """What one writer left: a page to be known by, and addresses to be known on, by what was done to them."""

    family: str
    page: Trace
    asked: dict[str, Trace]


def judged(font: Path, number: int, known: learnt.Learnt, kinds: tuple[str, ...] = WAYS) -> Judged:
    """A page and addresses by one made-up writer, who wrote a little larger or smaller on the envelope."""
    writer = writers.Writer(font, number)
    seeds = [writers.seed_of(font.name), number, 3]
    chance = np.random.default_rng(seeds)
    page = trace_of(writers.scanned(writer.write(writers.text(chance, 10), chance), chance), known)
    plain = writer.write(writers.address(chance), chance, float(np.exp(chance.normal(0, 0.08))))
    height = writer.height * writers.PIXELS
    asked = {
        kind: _seen(kind, plain, height, np.random.default_rng([*seeds, writers.seed_of(kind)])) for kind in kinds
    }
    return Judged(font.name, page, {kind: trace_of(seen, known) for kind, seen in asked.items()})


def _seen(kind: str, plain: np.ndarray, height: float, chance: np.random.Generator) -> np.ndarray:
    """An address, after one of `WAYS` or the harsher pen."""
    ink = plain
    if kind == "harsher pen":
        ink = writers.another_pen(plain, int(chance.integers(HARSHER[0], HARSHER[1] + 1)))
    elif kind.startswith("pen"):
        ink = writers.another_pen(plain, round(height * float(chance.uniform(*BROAD))))
    if kind == "scale":
        return writers.photographed(ink, chance, float(chance.uniform(0.7, 1.3)))
    if kind.endswith("photo"):
        return writers.photographed(ink, chance, float(chance.uniform(0.95, 1.05)))
    return writers.scanned(ink, chance)


def drawn_apart(people: list[Judged], count: int, chance: np.random.Generator) -> tuple[list[int], list[int]]:
    """So many known hands, and strangers of other families than theirs."""
    families_ = chance.permutation(sorted({one.family for one in people}))
    order = [who for family in families_ for who, one in enumerate(people) if one.family == family]
    theirs = {people[who].family for who in order[:count]}
    return order[:count], [who for who in order if people[who].family not in theirs]


def drawn_together(people: list[Judged], count: int, chance: np.random.Generator) -> tuple[list[int], list[int]]:
    """So many known hands, and strangers of any family: some are bent from the same font as a known hand."""
    order = [int(who) for who in chance.permutation(len(people))]
    return order[:count], order[count:]


def lists(people: list[Judged], known: learnt.Learnt) -> tuple[np.ndarray, np.ndarray]:
    """The clues by which the nearest hand was judged, in many lists of known hands; and whether it was right.

    Strangers are of any family in one half of the lists and of others in the other, as many as are known.
    """
    chance = np.random.default_rng(4)
    clues, right = [], []
    for count in COUNTS:
        for draw in (drawn_apart, drawn_together):
            known_ones, strangers = draw(people, count, chance)
            among = match.hands({str(who): people[who].page for who in known_ones}, known)
            few = min(len(known_ones), len(strangers))
            for who in [*known_ones[:few], *strangers[:few]]:
                for asked in people[who].asked.values():
                    found, of = match.compared(asked, among)
                    best = int(np.argmax(found))
                    clues.append(of(best))
                    right.append(among.names[best] == str(who))
    return np.asarray(clues), np.asarray(right, float)


def curve(clues: np.ndarray, right: np.ndarray) -> np.ndarray:
    """A logistic curve over the clues, by Newton's steps with a little ridge."""
    x = np.column_stack([np.ones(len(clues)), clues])
    weights = np.zeros(x.shape[1])
    for _ in range(40):
        likely = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (right - likely) - 0.01 * weights
        bend = (x * (likely * (1 - likely))[:, None]).T @ x + 0.01 * np.eye(x.shape[1])
        weights = weights + np.linalg.solve(bend, slope)
    return weights.astype(np.float32)


def bar(sure: np.ndarray, right: np.ndarray) -> float:
    """The lowest confidence from which names are right often enough (`RIGHT`)."""
    order = np.argsort(-sure)
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(share >= RIGHT)
    return float(np.clip(sure[order][good[-1]], 0.5, SUREST)) if good.size else SUREST


def learn(fontsource: Path, out: Path) -> None:
    """Everything, into `learnt.FILE`.

    Args:
        fontsource: the folder `@fontsource` of a `node_modules`.
        out: an existing folder.
    """
    cv2.setNumThreads(1)
    fonts = families(fontsource)
    made = samples(for_fitting(fonts))
    weights, start = scale_of_letters(made)
    found = [_strokes(one, weights, start) for one in made[:: PAGES + 1]]
    shakes = shaken(for_fitting(fonts))
    books = tuple(
        book(np.concatenate([some[k][:: 1 + len(some[k]) // 150] for some in found]), shakes[k], WORDS[k], k + 1)
        for k in range(len(KINDS))
    )
    each = [found[at] for at in np.linspace(0, len(found) - 1, STRANGERS).astype(int)]
    traces = [trace_of_strokes(some, books) for some in each]
    sums = np.stack([one.sums.ravel() for one in traces])
    step = np.abs(sums).max(1) / 127
    parts = {
        "size_weights": weights, "size_start": np.float64(start),
        "sums": np.rint(sums / step[:, None]).astype(np.int8), "sums_step": step.astype(np.float32),
        "counts": np.stack([one.counts for one in traces]).astype(np.uint16),
        "upright": way_up([*found, *(_strokes(one, weights, start) for one in made[2 :: PAGES + 1])], books),
        "confidence": np.zeros(match.CLUES + 1, np.float32), "spoken": np.float64(1),
    }  # fmt: skip
    for k, one in enumerate(books):
        parts |= {
            f"mean{k}": one.mean.astype(np.float16),
            f"axes{k}": one.axes.astype(np.float16),
            f"words{k}": one.words.astype(np.float16),
        }
    known = learnt.from_bytes(learnt.to_bytes(parts))
    judges = [(font, number) for font in for_confidence(fonts) for number in range(JUDGED)]
    people = [
        judged(*one, known, tuple(WAYS[(at + 2 * k) % 5] for k in range(ASKED))) for at, one in enumerate(judges)
    ]
    clues, right = lists(people, known)
    parts["confidence"] = curve(clues, right)
    sure = 1 / (1 + np.exp(-np.column_stack([np.ones(len(clues)), clues]) @ parts["confidence"]))
    parts["spoken"] = np.float64(bar(sure, right))
    (out / learnt.FILE).write_bytes(learnt.to_bytes(parts))


if __name__ == "__main__":
    learn(Path(sys.argv[1]), Path(sys.argv[2]))
