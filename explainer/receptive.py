"""Receptive fields: which pixels of the image affect a cell, and which cells a pixel affects.

Windows slide over rows and columns independently, so a cell's receptive field is the product of a set of rows and a set
of columns. Both are computed exactly, stage by stage, including padding, strides wider than the window, and remainders.
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
    """Where the missing pixels of a cell near an edge would be, compared with a cell far from all edges."""

    NOTHING = 0
    OUTSIDE = 1
    """All of them outside the image."""
    UNREAD = 2
    """Some of them inside the image, in rows or columns that an earlier stage dropped as a remainder."""


@dataclass(frozen=True)
class Area:
    """The bounding box of some cells; `bottom` and `right` are included.

    Attributes:
        count: Number of cells, which may be less than the box has.
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
        """Whether the cells fill the box; windows with large strides leave gaps."""
        return self.count == self.height * self.width


def area_of(mask: Mask) -> Area | None:
    """The bounding box of the True cells of a mask; `None` if there are none.

    Args:
        mask: `(rows, columns)`.
    """
    if not mask.any():
        return None
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return Area(int(rows[0]), int(rows[-1]), int(columns[0]), int(columns[-1]), int(mask.sum()))


@dataclass(frozen=True, eq=False)
class ReceptiveField:
    """The receptive fields of one stage's cells; they are the same for all its maps.

    The values of `Flatten` are the cells of its maps. The units of all later stages have the same field, which is
    stored as a single cell at row 0, column 0.

    Attributes:
        rows: `(rows of cells, rows of pixels)`, whether a pixel row affects a cell row.
        columns: `(columns of cells, columns of pixels)`, whether a pixel column affects a cell column.
        full_size: Height and width in pixels of the field of a cell far from all edges; fields at edges may be smaller.
        full_count: Number of pixels of that field; smaller than `full_size`² if windows skip pixels.
        rows_lack: What each row of cells lacks compared with that field.
        columns_lack: What each column of cells lacks compared with it.
        sees_alike: Whether all values of the stage depend on the same pixels.
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
        """The pixels that affect a cell, as a mask `(28, 28)`."""
        return np.outer(self.rows[row], self.columns[column])

    def cells_of(self, row: int, column: int) -> Mask:
        """The cells that a pixel affects, as a mask `(rows of cells, columns of cells)`."""
        return np.outer(self.rows[:, row], self.columns[:, column])

    @functools.cached_property
    def largest_size(self) -> int:
        """Height of the largest field within the image; equal to its width, since windows are square."""
        spans = (np.flatnonzero(row) for row in self.rows)
        return max(int(span[-1] - span[0]) + 1 for span in spans if span.size > 0)

    @property
    def seen(self) -> Mask:
        """The pixels that affect any cell, as a mask `(28, 28)`."""
        return np.outer(self.rows.any(axis=0), self.columns.any(axis=0))


def receptive_field(config: NetworkConfig, stage_name: str) -> ReceptiveField:
    """The receptive fields of a stage.

    Args:
        stage_name: For example `"pooling2d_1"` or `"softmax"`.

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
    """The receptive fields of stages; cached, since pages need them with every click.

    Args:
        stages: All stages in order, or the first few, beginning with the input.
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
    """Receptive fields along one axis.

    Attributes:
        seen: `(cells, pixels)`, whether a pixel affects a cell.
        full: The pixels of a cell far from all edges, relative to the first of them, ascending.
        start: The first pixel of cell 0; negative in the padding.
        step: Distance in pixels between the first pixels of neighbouring cells.
    """

    seen: Mask
    full: npt.NDArray[np.int_]
    start: int = 0
    step: int = 1

    @classmethod
    def of_pixels(cls, size: int) -> _Axis:
        """The input: each pixel is its own field."""
        return cls(np.eye(size, dtype=bool), np.zeros(1, dtype=np.int_))

    def slid_over(self, window: Window) -> _Axis:
        """The fields after a window."""
        size = len(self.seen)
        full = np.unique(self.full + self.step * np.arange(window.size)[:, np.newaxis])
        start = self.start - self.step * window.before(size)
        return _Axis(window.reach(size) @ self.seen, full, start, self.step * window.strides)

    def as_one(self) -> _Axis:
        """The field of one value that depends on all cells; this is a full field by definition."""
        return _Axis(np.atleast_2d(self.seen.any(axis=0)), np.flatnonzero(self.seen.any(axis=0)))

    def lacks(self) -> tuple[Lack, ...]:
        """What each cell's field lacks compared with a full one."""
        cells, pixels = self.seen.shape
        wanted = self.start + self.step * np.arange(cells)[:, np.newaxis] + self.full
        outside = (wanted < 0) | (wanted >= pixels)
        unread = ~outside & ~np.take_along_axis(self.seen, wanted.clip(0, pixels - 1), axis=1)
        lacks = np.where(unread.any(axis=1), Lack.UNREAD, np.where(outside.any(axis=1), Lack.OUTSIDE, Lack.NOTHING))
        return tuple(map(Lack, lacks.tolist()))
