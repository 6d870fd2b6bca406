"""What becomes of feature maps when the digit moves a little: the reason why maps are pooled."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

FAINT = 1e-6
"""Numbers this close to the ground differ from it by rounding only."""


def shifted(image: npt.NDArray[np.float32], columns: int = 1) -> npt.NDArray[np.float32]:
    """Moves an image to the right.

    Args:
        image: `(height, width)`.
        columns: By how many pixels, from 0 to the width.

    Returns:
        The moved image; what leaves it on the right is lost, on the left it becomes 0.
    """
    moved = np.zeros_like(image)
    moved[:, columns:] = image[:, : image.shape[1] - columns]
    return moved


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
