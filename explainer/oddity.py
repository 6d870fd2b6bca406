"""Rules that detect drawings that are not digits, since a network always answers with a digit."""

from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from explainer.drawing import Digit
from explainer.familiarity import FamiliarDigits
from explainer.strokes import Picture

Oddity = Literal["dot", "filled", "scribble"]

FILLED = 0.75
"""Share of the bounding box that is filled with ink; digits fill less, except in a narrow box."""
NARROW = 0.5
"""A bounding box is narrow if its shorter side is at most this share of the longer one. A 1 may fill it."""
DOT_SHARE = 0.15
"""A filled drawing smaller than this share of the canvas's side is a dot."""
INK = 0.5

# Of the 10,000 test images, at most 10 exceed these limits: 8 the distance, 1 the edges, 1 the holes, none the others.
FARTHEST = 1.45
MOST_EDGES = 90
"""Number of transitions from background to ink along all rows and columns."""
MOST_SIDE_BY_SIDE = 8
"""Maximum of these transitions in one row plus the maximum in one column."""
MOST_INK = 257.0
MOST_HOLES = 2
HOLE = 4
"""Minimum number of pixels of a hole; smaller ones appear where strokes touch."""


def oddity_of(digit: Digit, familiar: FamiliarDigits) -> Oddity | None:
    """The reason why a drawing is not a digit; `None` if it may be one.

    Args:
        digit: The drawing, prepared with all steps.
    """
    top, left, bottom, right = digit.frame
    sides = bottom - top, right - left
    ink = digit.canvas[top:bottom, left:right]
    if min(sides) > NARROW * max(sides) and ink.mean() > FILLED:
        return "dot" if max(sides) < DOT_SHARE * max(digit.canvas.shape) else "filled"
    is_tangled = _is_tangled(digit.image) or familiar.distance(digit.image) > FARTHEST
    return "scribble" if is_tangled else None


def _is_tangled(image: Picture) -> bool:
    """Whether there is more ink, or more strokes and holes, than in a digit."""
    marked = np.pad(image > INK, 1)
    met = [(marked[1:, 1:] & ~before).sum(axis=axis) for before, axis in ((marked[1:, :-1], 1), (marked[:-1, 1:], 0))]
    edges = sum(int(each.sum()) for each in met)
    side_by_side = sum(int(each.max()) for each in met)
    is_long = edges > MOST_EDGES or side_by_side > MOST_SIDE_BY_SIDE
    return is_long or float(image.sum()) > MOST_INK or _holes(~marked) > MOST_HOLES


def _holes(ground: npt.NDArray[np.bool_]) -> int:
    """Number of holes of at least `HOLE` pixels."""
    parts, _ = ndimage.label(ground)
    return int((np.bincount(parts.ravel())[1:] >= HOLE).sum()) - 1
