"""What is no digit is told from digits, and no digit is taken for a scribble."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import ndimage

from explainer import mnist
from explainer.drawing import Digit, prepare
from explainer.non_digits import FARTHEST, non_digit_kind
from explainer.reference_digits import ReferenceDigits, coarse
from tests.test_drawing import canvas_with

TAKEN_FOR_NONE = 0.001
"""Share of the test images, at most, that are said to be no digit."""


class KnownDistance(ReferenceDigits):
    """Of one image, worked out beforehand: one by one, ten thousand take half a minute."""

    def __init__(self, distance: float) -> None:
        self._distance = distance

    def distance(self, image: np.ndarray) -> float:  # noqa: ARG002 (one image)
        return self._distance


@pytest.fixture(scope="module")
def familiar() -> ReferenceDigits:
    return ReferenceDigits(mnist.load().x_train)


def drawn(canvas: np.ndarray) -> Digit:
    digit = prepare(canvas)
    assert digit is not None
    return digit


def test_hardly_a_test_image_is_said_to_be_no_digit() -> None:
    data = mnist.load()
    images = mnist.scale(data.x_test)
    digits, chosen = coarse(mnist.scale(data.x_train)), coarse(images)
    squares = (digits**2).sum(axis=1)
    nearest = [(squares - 2 * part @ digits.T).min(axis=1) for part in np.split(chosen, 20)]
    distances = np.sqrt(np.concatenate(nearest) + (chosen**2).sum(axis=1))
    plain = drawn(canvas_with(slice(60, 260), slice(60, 84)))
    odd = 0
    # What is far from all training digits is odd by that alone; of the others, every fifth is looked at.
    for image, distance in zip(images[::5], distances[::5], strict=True):
        rows, columns = (np.flatnonzero(image.any(axis=axis)) for axis in (1, 0))
        frame = int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1
        digit = replace(plain, canvas=image, frame=frame, image=image)
        odd += non_digit_kind(digit, KnownDistance(float(distance))) is not None
    assert 0 < odd <= TAKEN_FOR_NONE * len(distances[::5])
    assert (distances > FARTHEST).sum() == 8


def test_a_dot_and_filled_shapes_are_named(familiar: ReferenceDigits) -> None:
    row, column = np.mgrid[:320, :320]
    disc = np.float32(np.hypot(row - 160, column - 160) < 80)
    assert non_digit_kind(drawn(canvas_with(slice(150, 174), slice(150, 174))), familiar) == "dot"
    assert non_digit_kind(drawn(canvas_with(slice(60, 260), slice(60, 260))), familiar) == "filled"
    assert non_digit_kind(drawn(disc), familiar) == "filled"


def test_a_one_fills_its_frame_and_is_a_digit(familiar: ReferenceDigits) -> None:
    assert non_digit_kind(drawn(canvas_with(slice(60, 260), slice(148, 172))), familiar) is None


def test_scribbles_are_told(familiar: ReferenceDigits) -> None:
    numbers, found = np.random.default_rng(4), []
    for _ in range(20):
        way = ndimage.zoom(numbers.uniform(50, 270, (16, 2)), (40, 1), order=2, mode="nearest").round().astype(int)
        points = np.zeros((320, 320), bool)
        points[tuple(way.clip(0, 319).T)] = True
        found.append(non_digit_kind(drawn(np.float32(ndimage.binary_dilation(points, iterations=6))), familiar))
    assert found.count("scribble") >= 16
