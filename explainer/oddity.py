"""What is no digit at all: a network has no answer for it, so a few rules look at the drawing itself."""

from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from explainer.drawing import Digit
from explainer.familiarity import FamiliarDigits
from explainer.strokes import Picture

Oddity = Literal["dot", "filled", "scribble"]

FILLED = 0.75
"""Of a frame that is no narrow one, digits fill less than that."""
NARROW = 0.5
"""A frame whose shorter side is less than so much of the longer one may hold a 1, which fills it."""
DOT_SHARE = 0.15
"""Of the canvas's side: what is filled and smaller is a dot."""
INK = 0.5

# Of the 10,000 test images, 8 are farther from all training images, 1 has longer edges, 1 more holes, and none more ink
# or more strokes side by side: at most 10 in all.
FARTHEST = 1.45
MOST_EDGES = 90
"""How often a row or a column, read from its start, comes upon ink, all rows and columns together."""
MOST_SIDE_BY_SIDE = 8
"""The same for the row and the column where it is most often."""
MOST_INK = 257.0
MOST_HOLES = 2
HOLE = 4
"""Pixels that a hole has at least: smaller ones come about where strokes touch."""


def oddity_of(digit: Digit, familiar: FamiliarDigits) -> Oddity | None:
    """Why a drawing is no digit; `None` if it may be one.

    Args:
        digit: The drawing, with all steps of the preparation done.
    """
    top, left, bottom, right = digit.frame
    sides = bottom - top, right - left
    ink = digit.canvas[top:bottom, left:right]
    if min(sides) > NARROW * max(sides) and ink.mean() > FILLED:
        return "dot" if max(sides) < DOT_SHARE * max(digit.canvas.shape) else "filled"
    is_tangled = _is_tangled(digit.image) or familiar.distance(digit.image) > FARTHEST
    return "scribble" if is_tangled else None


def _is_tangled(image: Picture) -> bool:
    """Whether there is more of ink, or of going to and fro, than in a digit."""
    marked = np.pad(image > INK, 1)
    met = [(marked[1:, 1:] & ~before).sum(axis=axis) for before, axis in ((marked[1:, :-1], 1), (marked[:-1, 1:], 0))]
    edges = sum(int(each.sum()) for each in met)
    side_by_side = sum(int(each.max()) for each in met)
    is_long = edges > MOST_EDGES or side_by_side > MOST_SIDE_BY_SIDE
    return is_long or float(image.sum()) > MOST_INK or _holes(~marked) > MOST_HOLES


def _holes(ground: npt.NDArray[np.bool_]) -> int:
    """How many large enough parts the ground has, beside the one around the ink."""
    parts, _ = ndimage.label(ground)
    return int((np.bincount(parts.ravel())[1:] >= HOLE).sum()) - 1
