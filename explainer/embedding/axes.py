"""The two directions in which vectors differ most (principal component analysis, Pearson 1901), and what has none."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from explainer.similar_images import nearest
from explainer.tracing import Array

Vectors = npt.NDArray[Any]
"""Numbers of images, `(n, numbers)`, of any real type."""

NEAREST = 10
"""How many nearest images decide where an image is put that was not there when a map was made."""


@dataclass(frozen=True)
class Axes:
    """Images by the two directions in which they differ most.

    Attributes:
        positions: Read-only `float32`, `(n, 2)`.
        shares: How much of the variance lies along each direction, 0 to 1.
        middle: The mean vector, `(numbers,)`.
        directions: `(2, numbers)`, each of length 1.
    """

    positions: Array
    shares: tuple[float, float]
    middle: Array
    directions: Array

    def place(self, vector: Array) -> Array:
        """Where another image's vector, `(numbers,)`, comes to lie: `(2,)`, by the same calculation."""
        found: Array = self.directions @ (vector - self.middle)
        return found


def flaw(vectors: Vectors) -> Literal["single", "not_finite", "constant"] | None:
    """Why there is no map of some vectors: one number each, numbers beyond all bounds, or all the same; `None` if none.

    Args:
        vectors: `(n, numbers)`.
    """
    if vectors.shape[1] < 2:
        return "single"
    if not np.isfinite(vectors).all():
        return "not_finite"
    return None if np.ptp(vectors, axis=0).any() else "constant"


def about_mean(vectors: Vectors) -> tuple[Array, Array, np.float32]:
    """Vectors about their mean, at a scale where single precision can square them.

    Numbers that hardly differ would otherwise lose what they differ by, and very large or small ones their squares.

    Args:
        vectors: `(n, numbers)`, finite.

    Returns:
        The differences from the mean in some unit, `(n, numbers)`, at most 2 in size; the mean vector, `(numbers,)`;
        and the unit, a power of two.
    """
    middle = vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
    numbers = vectors.astype(np.float32) - middle
    _, exponent = np.frexp(np.abs(numbers).max())
    return np.ldexp(numbers, 1 - exponent), middle, np.ldexp(np.float32(1), exponent - 1)


def principal_axes(vectors: Vectors) -> Axes:
    """Finds them, by scikit-learn.

    Args:
        vectors: `(n, numbers)`, without a `flaw`.
    """
    # Loading it takes a second or two: not when the server starts.
    from sklearn.decomposition import PCA  # noqa: PLC0415

    numbers, middle, unit = about_mean(vectors)
    analysis = PCA(2, random_state=0).fit(numbers)
    first, second = analysis.explained_variance_ratio_.tolist()
    positions = analysis.transform(numbers) * unit
    positions.flags.writeable = False
    return Axes(positions, (first, second), middle, analysis.components_)


def amid_nearest(vectors: Vectors, positions: Array, vector: Array) -> tuple[Array, npt.NDArray[np.intp]]:
    """Where an image is put on a map that has no calculation for others: amid its `NEAREST` nearest images.

    Args:
        vectors: Of the images on the map, `(n, numbers)`.
        positions: Theirs on the map, `(n, 2)`.
        vector: Of the image, `(numbers,)`.

    Returns:
        The mean of their positions, `(2,)`, and their indices, the nearest first.
    """
    places = nearest(vectors, vector, NEAREST)
    return positions[places].mean(axis=0), places
