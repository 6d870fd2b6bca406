"""The effect of shifting a digit on the feature maps of each stage."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
import numpy.typing as npt

from explainer.network import Stage
from explainer.tracing import Array, Trace

FAINT = 1e-6
"""Differences from `ground` up to this are rounding errors."""

ROUNDING = 1e-5
"""Maximum difference, as a share of the largest value, at which two maps count as equal."""

NOTABLE = 0.05
"""Minimum change of a value, as a share of the largest value, that counts as notable."""


def shifted(image: npt.NDArray[np.float32], right: int = 1, down: int = 0) -> npt.NDArray[np.float32]:
    """Shifts an image and fills with 0.

    Args:
        image: `(height, width)`.
        right: Pixels to the right; negative to the left.
        down: Pixels down; negative up.
    """
    moved = np.zeros_like(image)
    to, source = _overlap(image.shape, (down, right))
    moved[to] = image[source]
    return moved


Region = tuple[slice, slice]


def _overlap(shape: tuple[int, ...], cells: tuple[int, int]) -> tuple[Region, Region]:
    """The target and source regions of the part that stays inside."""
    to = [slice(max(by, 0), max(size + min(by, 0), 0)) for size, by in zip(shape, cells, strict=False)]
    source = [slice(max(-by, 0), max(size + min(-by, 0), 0)) for size, by in zip(shape, cells, strict=False)]
    return (to[0], to[1]), (source[0], source[1])


def similarity(first: npt.NDArray[Any], second: npt.NDArray[Any], ground: npt.ArrayLike = 0.0) -> float | None:
    """The cosine similarity of two feature maps of the same shape.

    Args:
        ground: The map of an empty image, or one value. It is subtracted from both maps; otherwise they would be
            similar because of their empty parts.

    Returns:
        -1 to 1, where 1 means equal up to a factor; `None` if a map is equal to `ground`.
    """
    below = np.asarray(ground, dtype=np.float64)
    one, other = ((np.asarray(values, dtype=np.float64) - below).ravel() for values in (first, second))
    if any(np.abs(values).max(initial=0.0) <= FAINT for values in (one, other)):
        return None
    return float(np.clip(one @ other / (np.linalg.norm(one) * np.linalg.norm(other)), -1.0, 1.0))


@dataclass(frozen=True)
class StageShift:
    """The changes of a stage's output when the digit is shifted.

    Attributes:
        step: Pixels between neighbouring cells.
        cells: The shift in cells, down and right; `None` if it is not a whole number, or the stage has no maps.
        alike: Similarity of each map before and after; `None` for a map without output. A vector counts as one map.
        gaps: `(maps,)`, the largest difference of each map after shifting it by `cells`; `None` without `cells`.
        limit: The largest absolute value before.
        changed: Number of values that changed notably.
    """

    stage: Stage
    step: int
    cells: tuple[int, int] | None
    alike: tuple[float | None, ...]
    gaps: Array | None
    limit: float
    changed: int

    @property
    def typical(self) -> float | None:
        """The median similarity of the maps that have output."""
        known = [one for one in self.alike if one is not None]
        return median(known) if known else None

    @property
    def moved_along(self) -> int:
        """Number of maps that are shifted copies of themselves."""
        return 0 if self.gaps is None else int((self.gaps <= ROUNDING * max(1.0, self.limit)).sum())


def follow(before: Trace, after: Trace, blank: Trace, *, right: int, down: int) -> Iterator[StageShift]:
    """Compares the traces of an image before and after a shift.

    Args:
        blank: The trace of a black image.
        right: Pixels to the right.
        down: Pixels down.

    Yields:
        The last stage of each layer, up to the first layer that returns a vector.
    """
    step = 1
    stages = [traced.stage for traced in before.stages]
    for stage, following in zip(stages[1:], [*stages[2:], None], strict=True):
        step *= stage.strides or 1
        if following is None or following.layer != stage.layer:
            yield _compared(stage, step, (before, after, blank), (down, right))
        if stage.is_flat:
            return


def _compared(stage: Stage, step: int, traces: tuple[Trace, Trace, Trace], pixels: tuple[int, int]) -> StageShift:
    first, second, ground = (trace[stage.name].output for trace in traces)
    limit = float(np.abs(first).max(initial=0.0))
    changed = int((np.abs(second - first) > NOTABLE * limit).sum())
    if stage.is_flat:
        return StageShift(stage, step, None, (similarity(first, second, ground),), None, limit, changed)
    alike = tuple(
        similarity(*(maps[..., index] for maps in (first, second, ground))) for index in range(stage.channels)
    )
    cells = None if any(by % step for by in pixels) else (pixels[0] // step, pixels[1] // step)
    gaps = None
    if cells is not None:
        to, source = _overlap(first.shape, cells)
        gaps = np.abs(second[to] - first[source]).max(axis=(0, 1), initial=0.0)
    return StageShift(stage, step, cells, alike, gaps, limit, changed)
