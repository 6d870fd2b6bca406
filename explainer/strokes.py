"""The strokes of a drawing, and their redrawing with a thinner pen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.float32]

THICKEST = 1 / 8
"""Maximum stroke width as a share of the drawing's longer side, about that of MNIST's strokes in 20 pixels."""

DOT = 1 / 2
"""A drawing whose side is below this share of the pen's width is a dot, which is not thinned."""

PIECE = 8.0
"""Maximum length of a line segment in pixels; longer ones are divided."""

CHUNK = 1_000_000
"""Maximum number of pixels per batch; 8 MB for each `float64` array."""


@dataclass(frozen=True)
class Stroke:
    """One stroke of the pen.

    Attributes:
        points: `(n, 2)`, x and y in pixels of the canvas, connected by straight lines; at least one.
        width: Width of the pen, in pixels.
    """

    points: npt.NDArray[np.float64]
    width: float


def redrawn(strokes: Sequence[Stroke], shape: tuple[int, ...]) -> Picture | None:
    """Redraws strokes with a thinner pen, so that a small digit does not become a blob.

    Args:
        shape: Height and width of the canvas, in pixels.

    Returns:
        `(height, width)`, 0 (black) to 1 (ink); `None` if no stroke is too thick, or the drawing is a dot.
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
    """The line segments between points, at most `PIECE` long: `(n, 2, 2)`, x and y of start and end."""
    starts, ends = (points[:-1], points[1:]) if len(points) > 1 else (points, points)
    counts = np.maximum(np.ceil(np.hypot(*(ends - starts).T) / PIECE), 1).astype(int)
    lines = np.repeat(np.arange(len(starts)), counts)
    part = np.arange(len(lines)) - np.repeat(np.cumsum(counts) - counts, counts)
    way = (ends - starts)[lines] / counts[lines, np.newaxis]
    first = starts[lines] + way * part[:, np.newaxis]
    return np.stack([first, first + way], axis=1)


def _draw(picture: Picture, pieces: npt.NDArray[np.float64], width: float) -> None:
    """Draws antialiased segments: the ink of a pixel follows from its distance to the segment.

    `redrawn` in `assets/components/common/strokes.js` computes the same up to rounding.
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
    """Squared distances of pixel centres from each segment: `(pieces, rows, columns)`."""
    across, down = (pieces[:, 1] - pieces[:, 0]).T[:, :, np.newaxis, np.newaxis]
    x = columns[:, np.newaxis, :] + 0.5 - pieces[:, 0, 0, np.newaxis, np.newaxis]
    y = rows[:, :, np.newaxis] + 0.5 - pieces[:, 0, 1, np.newaxis, np.newaxis]
    length = across**2 + down**2
    share = ((x * across + y * down) / np.where(length > 0, length, 1)).clip(0, 1)
    return np.asarray((x - share * across) ** 2 + (y - share * down) ** 2)
