"""Ink, centring and stroke width are those of digits that were drawn to have them."""

import numpy as np
import pytest
from scipy import ndimage

from explainer import mnist
from explainer.handwriting import MEASURES, handwriting
from explainer.mnist import Images

FINE = 10
"""Points of the drawing for each pixel, along an axis."""


def line(width: float, degrees: float) -> Images:
    """A line of 20 pixels in the middle, each pixel the share of it that is covered."""
    rows, columns = (np.indices((28 * FINE, 28 * FINE)) + 0.5) / FINE - 14
    along = np.deg2rad(degrees)
    down, across = np.cos(along), np.sin(along)
    covered = (abs(rows * down + columns * across) <= 10) & (abs(columns * down - rows * across) <= width / 2)
    share = covered.reshape(28, FINE, 28, FINE).mean(axis=(1, 3))
    return np.rint(share * 255).astype(np.uint8)


@pytest.mark.parametrize("degrees", [0, 20, 45, 90])
@pytest.mark.parametrize("width", [2.0, 3.0, 4.0, 5.0])
def test_a_line_has_its_width(width: float, degrees: float) -> None:
    found = handwriting(line(width, degrees)[np.newaxis])
    # The ends belong to the outline, too: 2·(l + w) instead of 2·l.
    assert found.stroke_width[0] == pytest.approx(width * 20 / (20 + width), rel=0.16)
    assert found.ink[0] == pytest.approx(20 * width / 784, rel=0.04)
    assert found.offset[0] == pytest.approx(0, abs=0.05)


def test_a_digit_that_is_moved_is_off_the_middle_by_as_much() -> None:
    moved = np.roll(line(3, 0), (3, -4), axis=(0, 1))
    assert handwriting(moved[np.newaxis]).offset[0] == pytest.approx(5, abs=0.05)


def test_mnist_s_digits_are_centred_and_bolder_ones_are_wider() -> None:
    images = mnist.load().x_test[:200]
    found = handwriting(images)
    centres = np.array([ndimage.center_of_mass(image) for image in images])
    assert found.offset == pytest.approx(np.hypot(*(centres - 13.5).T), abs=1e-4)
    assert found.ink == pytest.approx(images.mean(axis=(1, 2)) / 255, rel=1e-5)
    bolder = handwriting(ndimage.grey_dilation(images, (1, 3, 3)))
    assert (bolder.stroke_width > found.stroke_width).all()
    for measure in MEASURES:
        low, middle, high = found.quantiles(measure)
        values = np.sort(getattr(found, measure))
        assert values[9] <= low < middle < high <= values[-10]
