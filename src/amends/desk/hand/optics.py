"""The few things asked of OpenCV whose own types are too vague, said precisely."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import cv2
import numpy as np
import numpy.typing as npt

_Value = TypeVar("_Value", bound=np.generic)


def sampled(
    picture: npt.NDArray[_Value], where: npt.NDArray[np.float32], *, cubic: bool = False
) -> npt.NDArray[_Value]:
    """The picture's values at fractional places, its border reaching out for ever.

    Args:
        picture: height × width, and maybe channels.
        where: rows × columns × 2, column before row; the middle of the first pixel is (0, 0).
        cubic: between pixels by a cubic rather than linearly.
    """
    how = cv2.INTER_CUBIC if cubic else cv2.INTER_LINEAR
    remap = cast("Callable[..., npt.NDArray[_Value]]", cv2.remap)
    return remap(picture, where, None, how, borderMode=cv2.BORDER_REPLICATE)


def resized(picture: npt.NDArray[_Value], scale_x: float, scale_y: float, how: int) -> npt.NDArray[_Value]:
    """The picture at another size, by one of OpenCV's interpolations."""
    resize = cast("Callable[..., npt.NDArray[_Value]]", cv2.resize)
    return resize(picture, None, fx=scale_x, fy=scale_y, interpolation=how)


def softened(picture: npt.NDArray[_Value], sigma: float) -> npt.NDArray[_Value]:
    """The picture blurred by a Gaussian of so many pixels."""
    return cast("npt.NDArray[_Value]", cv2.GaussianBlur(cast("Any", picture), (0, 0), sigma))


def greyed(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """A colour picture (blue first) in grey."""
    return cast("npt.NDArray[np.uint8]", cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY))


def scaled(plane: npt.NDArray[Any], by: float) -> npt.NDArray[np.uint8]:
    """A plane times a number, rounded, and kept within 0 and 255."""
    return cast("npt.NDArray[np.uint8]", cv2.convertScaleAbs(plane, alpha=by))


def widened(mask: npt.NDArray[np.uint8], pixels: int) -> npt.NDArray[np.uint8]:
    """The largest value of every square of so many pixels a side."""
    return cast("npt.NDArray[np.uint8]", cv2.dilate(mask, np.ones((pixels, pixels), np.uint8)))


def sloping(plane: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """How fast the plane rises to the right and downwards, a pixel."""
    across, down = (cv2.Sobel(plane, cv2.CV_32F, dx, 1 - dx, ksize=3, scale=0.125) for dx in (1, 0))
    return cast("npt.NDArray[np.float32]", across), cast("npt.NDArray[np.float32]", down)


def between(plane: npt.NDArray[np.uint8]) -> float:
    """Otsu's threshold: the value that best parts a plane's low values from its high ones."""
    threshold = cast("Callable[..., tuple[float, Any]]", cv2.threshold)
    return threshold(plane, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[0]


def lightest(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The lightest of the three colours of every pixel."""
    blue, green, red = cv2.split(picture)
    return cast("npt.NDArray[np.uint8]", cv2.max(cv2.max(blue, green), red))
