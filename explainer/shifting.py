"""What becomes of feature maps when the digit moves a little: the reason why maps are pooled."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
import numpy.typing as npt

from explainer.network import Stage
from explainer.tracing import Array, Trace

FAINT = 1e-6
"""Numbers this close to the ground differ from it by rounding only."""

ROUNDING = 1e-5
"""Two maps this close, as a share of the largest number, are the same."""

NOTABLE = 0.05
"""A number that changes by more than this share of the largest one has changed notably."""


def shifted(image: npt.NDArray[np.float32], right: int = 1, down: int = 0) -> npt.NDArray[np.float32]:
    """Moves an image. Returns the moved image; what leaves it is lost, what comes in is 0.

    Args:
        image: `(height, width)`.
        right: By how many pixels to the right; negative to the left.
        down: By how many pixels down; negative up.
    """
    moved = np.zeros_like(image)
    to, source = _overlap(image.shape, (down, right))
    moved[to] = image[source]
    return moved


Region = tuple[slice, slice]


def _overlap(shape: tuple[int, ...], cells: tuple[int, int]) -> tuple[Region, Region]:
    """Where what stays inside goes, and where it comes from."""
    to = [slice(max(by, 0), max(size + min(by, 0), 0)) for size, by in zip(shape, cells, strict=False)]
    source = [slice(max(-by, 0), max(size + min(-by, 0), 0)) for size, by in zip(shape, cells, strict=False)]
    return (to[0], to[1]), (source[0], source[1])


def similarity(first: npt.NDArray[Any], second: npt.NDArray[Any], ground: npt.ArrayLike = 0.0) -> float | None:
    """The cosine of the angle between two feature maps.

    Args:
        first: A map of any shape.
        second: Another of the same shape.
        ground: The map of an empty image, or one number for all of it. It is subtracted from both: otherwise two maps
            would be alike for their empty parts alone.

    Returns:
        -1 to 1, and 1 if they are alike but for a factor; `None` if one of them is `ground` everywhere.
    """
    below = np.asarray(ground, dtype=np.float64)
    one, other = ((np.asarray(values, dtype=np.float64) - below).ravel() for values in (first, second))
    if any(np.abs(values).max(initial=0.0) <= FAINT for values in (one, other)):
        return None
    return float(np.clip(one @ other / (np.linalg.norm(one) * np.linalg.norm(other)), -1.0, 1.0))


@dataclass(frozen=True)
class StageShift:
    """What became of a stage's numbers when the digit moved.

    Attributes:
        step: Pixels from one cell to the next.
        cells: By how many cells the digit moved, down and right; `None` if that is no whole number of cells, or the
            stage has no maps.
        alike: How alike each map is to itself before, cell by cell in the same place; `None` for one that is silent.
            A row of numbers counts as one map.
        gaps: `(maps,)`, the largest difference in each map once it is moved along; `None` without `cells`.
        limit: The largest absolute number before.
        changed: How many numbers have changed notably in their place.
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
        """The median of how alike the maps are, without the silent ones."""
        known = [one for one in self.alike if one is not None]
        return median(known) if known else None

    @property
    def moved_along(self) -> int:
        """How many maps moved along and are otherwise the same."""
        return 0 if self.gaps is None else int((self.gaps <= ROUNDING * max(1.0, self.limit)).sum())


def follow(before: Trace, after: Trace, blank: Trace, *, right: int, down: int) -> Iterator[StageShift]:
    """Compares what a network made of an image with what it makes of the moved image.

    Args:
        before: Its answer to the image.
        after: Its answer to the moved image.
        blank: Its answer to an image that is black everywhere.
        right: By how many pixels the image was moved to the right.

    Yields:
        The last stage of each layer, as far as the maps go, and the row of numbers made of them.
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
