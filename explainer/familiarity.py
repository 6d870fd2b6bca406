"""The distance of a drawing from the training images, since a network cannot answer "none of these"."""

import numpy as np
import numpy.typing as npt

from explainer.mnist import IMAGE_SIZE, Images, scale

Coarse = npt.NDArray[np.float32]

CELLS = 10
REACH = 3
"""Distance in pixels, along an axis, at which a pixel's weight in a coarse cell becomes 0."""

FAR = 0.996
"""The 95th percentile of the test images' distance to the nearest training image."""

AT_ONCE = 4_000
"""Batch size of the conversion, which limits memory."""


class FamiliarDigits:
    """A set of digits to compare drawings with; immutable.

    Args:
        images: `(n, 28, 28)`, 0 to 255, white on black.
    """

    def __init__(self, images: Images) -> None:
        parts = [coarse(scale(images[start : start + AT_ONCE])) for start in range(0, len(images), AT_ONCE)]
        self._digits = np.concatenate(parts)
        self._squares = np.einsum("ij,ij->i", self._digits, self._digits)

    def distance(self, image: npt.NDArray[np.float32]) -> float:
        """The distance of an image from the nearest digit.

        Args:
            image: `(28, 28)`, 0 to 1, white on black.

        Returns:
            The Euclidean distance of the coarse images, 0 or more.
        """
        (one,) = coarse(image[np.newaxis])
        nearest = np.min(self._squares - 2 * (self._digits @ one)) + one @ one
        return float(np.sqrt(max(nearest, 0.0)))

    def is_far(self, image: npt.NDArray[np.float32]) -> bool:
        """Whether an image's distance is larger than that of 95 % of the test images."""
        return self.distance(image) > FAR


def coarse(images: npt.NDArray[np.float32]) -> Coarse:
    """Blurs images to 10×10 cells, so that slightly shifted strokes still overlap.

    Args:
        images: `(n, 28, 28)`, 0 to 1.

    Returns:
        `(n, 100)`; each cell is a mean of pixels, whose weights decrease linearly with the distance from its middle.
    """
    middles = (np.arange(CELLS) + 0.5) * IMAGE_SIZE / CELLS - 0.5
    shares = np.maximum(0, 1 - np.abs(np.arange(IMAGE_SIZE) - middles[:, np.newaxis]) / REACH)
    shares = (shares / shares.sum(axis=1, keepdims=True)).astype(np.float32)
    return np.asarray(shares @ (images @ shares.T)).reshape(len(images), -1)
