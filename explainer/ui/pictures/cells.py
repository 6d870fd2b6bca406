"""Maps and flat rows of numbers, concatenated into one array, with their layout as cells."""

import math
from typing import TypedDict

import numpy as np
import numpy.typing as npt

from explainer.tracing import Array
from explainer.ui.pictures.scales import Scale

LONGEST = 1_024
"""The most numbers of a flat row shown at once: a row of 200,704 is shown in parts."""


class Cells(TypedDict):
    """The position of some numbers in the arrays, and their layout.

    Attributes:
        start: The index of the first number in the array.
        count: The number of cells; the last line of the layout may be shorter than the others.
        first: For a part of a flat row, the index of its first number in the row.
        is_row: Whether the numbers are a flat row, laid out line by line.
    """

    start: int
    rows: int
    columns: int
    count: int
    first: int
    is_row: bool
    scale: Scale


def part_around(length: int, place: int) -> slice:
    """The shown part of a flat row that contains an index."""
    first = place // LONGEST * LONGEST
    return slice(first, min(first + LONGEST, length))


def columns_of(count: int) -> int:
    """The number of columns that lays a flat row out as about a square."""
    return max(math.ceil(math.sqrt(count)), 1)


class Sheet:
    """Collects numbers, and flags for those that block the gradient."""

    def __init__(self) -> None:
        self._numbers: list[Array] = []
        self._closed: list[npt.NDArray[np.uint8]] = []
        self._length = 0

    def lay_out(
        self,
        numbers: npt.NDArray[np.floating],
        scale: Scale,
        *,
        closed: npt.NDArray[np.bool_] | None = None,
        first: int = 0,
    ) -> Cells:
        """Adds a map, or a part of a flat row.

        Args:
            numbers: `(rows, columns)` or `(numbers,)`.
            closed: A mask of the numbers through which no gradient is passed back; `None` for none.
            first: See `Cells.first`.
        """
        count = numbers.size
        if numbers.ndim == 2:
            rows, columns = numbers.shape
        else:
            columns = columns_of(count)
            rows = math.ceil(count / columns)
        cells: Cells = {
            "start": self._length,
            "rows": rows,
            "columns": columns,
            "count": count,
            "first": first,
            "is_row": numbers.ndim == 1,
            "scale": scale,
        }
        self._numbers.append(numbers.astype(np.float32).ravel())
        shut = np.zeros(count, np.uint8) if closed is None else closed.astype(np.uint8).ravel()
        self._closed.append(shut)
        self._length += count
        return cells

    @property
    def numbers(self) -> Array:
        """All numbers, `(numbers,)`."""
        return np.concatenate([*self._numbers, np.zeros(0, np.float32)])

    @property
    def closed(self) -> npt.NDArray[np.uint8]:
        """For each number, whether it blocks the gradient (0 or 1), `(numbers,)`."""
        return np.concatenate([*self._closed, np.zeros(0, np.uint8)])
