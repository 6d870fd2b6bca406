"""Digits made harder, a step at a time: noise, shifts, rotations, thinner and thicker strokes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from scipy import ndimage

from explainer.mnist import Images, Labels
from explainer.shifting import shifted

SEED = 20_261
EVERY = 10
"""Every tenth of the test images is tried: their second half is harder than the first, so not the first ones."""


@dataclass(frozen=True)
class Distortion:
    """One way of making digits harder.

    Attributes:
        apply: From images, `uint8`, `(n, 28, 28)`, and a level to as many of the same.
        levels: How strong, in order; 0 leaves the images as they are.
    """

    apply: Callable[[Images, float], Images]
    levels: tuple[float, ...]


def noisy(images: Images, level: float) -> Images:
    """Adds normally distributed noise to every pixel, the same at each call.

    Args:
        level: Its standard deviation; 1 is the difference of black and white. Pixels stay within 0 to 255.
    """
    noise = np.random.default_rng(SEED).normal(0.0, 255 * level, images.shape)
    return _stored(images + noise)


def moved(images: Images, level: float) -> Images:
    """Moves images to the right, or to the left if the level is negative; what leaves them is lost.

    Args:
        level: By how many pixels, a whole number.
    """
    return np.stack([shifted(image, right=int(level)) for image in images])


def rotated(images: Images, level: float) -> Images:
    """Rotates images about their middle, clockwise; pixels in between are interpolated linearly."""
    return _stored(ndimage.rotate(images.astype(np.float32), -level, axes=(2, 1), reshape=False, order=1))


def thickened(images: Images, level: float) -> Images:
    """Makes strokes thicker, or thinner if the level is negative: each pixel becomes the largest (smallest) around it.

    Args:
        level: By how many pixels, a whole number; around a pixel are `level + 1` by `level + 1`.
    """
    side = int(abs(level)) + 1
    change = ndimage.grey_dilation if level > 0 else ndimage.grey_erosion
    return np.asarray(change(images, size=(1, side, side)), dtype=np.uint8)


DISTORTIONS: Mapping[str, Distortion] = MappingProxyType(
    {
        "noise": Distortion(noisy, (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)),
        "shift": Distortion(moved, (-6, -4, -2, 0, 2, 4, 6)),
        "rotation": Distortion(rotated, (-60, -40, -20, 0, 20, 40, 60)),
        "thickness": Distortion(thickened, (-2, -1, 0, 1, 2, 3, 4)),
    }
)


def sample(images: Images, labels: Labels) -> tuple[Images, Labels]:
    """The images that are tried, and their labels: every tenth.

    Args:
        images: `(n, 28, 28)`.
        labels: `(n,)`.
    """
    return images[::EVERY], labels[::EVERY]


def distorted(images: Images, name: str, level: float) -> Images:
    """Makes images harder.

    Args:
        name: A key of `DISTORTIONS`.
        level: How much; at 0 nothing is changed.
    """
    return DISTORTIONS[name].apply(images, level) if level else images


def _stored(values: np.ndarray[tuple[int, ...], np.dtype[np.floating]]) -> Images:
    return np.asarray(np.rint(values).clip(0, 255), dtype=np.uint8)
