"""Numbers laid out as cells, one after another in one array: maps as they are, a row of numbers line by line."""

import math
from typing import TypedDict

import numpy as np
import numpy.typing as npt

from explainer.tracing import Array
from explainer.ui.pictures.scales import Scale

LONGEST = 1_024
"""Numbers of a row that are shown at once: a row of 200,704 is looked at in parts."""


class Cells(TypedDict):
    """Where some numbers stand in the arrays, and how they are laid out.

    Attributes:
        start: The place of the first in the array.
        count: How many there are; cells beyond do not exist.
        first: Of a part of a row, the index of its first number.
        is_row: Whether they are a row of numbers, laid out line by line.
        scale: What colours mean.
    """

    start: int
    rows: int
    columns: int
    count: int
    first: int
    is_row: bool
    scale: Scale


def part_around(length: int, place: int) -> slice:
    """The part of a row that is shown, with a place in it."""
    first = place // LONGEST * LONGEST
    return slice(first, min(first + LONGEST, length))


def columns_of(count: int) -> int:
    """How many numbers of a row stand in a line, so that it is about as high as wide."""
    return max(math.ceil(math.sqrt(count)), 1)


class Sheet:
    """Collects numbers and which of them are shut off."""

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
        """Adds a map, or a part of a row.

        Args:
            numbers: `(rows, columns)` or `(numbers,)`.
            closed: For which of them nothing is passed back; `None` for none.
            first: Of a part of a row, the index of its first number.
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
        """Which of them are shut off, likewise: 0 or 1."""
        return np.concatenate([*self._closed, np.zeros(0, np.uint8)])
