"""How near a drawing is to the digits that networks learn from: a network itself has no answer for "none of these"."""

import numpy as np
import numpy.typing as npt

from explainer.mnist import IMAGE_SIZE, Images, scale

Coarse = npt.NDArray[np.float32]

CELLS = 10
REACH = 3
"""Pixels along an axis from a coarse cell's middle to where a pixel counts for nothing."""

FAR = 0.996
"""95 of 100 test images are nearer than that to some training image."""

AT_ONCE = 4_000
"""Images that are made coarse at a time, so that their floats take little memory."""


class FamiliarDigits:
    """Digits to compare with; immutable.

    Args:
        images: `(n, 28, 28)`, 0 to 255, white on black.
    """

    def __init__(self, images: Images) -> None:
        parts = [coarse(scale(images[start : start + AT_ONCE])) for start in range(0, len(images), AT_ONCE)]
        self._digits = np.concatenate(parts)
        self._squares = np.einsum("ij,ij->i", self._digits, self._digits)

    def distance(self, image: npt.NDArray[np.float32]) -> float:
        """How far an image is from the nearest of the digits.

        Args:
            image: `(28, 28)`, 0 to 1, white on black.

        Returns:
            The Euclidean distance of the coarse pictures, from 0.
        """
        (one,) = coarse(image[np.newaxis])
        nearest = np.min(self._squares - 2 * (self._digits @ one)) + one @ one
        return float(np.sqrt(max(nearest, 0.0)))

    def is_far(self, image: npt.NDArray[np.float32]) -> bool:
        """Whether an image is farther from all of the digits than 95 of 100 test images are."""
        return self.distance(image) > FAR


def coarse(images: npt.NDArray[np.float32]) -> Coarse:
    """Images of 10×10 cells, in which a stroke that is moved a little still meets itself.

    Args:
        images: `(n, 28, 28)`, 0 to 1.

    Returns:
        `(n, 100)`; each cell is a mean in which pixels count the less the farther from its middle they are.
    """
    middles = (np.arange(CELLS) + 0.5) * IMAGE_SIZE / CELLS - 0.5
    shares = np.maximum(0, 1 - np.abs(np.arange(IMAGE_SIZE) - middles[:, np.newaxis]) / REACH)
    shares = (shares / shares.sum(axis=1, keepdims=True)).astype(np.float32)
    return np.asarray(shares @ (images @ shares.T)).reshape(len(images), -1)
