"""Which pixels of the image can reach a cell, and which cells a pixel can reach.

Windows slide over rows and columns independently, so a cell's receptive field is the product of a set of rows and a set
of columns. Both are followed exactly, stage by stage: padding, strides wider than the window, and dropped remainders.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from explainer.network import NetworkConfig, Stage
from explainer.network.kinds import Window

Mask = npt.NDArray[np.bool_]


class Lack(IntEnum):
    """Where the pixels would be that a cell at an edge does not see, unlike one far from every edge."""

    NOTHING = 0
    OUTSIDE = 1
    """All of them outside the image."""
    UNREAD = 2
    """Some of them inside, in rows or columns that a stage left over, so that there is padding in their place, too."""


@dataclass(frozen=True)
class Area:
    """The smallest rectangle around some cells.

    Attributes:
        top: First row, from 0.
        left: First column, from 0.
        count: How many of its cells are meant.
    """

    top: int
    bottom: int
    left: int
    right: int
    count: int

    @property
    def height(self) -> int:
        """Number of rows."""
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        """Number of columns."""
        return self.right - self.left + 1

    @property
    def is_full(self) -> bool:
        """Whether all of its cells are meant; windows that jump over pixels leave holes."""
        return self.count == self.height * self.width


def area_of(mask: Mask) -> Area | None:
    """The rectangle around the true cells of a mask, or `None` if there are none.

    Args:
        mask: `(rows, columns)`.
    """
    if not mask.any():
        return None
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return Area(int(rows[0]), int(rows[-1]), int(columns[0]), int(columns[-1]), int(mask.sum()))


@dataclass(frozen=True, eq=False)
class ReceptiveField:
    """Which pixels can reach which cells of one stage; it is the same for all its maps.

    The places of `Flatten` are the cells of its maps. The units of every later stage see the same, so they stand as a
    single cell at row 0, column 0.

    Attributes:
        rows: `(rows of cells, rows of pixels)`, whether a pixel of the row can reach a cell of the row.
        columns: `(columns of cells, columns of pixels)`, likewise.
        full_size: Height and width in pixels of the field of a cell far from every edge; a field at an edge may be
            smaller, and at most the image.
        full_count: Pixels of that field; windows that jump over some leave it with fewer than its size allows.
        rows_lack: What each row of cells lacks of that size.
        columns_lack: What each column of cells lacks of it.
        sees_alike: Whether all numbers of the stage see the same pixels: from the first on that takes all places in.
    """

    stage: Stage
    rows: Mask
    columns: Mask
    full_size: int
    full_count: int
    rows_lack: tuple[Lack, ...]
    columns_lack: tuple[Lack, ...]
    sees_alike: bool = False

    def pixels_of(self, row: int, column: int) -> Mask:
        """The pixels that can reach a cell, as a mask of the image's shape `(28, 28)`.

        Args:
            row: The cell's row, from 0.
            column: Its column, from 0.
        """
        return np.outer(self.rows[row], self.columns[column])

    def cells_of(self, row: int, column: int) -> Mask:
        """The cells that a pixel can reach, as a mask `(rows of cells, columns of cells)`.

        Args:
            row: The pixel's row, from 0.
            column: Its column, from 0.
        """
        return np.outer(self.rows[:, row], self.columns[:, column])

    @functools.cached_property
    def largest_size(self) -> int:
        """Height, and as everything is square also width, of the largest field within the image."""
        spans = (np.flatnonzero(row) for row in self.rows)
        return max(int(span[-1] - span[0]) + 1 for span in spans if span.size > 0)

    @property
    def seen(self) -> Mask:
        """The pixels that reach any cell at all, `(28, 28)`; the others make no difference from here on."""
        return np.outer(self.rows.any(axis=0), self.columns.any(axis=0))


def receptive_field(config: NetworkConfig, stage_name: str) -> ReceptiveField:
    """Finds out what the cells of a stage can see of the image.

    Args:
        stage_name: One of its stages, e.g. `"pooling2d_1"` or `"softmax"`.

    Raises:
        ValueError: If the network has no such stage.
    """
    for field in receptive_fields(config):
        if field.stage.name == stage_name:
            return field
    known = ", ".join(stage.name for stage in config.stages)
    raise ValueError(f"Expected one of {known}; received {stage_name}.")


def receptive_fields(config: NetworkConfig) -> tuple[ReceptiveField, ...]:
    """The receptive fields of all stages, in order."""
    return fields_of(config.stages)


@functools.lru_cache(maxsize=64)
def fields_of(stages: tuple[Stage, ...]) -> tuple[ReceptiveField, ...]:
    """The same from the stages of a network, input first.

    A page asks for them at every click, and they depend on nothing else.

    Args:
        stages: All of them, in order, or the first so many.
    """
    fields: list[ReceptiveField] = []
    rows, columns = (_Axis.of_pixels(size) for size in stages[0].output_shape[:2])
    sees_alike = False
    for stage in stages:
        if window := stage.window:
            rows, columns = rows.slid_over(window), columns.slid_over(window)
        elif stage.settings.is_global:
            rows, columns, sees_alike = rows.as_one(), columns.as_one(), True
        fields.append(
            ReceptiveField(
                stage=stage,
                rows=rows.seen,
                columns=columns.seen,
                full_size=1 + max(int(axis.full[-1]) for axis in (rows, columns)),
                full_count=len(rows.full) * len(columns.full),
                rows_lack=rows.lacks(),
                columns_lack=columns.lacks(),
                sees_alike=sees_alike,
            )
        )
    return tuple(fields)


@dataclass(frozen=True, eq=False)
class _Axis:
    """What cells see along one axis.

    Attributes:
        seen: `(cells, pixels)`, whether a pixel can reach a cell.
        full: The pixels that a cell far from every edge sees, counted from the first of them, ascending.
        start: Where that first pixel would be for cell 0; negative in the padding.
        step: How far it is from there to the next cell's.
    """

    seen: Mask
    full: npt.NDArray[np.int_]
    start: int = 0
    step: int = 1

    @classmethod
    def of_pixels(cls, size: int) -> _Axis:
        """Each pixel sees itself."""
        return cls(np.eye(size, dtype=bool), np.zeros(1, dtype=np.int_))

    def slid_over(self, window: Window) -> _Axis:
        """The cells that a window makes of these."""
        size = len(self.seen)
        full = np.unique(self.full + self.step * np.arange(window.size)[:, np.newaxis])
        start = self.start - self.step * window.before(size)
        return _Axis(window.reach(size) @ self.seen, full, start, self.step * window.strides)

    def as_one(self) -> _Axis:
        """A number that takes all of these in: what it sees is all there is for it to see."""
        return _Axis(np.atleast_2d(self.seen.any(axis=0)), np.flatnonzero(self.seen.any(axis=0)))

    def lacks(self) -> tuple[Lack, ...]:
        """What each cell does not see of a full field."""
        cells, pixels = self.seen.shape
        wanted = self.start + self.step * np.arange(cells)[:, np.newaxis] + self.full
        outside = (wanted < 0) | (wanted >= pixels)
        unread = ~outside & ~np.take_along_axis(self.seen, wanted.clip(0, pixels - 1), axis=1)
        lacks = np.where(unread.any(axis=1), Lack.UNREAD, np.where(outside.any(axis=1), Lack.OUTSIDE, Lack.NOTHING))
        return tuple(map(Lack, lacks.tolist()))
