"""What letters usually look like: how like the letters of other hands a piece of writing is.

Far too weak to read by (of ten letters it names four), but ten boxes that all look like their neighbour's letter
say plainly that a row was filled in from the wrong box on. The letters are those of the shipped hands, drawn upright
and leaning either way.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from amends.desk.hand.optics import sloping, softened
from amends.desk.hand.shipped import Hand, NoHands, shipped_hands

Pictures = npt.NDArray[np.float32]
"""n × height × width."""

LETTERS: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
WIDE, TALL, LINE, X = 30, 40, 28, 12
"""The small picture letters are compared by: its size, where the line runs, and how high a small letter is."""
_FINE: Final = 4
_SOFT: Final = 1.2
_WAYS: Final = 4
_LEANING: Final = (-0.25, 0.0, 0.25)


def likeness(pictures: Pictures, hands: Sequence[Hand] | None = None) -> npt.NDArray[np.float32] | None:
    """How like each of `LETTERS` each picture is, from -1 to 1; None where no hand is there to compare with.

    Args:
        pictures: writing, `TALL` × `WIDE`, its line at `LINE`, its small letters `X` high, in the middle across.
        hands: whose letters to compare with; the shipped hands where None.
    """
    try:
        known = shipped_hands() if hands is None else tuple(hands)
    except NoHands:
        return None
    if not known or not len(pictures):
        return None
    flat = unit(np.stack([_strokes(picture) for picture in pictures]))
    found = [(flat @ _drawn(hand).T).reshape(len(flat), len(LETTERS), -1).max(2) for hand in known]
    return np.maximum.reduce(found)


def unit(pictures: Pictures) -> npt.NDArray[np.float32]:
    """Each picture as one row of mean 0 and length 1, so that a product of two is their correlation."""
    flat = pictures.reshape(len(pictures), -1).astype(np.float32)
    flat = flat - flat.mean(1, keepdims=True)
    return flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-6)


@lru_cache(maxsize=8)
def _drawn(hand: Hand) -> npt.NDArray[np.float32]:
    """The hand's letters, each leaning in every way."""
    font = ImageFont.truetype(io.BytesIO(hand.ttf), round(X * _FINE / hand.measures.x_height))
    drawn: list[npt.NDArray[np.float32]] = []
    for letter in LETTERS:
        left, _, right, _ = font.getbbox(letter, anchor="ls")
        image = Image.new("L", (WIDE * _FINE, TALL * _FINE), 0)
        place = (WIDE * _FINE / 2 - (left + right) / 2, LINE * _FINE)
        ImageDraw.Draw(image).text(place, letter, font=font, fill=255, anchor="ls")
        upright = np.asarray(image)
        for lean in _LEANING:
            m = np.asarray([[1.0, lean, -lean * (LINE - X / 2) * _FINE], [0.0, 1.0, 0.0]])
            leaning = softened(cv2.warpAffine(upright, m, upright.shape[::-1]), _FINE * _SOFT)
            small = cv2.resize(leaning, (WIDE, TALL), interpolation=cv2.INTER_AREA)
            drawn.append(_strokes(small.astype(np.float32)))
    return unit(np.stack(drawn))


def _strokes(picture: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """How strongly edges run in each of four directions, at half the size: where strokes go, not how fat."""
    across, down = sloping(np.ascontiguousarray(picture, np.float32))
    size, turn = np.hypot(across, down), (np.arctan2(down, across) % np.pi) * (_WAYS / np.pi)
    ways = [size * np.maximum(0, 1 - _apart(turn, way)) for way in range(_WAYS)]
    channels = [softened(way.astype(np.float32), _SOFT * 1.3)[::2, ::2] for way in ways]
    return np.sqrt(np.maximum(np.stack(channels), 0))


def _apart(turn: npt.NDArray[np.floating], way: int) -> npt.NDArray[np.floating]:
    away = np.abs(turn - way)
    return np.minimum(away, _WAYS - away)
