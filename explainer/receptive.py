"""Which pixels of the image can reach a cell, and which cells a pixel can reach.

Windows slide over rows and columns independently, so a cell's receptive field is the product of a set of rows and a set
of columns. Both are followed exactly, stage by stage: padding, strides wider than the window, and dropped remainders.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from explainer.network import NetworkConfig, Stage

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Area:
    """The smallest rectangle around some cells.

    Attributes:
        top: First row, from 0.
        bottom: Last row.
        left: First column, from 0.
        right: Last column.
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
        stage: The stage.
        rows: `(rows of cells, rows of pixels)`, whether a pixel of the row can reach a cell of the row.
        columns: `(columns of cells, columns of pixels)`, likewise.
        full_size: Height and width in pixels of the field of a cell far from every edge; a field at an edge may be
            smaller, and at most the image.
        sees_alike: Whether all numbers of the stage see the same pixels: from the first on that takes all places in.
    """

    stage: Stage
    rows: Mask
    columns: Mask
    full_size: int
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

    @property
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
        config: The network.
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
    """The receptive fields of all stages, in order.

    Args:
        config: The network.
    """
    fields: list[ReceptiveField] = []
    height, width = config.stages[0].output_shape[:2]
    rows: Mask = np.eye(height, dtype=bool)
    columns: Mask = np.eye(width, dtype=bool)
    full_size, step, sees_alike = 1, 1, False
    for stage in config.stages:
        if window := stage.window:
            rows, columns = window.reach(stage.input_shape[0]) @ rows, window.reach(stage.input_shape[1]) @ columns
            full_size += (window.size - 1) * step
            step *= window.strides
        elif stage.settings.takes_all:
            rows, columns = np.atleast_2d(rows.any(axis=0)), np.atleast_2d(columns.any(axis=0))
            full_size, sees_alike = max(height, width), True
        fields.append(ReceptiveField(stage, rows, columns, full_size, sees_alike))
    return tuple(fields)
