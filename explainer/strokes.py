"""What a drawing was drawn with: the way the pen went, which a thinner pen can go again."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

Picture = npt.NDArray[np.float32]

THICKEST = 1 / 8
"""Of the longer side of the pen's way: about what MNIST's own strokes have of their 20 pixels."""

DOT = 1 / 2
"""A way that is shorter than this share of the pen's width is a dot, which has nothing to thin."""

OVERSAMPLING = 4
"""Pixels drawn for each pixel of the picture, along an axis, for smooth edges."""


@dataclass(frozen=True)
class Stroke:
    """One way of the pen.

    Attributes:
        points: `(n, 2)`, x and y in pixels of the canvas, joined by straight lines; at least one.
        width: The pen's, in pixels.
    """

    points: npt.NDArray[np.float64]
    width: float


def redrawn(strokes: Sequence[Stroke], shape: tuple[int, ...]) -> Picture | None:
    """Draws strokes again with a thinner pen, so that a small digit is no blob.

    Args:
        strokes: All of the drawing.
        shape: Height and width of the canvas, in pixels.

    Returns:
        `(height, width)`, 0 (black) to 1 (ink); `None` if no stroke is too thick for the digit, or it is a dot.
    """
    if not strokes:
        return None
    height, width = shape
    places = np.concatenate([stroke.points for stroke in strokes]).clip(0, (width, height))
    side = float(np.ptp(places, axis=0).max())
    thickest = max(stroke.width for stroke in strokes)
    if thickest <= THICKEST * side or side < DOT * thickest:
        return None
    sheet = Image.new("L", (width * OVERSAMPLING, height * OVERSAMPLING))
    pen = ImageDraw.Draw(sheet)
    for stroke in strokes:
        _draw(pen, stroke.points * OVERSAMPLING, min(stroke.width, THICKEST * side) * OVERSAMPLING)
    return np.asarray(sheet.reduce(OVERSAMPLING), dtype=np.float32) / np.float32(255)


def _draw(pen: ImageDraw.ImageDraw, points: npt.NDArray[np.float64], width: float) -> None:
    """Lines with a disc at each point: round ends and joints, as the canvas draws them."""
    pen.line([tuple(point) for point in points.tolist()], fill=255, width=max(1, math.ceil(width)))
    for x, y in points.tolist():
        pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=255)
