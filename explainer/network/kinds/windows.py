"""A window that slides over maps: where it stops, what it covers, and what of it lies outside."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Shape = tuple[int, ...]
PartShape = tuple[int | None, ...]
"""A shape, `None` for a size that is not known."""

Padding = Literal["valid", "same"]
Mask = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Cut:
    """The part of an input that one output cell looks at.

    Attributes:
        row: Input row of its first row; negative where it starts in the padding.
        column: Input column of its first column.
        values: `(height, width, channels)`, with 0 in the padding.
        inside: `(height, width)`, whether a cell belongs to the input and not to the padding.
    """

    row: int
    column: int
    values: npt.NDArray[np.float64]
    inside: Mask

    def origin(self, channel: int) -> Callable[[int], tuple[int, ...] | None]:
        """Where each cell, counted row by row, stands in the input; `None` in the padding.

        Args:
            channel: The input map.
        """
        width = self.inside.shape[1]

        def place_of(cell: int) -> tuple[int, ...] | None:
            row, column = divmod(cell, width)
            return (self.row + row, self.column + column, channel) if self.inside[row, column] else None

        return place_of


@dataclass(frozen=True)
class Window:
    """A square window.

    Attributes:
        size: Height and width, in cells.
        strides: Cells it moves each time.
        padding: `"valid"`: it stays within the map; `"same"`: zeros are put around the map.
        field: The layer's field that says its size.
    """

    size: int
    strides: int
    padding: Padding
    field: str

    def places(self, size: int | None) -> int | None:
        """Number of places it stops at along one axis.

        Keras's rule: `"valid"` floor((size − window) / strides) + 1, `"same"` ceil(size / strides).

        Args:
            size: Cells of the input along the axis; `None` if they are not known.
        """
        if size is None:
            return None
        if self.padding == "same":
            return -(-size // self.strides)
        return (size - self.size) // self.strides + 1

    def before(self, size: int) -> int:
        """Zeros before the first cell along one axis.

        For `"same"`, TensorFlow adds max((places − 1) · strides + window − size, 0) cells in all, the smaller half in
        front.

        Args:
            size: Cells of the input along the axis.
        """
        if self.padding == "valid":
            return 0
        places = -(-size // self.strides)
        return max((places - 1) * self.strides + self.size - size, 0) // 2

    def numbers(self, input_shape: Shape) -> dict[str, float]:
        """All that says where it stops on an input: its size, its strides, and the zeros above and to the left.

        Args:
            input_shape: `(height, width, channels)`.
        """
        top, left = (self.before(size) for size in input_shape[:2])
        return {"window": self.size, "strides": self.strides, "top": top, "left": left}

    def reach(self, size: int) -> Mask:
        """Which input cells each output cell looks at along one axis, `(places, size)`.

        Args:
            size: Cells of the input along the axis.
        """
        starts = np.arange(self.places(size) or 0)[:, np.newaxis] * self.strides - self.before(size)
        cells = np.arange(size)[np.newaxis, :]
        return (cells >= starts) & (cells < starts + self.size)

    def stops_over(self, sizes: tuple[int, int], row: int, column: int) -> tuple[Indices, Indices]:
        """Where the window stops so that it covers an input cell.

        Args:
            sizes: Rows and columns of the input.

        Returns:
            The output cells of these stops, `(stops, 2)`, and where in the window the input cell lies, `(stops, 2)`.
        """
        along = [np.flatnonzero(self.reach(size)[:, cell]) for size, cell in zip(sizes, (row, column), strict=True)]
        stops = np.stack([axis.ravel() for axis in np.meshgrid(*along, indexing="ij")], axis=1)
        starts = stops * self.strides - np.array([self.before(size) for size in sizes], dtype=np.intp)
        return stops, np.array([row, column], dtype=np.intp) - starts

    def seen_by(self, cells: npt.NDArray[Any], row: int, column: int) -> npt.NDArray[np.float64]:
        """What lies under one cell of the window at every stop, 0 where that is padding.

        Args:
            cells: One map, `(height, width)`.
            row: Row within the window.
            column: Column within the window.

        Returns:
            `(rows of stops, columns of stops)`.
        """
        padded = np.pad(np.asarray(cells, np.float64), [(self.before(size), self.size) for size in cells.shape])
        rows, columns = (self.places(size) or 0 for size in cells.shape)
        return padded[row :: self.strides, column :: self.strides][:rows, :columns]

    def cut(self, inputs: npt.NDArray[Any], row: int, column: int) -> Cut:
        """Cuts out what the output cell at (`row`, `column`) looks at.

        Args:
            inputs: `(height, width, channels)`.
            row: Row of the output cell, from 0.
            column: Its column, from 0.
        """
        height, width, channels = inputs.shape
        top = row * self.strides - self.before(height)
        left = column * self.strides - self.before(width)
        values = np.zeros((self.size, self.size, channels))
        inside = np.zeros((self.size, self.size), dtype=bool)
        rows, columns = _overlap(top, self.size, height), _overlap(left, self.size, width)
        here = (slice(rows[0] - top, rows[1] - top), slice(columns[0] - left, columns[1] - left))
        values[here] = inputs[rows[0] : rows[1], columns[0] : columns[1]]
        inside[here] = True
        return Cut(top, left, values, inside)


def _overlap(start: int, length: int, size: int) -> tuple[int, int]:
    """First and last (exclusive) cell of the input that a stretch covers."""
    first = min(max(start, 0), size)
    return first, max(first, min(start + length, size))
