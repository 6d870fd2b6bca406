"""The choice of training images for a step."""

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from explainer.network import NetworkConfig

Indices = npt.NDArray[np.int64]

MEMORY_BYTES = 100_000_000
"""Maximum memory for the outputs and gradients of one step."""
TRIED_AT_ONCE = 500
MOST_TRIED = 4_000
"""Maximum number of training images that are searched for a misclassified one."""


def drawn(number: int, size: int, available: int) -> Indices:
    """Draws the training images of a batch at random, without replacement.

    Args:
        number: Index of the batch, from 0; the same number gives the same images.
        available: The images are drawn from the first `available` training images.

    Returns:
        `(min(size, available),)` indices.
    """
    return np.random.default_rng(number).choice(available, min(size, available), replace=False)


def mistake(number: int, available: int, is_wrong: Callable[[Indices], npt.NDArray[np.bool_]]) -> int | None:
    """Finds a random training image that the network misclassifies.

    Args:
        number: Random seed.
        is_wrong: Returns for each of some images whether it is misclassified.

    Returns:
        Its index; `None` if none was found among `MOST_TRIED` images.
    """
    order = np.random.default_rng((number, 1)).permutation(available)[:MOST_TRIED]
    for first in range(0, len(order), TRIED_AT_ONCE):
        indices = order[first : first + TRIED_AT_ONCE]
        wrong = np.flatnonzero(is_wrong(indices))
        if len(wrong):
            return int(indices[wrong[0]])
    return None


def most_images(config: NetworkConfig) -> int:
    """The largest batch whose step fits into `MEMORY_BYTES`; at least 1."""
    numbers = sum(math.prod(stage.output_shape) for stage in config.stages)
    bytes_each = 2 * np.dtype(np.float32).itemsize * numbers
    return max(MEMORY_BYTES // bytes_each, 1)
