"""What can be measured of a digit without a network: how much ink it has, where, and how thick its lines are."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from explainer.mnist import IMAGE_SIZE, Images, scale

Values = npt.NDArray[np.float64]

MIDDLE = (IMAGE_SIZE - 1) / 2
USUAL = (0.05, 0.5, 0.95)
"""The quantiles that say what is usual: nine of ten digits lie between the outer two, half are below the middle one."""
MEASURES = ("ink", "offset", "stroke_width")


@dataclass(frozen=True)
class Handwriting:
    """Measures of some digits, `(n,)` each.

    Attributes:
        ink: The mean brightness of the pixels, 0 to 1.
        offset: How far the centre of mass is from the middle of the image, in pixels.
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

    The stroke width is twice the area over the length of the outline: a long line of width w and length l has an area
    of w·l and an outline of 2·l. The outline of a grey image is its total variation (coarea formula).

    Args:
        images: `(n, 28, 28)`, 0 to 255, each with some ink.
    """
    grey = scale(images)
    sums = grey.sum(axis=(1, 2), dtype=np.float64)
    places = np.arange(IMAGE_SIZE) - MIDDLE
    down, across = (grey.sum(axis=axis) @ places / sums for axis in (2, 1))
    return Handwriting(sums / IMAGE_SIZE**2, np.hypot(down, across), 2 * sums / _outline(grey))


def _outline(grey: npt.NDArray[np.float32]) -> Values:
    """The total variation, by central differences of an image with a black rim."""
    rimmed = np.pad(grey, ((0, 0), (1, 1), (1, 1)))
    down, across = np.gradient(rimmed, axis=(1, 2))
    return np.asarray(np.hypot(down, across).sum(axis=(1, 2), dtype=np.float64))
