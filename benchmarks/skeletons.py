"""Digits as a pen would have written them: the middle lines of MNIST's, as strokes of any size."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from explainer.mnist import IMAGE_SIZE, Images
from explainer.strokes import Picture, Stroke

ENLARGED = 3
INK = 110
"""Of 255: what counts as ink in the enlarged digit."""

AROUND = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))
"""A pixel's neighbours, once around it from the upper one."""

Marks = NDArray[np.bool_]
Ways = NDArray[np.float64]
"""`(n, 2, 2)`: the two ends of each piece, x and y."""


def skeletons(images: Images) -> list[Ways]:
    """The middle lines of digits, in short straight pieces.

    Args:
        images: `(n, 28, 28)`, 0 to 255.

    Returns:
        For each, its pieces, in pixels of a digit three times as large.
    """
    size = (IMAGE_SIZE * ENLARGED, IMAGE_SIZE * ENLARGED)
    enlarged = [Image.fromarray(image).resize(size, Image.Resampling.BICUBIC) for image in images]
    return [_pieces(marks) for marks in _thinned(np.stack([np.asarray(image) > INK for image in enlarged]))]


def written(ways: Ways, side: float, width: float, size: int) -> tuple[Stroke, ...]:
    """A digit's strokes in the middle of a canvas.

    Args:
        side: How long the longer side of the pen's way is to be, in pixels of the canvas.
        width: The pen's.
        size: The canvas's.
    """
    lowest, highest = ways.min(axis=(0, 1)), ways.max(axis=(0, 1))
    scale = side / max(float((highest - lowest).max()), 1)
    return tuple(Stroke(piece, width) for piece in (ways - (lowest + highest) / 2) * scale + size / 2)


def canvas_of(strokes: tuple[Stroke, ...], size: int) -> Picture:
    """The ink that a pen leaves: all that is no further from its way than half its width."""
    ends = np.stack([stroke.points for stroke in strokes])
    places = np.linspace(ends[:, 0], ends[:, 1], 8).reshape(-1, 2).round().astype(int).clip(0, size - 1)
    free = np.ones((size, size), dtype=bool)
    free[places[:, 1], places[:, 0]] = False
    distance = ndimage.distance_transform_edt(free)
    return np.clip(strokes[0].width / 2 + 0.5 - distance, 0, 1).astype(np.float32)


def _thinned(marks: Marks) -> Marks:
    """Zhang and Suen's thinning ("A fast parallel algorithm for thinning digital patterns", 1984), of all at once."""
    before = -1
    while (count := int(marks.sum())) != before:
        before = count
        for first in (True, False):
            around = [np.roll(marks, (-row, -column), axis=(1, 2)) for row, column in AROUND]
            neighbours = sum(mark.astype(np.int8) for mark in around)
            rises = sum((~one & other).astype(np.int8) for one, other in pairwise([*around, around[0]]))
            up, right, down, left = around[::2]
            kept = (up & right & down) | (right & down & left) if first else (up & right & left) | (up & down & left)
            marks = marks & ~((neighbours >= 2) & (neighbours <= 6) & (rises == 1) & ~kept)
    return marks


def _pieces(marks: Marks) -> Ways:
    """From each pixel to its neighbours, aslant only where there is no way around the corner."""
    found = []
    for row, column in np.argwhere(marks).tolist():
        for down, aside in ((0, 1), (1, 0), (1, 1), (1, -1)):
            beside = (row + down, column + aside)
            around = down and aside and (marks[row, column + aside] or marks[row + down, column])
            if marks[beside] and not around:
                found.append(((column, row), beside[::-1]))
    return np.array(found, dtype=np.float64).reshape(-1, 2, 2)
