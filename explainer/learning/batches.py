"""Which training images a step is taken with."""

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from explainer.network import NetworkConfig

Indices = npt.NDArray[np.int64]

MEMORY_BYTES = 100_000_000
"""Most that the numbers and the gradients of one step may take."""
TRIED_AT_ONCE = 500
MOST_TRIED = 4_000
"""Training images among which a mistake is looked for."""


def drawn(number: int, size: int, available: int) -> Indices:
    """The training images of a batch, by chance and each at most once; the same number gives the same images.

    Args:
        number: Which batch, from 0.
        available: The first so many training images are learned from.

    Returns:
        `(size,)` indices, or `available` if there are no more.
    """
    return np.random.default_rng(number).choice(available, min(size, available), replace=False)


def mistake(number: int, available: int, is_wrong: Callable[[Indices], npt.NDArray[np.bool_]]) -> int | None:
    """A training image that the network gets wrong, by chance.

    Args:
        number: Another number gives another image.
        is_wrong: Whether it gets each of some images wrong.

    Returns:
        Its index; `None` if there is none among those that were tried.
    """
    order = np.random.default_rng((number, 1)).permutation(available)[:MOST_TRIED]
    for first in range(0, len(order), TRIED_AT_ONCE):
        indices = order[first : first + TRIED_AT_ONCE]
        wrong = np.flatnonzero(is_wrong(indices))
        if len(wrong):
            return int(indices[wrong[0]])
    return None


def most_images(config: NetworkConfig) -> int:
    """How many images a step can be followed with in `MEMORY_BYTES`; at least 1."""
    numbers = sum(math.prod(stage.output_shape) for stage in config.stages)
    bytes_each = 2 * np.dtype(np.float32).itemsize * numbers
    return max(MEMORY_BYTES // bytes_each, 1)
