"""How many of an image's nearest images have its label: in all its numbers, or on a map."""

from typing import Any

import numpy as np
import numpy.typing as npt

from explainer.embedding.axes import about_mean

NEIGHBOURS = 10


def same_label(
    vectors: npt.NDArray[Any], labels: npt.NDArray[np.uint8], part: slice = slice(None)
) -> npt.NDArray[np.uint8]:
    """Counts them, exactly, by Euclidean distance.

    Args:
        vectors: `(n, numbers)`; `n` is larger than `NEIGHBOURS`.
        labels: `(n,)`.
        part: Of which images.

    Returns:
        For each image of the part, how many of its `NEIGHBOURS` nearest other images have its label: read-only.
    """
    # Loading it takes a second or two: not when the server starts.
    from sklearn.neighbors import NearestNeighbors  # noqa: PLC0415

    numbers, _, _ = about_mean(vectors)
    places = np.arange(len(numbers))[part]
    search = NearestNeighbors(n_neighbors=NEIGHBOURS + 1).fit(numbers)
    found = search.kneighbors(numbers[part], return_distance=False)
    # An image is the nearest to itself; among many that are the same it may be left out.
    is_other = found != places[:, np.newaxis]
    is_other[is_other.all(axis=1), -1] = False
    others = found[is_other].reshape(-1, NEIGHBOURS)
    counts = (labels[others] == labels[part, np.newaxis]).sum(axis=1, dtype=np.uint8)
    counts.flags.writeable = False
    return np.asarray(counts)
