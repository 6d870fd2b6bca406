"""What becomes of the scores while a square covers a part of the image (Zeiler & Fergus 2014, section 4.2)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from explainer.mnist import CLASSES, IMAGE_SIZE, Images
from explainer.predicting import Predictions
from explainer.tracing import Array

SIZES = (3, 5, 7)
"""Sides of the square in pixels; odd, so that its middle is a pixel."""

BACKGROUND = 0
"""What covers: black, as where nothing is written. Any other brightness would itself be a stroke."""

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Occlusion:
    """What the network says with the square at each place.

    Attributes:
        before: The logits of the image as it is, `(10,)`.
        after: Those with the middle of the square on each pixel, `(28, 28, 10)`.
        probabilities_before: The probabilities of the image as it is, `(10,)`.
        probabilities_after: Those with the square, `(28, 28, 10)`.
        touches: Where the square covers anything but background, `(28, 28)`.
    """

    before: Array
    after: Array
    probabilities_before: Array
    probabilities_after: Array
    touches: Mask

    def losses(self, digit: int) -> Array:
        """How much the logit of a class loses at each place, `(28, 28)`; negative where it gains."""
        return np.asarray(self.before[digit] - self.after[..., digit])


def covered(image: Images, size: int) -> Images:
    """Covers an image at every place; at the edges, what is left of the square.

    Args:
        image: `uint8`, `(28, 28)`, 0 to 255.
        size: Side of the square, one of `SIZES`.

    Returns:
        `(28, 28, 28, 28)`: row and column of the square's middle, then the image.
    """
    pixels = np.arange(IMAGE_SIZE)
    near = np.abs(np.subtract.outer(pixels, pixels)) <= size // 2
    return np.where(near[:, None, :, None] & near[None, :, None, :], np.uint8(BACKGROUND), image)


def images_to_predict(image: Images, size: int) -> Images:
    """The image as it is, then as it is covered wherever that changes it, in reading order.

    Args:
        image: `uint8`, `(28, 28)`, 0 to 255.

    Returns:
        `(1 + places that change it, 28, 28)`.
    """
    images = covered(image, size)
    return np.concatenate([image[np.newaxis], images[_touches(images, image)]])


def occlusion(image: Images, size: int, predictions: Predictions) -> Occlusion:
    """Puts together what a network says of `images_to_predict`.

    Args:
        image: `uint8`, `(28, 28)`, 0 to 255.
    """
    touches = _touches(covered(image, size), image)
    logits, probabilities = predictions.logits, predictions.probabilities
    return Occlusion(
        before=logits[0],
        after=_everywhere(logits, touches),
        probabilities_before=probabilities[0],
        probabilities_after=_everywhere(probabilities, touches),
        touches=touches,
    )


def _everywhere(rows: Array, touches: Mask) -> Array:
    """The first row where nothing is covered, the others in order where something is."""
    found = np.empty((*touches.shape, CLASSES), dtype=np.float32)
    found[...] = rows[0]
    found[touches] = rows[1:]
    return found


def _touches(images: Images, image: Images) -> Mask:
    return np.asarray((images != image).any(axis=(2, 3)))
