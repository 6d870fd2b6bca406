"""Measures of handwritten digits: amount of ink, offset from the middle, and stroke width."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from explainer.mnist import IMAGE_SIZE, Images, scale

Values = npt.NDArray[np.float64]

MIDDLE = (IMAGE_SIZE - 1) / 2
USUAL = (0.05, 0.5, 0.95)
"""Quantiles that are shown as the usual range, and the median."""
MEASURES = ("ink", "offset", "stroke_width")


@dataclass(frozen=True)
class Handwriting:
    """Measures of some digits, `(n,)` each.

    Attributes:
        ink: The mean brightness of the pixels, 0 to 1.
        offset: Distance of the centre of mass from the middle of the image, in pixels.
        stroke_width: In pixels.
    """

    ink: Values
    offset: Values
    stroke_width: Values

    def quantiles(self, measure: str) -> tuple[float, float, float]:
        """The 5th, 50th and 95th percentile of a measure.

        Args:
            measure: One of `MEASURES`.
        """
        low, middle, high = np.quantile(getattr(self, measure), USUAL)
        return float(low), float(middle), float(high)


def handwriting(images: Images) -> Handwriting:
    """Measures digits.

    The stroke width is twice the area divided by the length of the outline: a long line of width w and length l has the
    area w·l and an outline of 2·l. The outline of a greyscale image is its total variation (coarea formula).

    Args:
        images: `(n, 28, 28)`, 0 to 255, each with some ink.
    """
    grey = scale(images)
    sums = grey.sum(axis=(1, 2), dtype=np.float64)
    places = np.arange(IMAGE_SIZE) - MIDDLE
    down, across = (grey.sum(axis=axis) @ places / sums for axis in (2, 1))
    return Handwriting(sums / IMAGE_SIZE**2, np.hypot(down, across), 2 * sums / _outline(grey))


def _outline(grey: npt.NDArray[np.float32]) -> Values:
    """The total variation, by central differences, with black padding."""
    rimmed = np.pad(grey, ((0, 0), (1, 1), (1, 1)))
    down, across = np.gradient(rimmed, axis=(1, 2))
    return np.asarray(np.hypot(down, across).sum(axis=(1, 2), dtype=np.float64))
