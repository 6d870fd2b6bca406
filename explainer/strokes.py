"""What a drawing was drawn with: the way the pen went, which a thinner pen can go again."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.float32]

THICKEST = 1 / 8
"""Of the longer side of the pen's way: about what MNIST's own strokes have of their 20 pixels."""

DOT = 1 / 2
"""A way that is shorter than this share of the pen's width is a dot, which has nothing to thin."""

PIECE = 8.0
"""Pixels of a way that are drawn at once, at most."""

CHUNK = 1_000_000
"""Pixels that are drawn at once, at most: 8 MB for each number of a pixel."""


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
    picture = np.zeros((height, width), dtype=np.float32)
    for stroke in strokes:
        _draw(picture, _pieces(stroke.points), min(stroke.width, THICKEST * side))
    return picture


def _pieces(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The straight lines between points, the long ones in parts: `(n, 2, 2)`, from x and y to x and y."""
    starts, ends = (points[:-1], points[1:]) if len(points) > 1 else (points, points)
    counts = np.maximum(np.ceil(np.hypot(*(ends - starts).T) / PIECE), 1).astype(int)
    lines = np.repeat(np.arange(len(starts)), counts)
    part = np.arange(len(lines)) - np.repeat(np.cumsum(counts) - counts, counts)
    way = (ends - starts)[lines] / counts[lines, np.newaxis]
    first = starts[lines] + way * part[:, np.newaxis]
    return np.stack([first, first + way], axis=1)


def _draw(picture: Picture, pieces: npt.NDArray[np.float64], width: float) -> None:
    """Marks all that is no further from a way than half the pen's width, by the distance of each pixel's middle.

    The same numbers as `redrawn` of `assets/components/common/strokes.js` gives, but for their last digits.
    """
    reach = width / 2 + 0.5
    size = int(np.ceil(PIECE + 2 * reach)) + 1
    step = max(1, CHUNK // size**2)
    offsets = np.arange(size)
    for begin in range(0, len(pieces), step):
        chunk = pieces[begin : begin + step]
        corners = np.floor(chunk.min(axis=1) - reach).astype(int)
        columns, rows = (corners[:, axis, np.newaxis] + offsets for axis in (0, 1))
        squares = _squared_distances(chunk, columns, rows)
        inside = [(place >= 0) & (place < length) for place, length in zip((rows, columns), picture.shape, strict=True)]
        marked = (squares < reach**2) & inside[0][:, :, np.newaxis] & inside[1][:, np.newaxis, :]
        places = rows[:, :, np.newaxis] * picture.shape[1] + columns[:, np.newaxis, :]
        ink = np.minimum(reach - np.sqrt(squares[marked]), 1).astype(np.float32)
        np.maximum.at(picture.reshape(-1), places[marked], ink)


def _squared_distances(
    pieces: npt.NDArray[np.float64], columns: npt.NDArray[np.int_], rows: npt.NDArray[np.int_]
) -> npt.NDArray[np.float64]:
    """How far the middles of pixels are from each piece, squared: `(pieces, rows, columns)`."""
    across, down = (pieces[:, 1] - pieces[:, 0]).T[:, :, np.newaxis, np.newaxis]
    x = columns[:, np.newaxis, :] + 0.5 - pieces[:, 0, 0, np.newaxis, np.newaxis]
    y = rows[:, :, np.newaxis] + 0.5 - pieces[:, 0, 1, np.newaxis, np.newaxis]
    length = across**2 + down**2
    share = ((x * across + y * down) / np.where(length > 0, length, 1)).clip(0, 1)
    return np.asarray((x - share * across) ** 2 + (y - share * down) ** 2)
