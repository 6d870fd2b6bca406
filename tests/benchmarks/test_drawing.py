"""The digits that the benchmark writes are those it took, and its report says what it found."""

import numpy as np
import pytest
from scipy import ndimage

from benchmarks.drawing import SMALL, report
from benchmarks.round_trip import on_canvas
from benchmarks.skeletons import canvas_of, skeletons, written
from explainer import mnist
from explainer.drawing import prepare

SIZE = 320
ENLARGED = {"all steps": 0.985, "without centring": 0.9}


def ring() -> np.ndarray:
    rows, columns = np.indices((28, 28)) - 13.5
    distance = np.hypot(rows, columns)
    return np.uint8(255 * ((distance > 6) & (distance < 9.5)))[None]


def test_the_middle_line_of_a_ring_is_a_thin_ring() -> None:
    (ways,) = skeletons(ring())
    radii = np.hypot(*(ways.reshape(-1, 2) - 3 * 14 + 0.5).T) / 3
    assert radii == pytest.approx(np.full(len(radii), 7.75), abs=0.7)
    ink = canvas_of(written(ways, 200, 4, SIZE), SIZE)
    assert ndimage.label(ink > 0.5, np.ones((3, 3)))[1] == 1
    assert ndimage.label(ink < 0.5)[1] == 2


def test_strokes_have_the_size_that_was_asked_for() -> None:
    (ways,) = skeletons(ring())
    ink = canvas_of(written(ways, 100, 20, SIZE), SIZE)
    rows, columns = np.nonzero(ink > 0.5)
    assert np.ptp(rows) + 1 == pytest.approx(120, abs=2)
    assert (rows.min() + rows.max()) / 2 == pytest.approx(SIZE / 2, abs=1.5)
    assert (columns.min() + columns.max()) / 2 == pytest.approx(SIZE / 2, abs=1.5)


def test_too_few_right_and_too_much_lost_are_not_reached() -> None:
    other = (280, 24)
    assert not report({SMALL: (0.97, 0.36), other: (0.98, 0.98)}, [1], ENLARGED).missed
    (missed,) = report({SMALL: (0.89, 0.36), other: (0.98, 0.98)}, [1], ENLARGED).missed
    assert missed.value == pytest.approx(89)
    (missed,) = report({SMALL: (0.97, 0.36), other: (0.97, 0.98)}, [1], ENLARGED).missed
    assert missed.value == pytest.approx(1)
    (missed,) = report({SMALL: (0.97, 0.36), other: (0.98, 0.98)}, [1], ENLARGED | {"all steps": 0.97}).missed
    assert missed.value == pytest.approx(97)


def test_enlarged_digits_lie_anywhere_and_come_back() -> None:
    numbers, image = np.random.default_rng(1), mnist.load().x_test[0]
    sides = []
    for _ in range(20):
        digit = prepare(on_canvas(image, numbers))
        assert digit is not None
        top, left, bottom, right = digit.frame
        sides.append(max(bottom - top, right - left))
        assert digit.centre_of_mass == pytest.approx((13.5, 13.5), abs=1)
    assert min(sides) < 110
    assert max(sides) > 170
