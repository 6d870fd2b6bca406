"""Geometry of sliding windows: positions, padding, and the cells that each position covers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Shape = tuple[int, ...]
PartShape = tuple[int | None, ...]
"""A shape with `None` for unknown sizes."""

Padding = Literal["valid", "same"]
Mask = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Cut:
    """The part of an input that a window covers at one position.

    Attributes:
        row: Input row of the window's first row; negative in the padding.
        column: Input column of the window's first column.
        values: `(height, width, channels)`, 0 in the padding.
        inside: `(height, width)`, False in the padding.
    """

    row: int
    column: int
    values: npt.NDArray[np.float64]
    inside: Mask

    def origin(self, channel: int) -> Callable[[int], tuple[int, ...] | None]:
        """Returns a function from a cell's index, row by row, to its index in the input; `None` in the padding."""
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
        padding: `"valid"`: no padding; `"same"`: zeros around the map.
        field: The layer's field for the size.
    """

    size: int
    strides: int
    padding: Padding
    field: str

    def places(self, size: int | None) -> int | None:
        """Number of positions along one axis.

        As in Keras: `"valid"` floor((size − window) / strides) + 1, `"same"` ceil(size / strides).

        Args:
            size: Cells of the input along the axis; `None` if unknown.
        """
        if size is None:
            return None
        if self.padding == "same":
            return -(-size // self.strides)
        return (size - self.size) // self.strides + 1

    def before(self, size: int) -> int:
        """Number of padded cells before the first cell along one axis.

        For `"same"`, TensorFlow adds max((places − 1) · strides + window − size, 0) cells in total, the smaller half in
        front.

        Args:
            size: Cells of the input along the axis.
        """
        if self.padding == "valid":
            return 0
        places = -(-size // self.strides)
        return max((places - 1) * self.strides + self.size - size, 0) // 2

    def numbers(self, input_shape: Shape) -> dict[str, float]:
        """Parameters of the browser's operations: window size, strides, and padding at the top and left.

        Args:
            input_shape: `(height, width, channels)`.
        """
        top, left = (self.before(size) for size in input_shape[:2])
        return {"window": self.size, "strides": self.strides, "top": top, "left": left}

    def reach(self, size: int) -> Mask:
        """Mask of the input cells that each position covers along one axis, `(places, size)`.

        Args:
            size: Cells of the input along the axis.
        """
        starts = np.arange(self.places(size) or 0)[:, np.newaxis] * self.strides - self.before(size)
        cells = np.arange(size)[np.newaxis, :]
        return (cells >= starts) & (cells < starts + self.size)

    def stops_over(self, sizes: tuple[int, int], row: int, column: int) -> tuple[Indices, Indices]:
        """The positions at which the window covers an input cell.

        Args:
            sizes: Rows and columns of the input.

        Returns:
            The output cells of these positions, `(stops, 2)`, and the input cell's row and column in the window,
            `(stops, 2)`.
        """
        along = [np.flatnonzero(self.reach(size)[:, cell]) for size, cell in zip(sizes, (row, column), strict=True)]
        stops = np.stack([axis.ravel() for axis in np.meshgrid(*along, indexing="ij")], axis=1)
        starts = stops * self.strides - np.array([self.before(size) for size in sizes], dtype=np.intp)
        return stops, np.array([row, column], dtype=np.intp) - starts

    def seen_by(self, cells: npt.NDArray[Any], row: int, column: int) -> npt.NDArray[np.float64]:
        """The input under one cell of the window at every position, 0 in the padding.

        Args:
            cells: One map, `(height, width)`.
            row: Row within the window.
            column: Column within the window.

        Returns:
            `(vertical positions, horizontal positions)`.
        """
        padded = np.pad(np.asarray(cells, np.float64), [(self.before(size), self.size) for size in cells.shape])
        rows, columns = (self.places(size) or 0 for size in cells.shape)
        return padded[row :: self.strides, column :: self.strides][:rows, :columns]

    def cut(self, inputs: npt.NDArray[Any], row: int, column: int) -> Cut:
        """Cuts out the input of the output cell at (`row`, `column`).

        Args:
            inputs: `(height, width, channels)`.
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
    """Clips the range of `length` cells from `start` to the input."""
    first = min(max(start, 0), size)
    return first, max(first, min(start + length, size))
