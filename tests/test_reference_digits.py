"""What is far from all training digits, and what is not."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from explainer import mnist
from explainer.drawing import prepare
from explainer.reference_digits import FAR, ReferenceDigits, coarse
from tests.test_drawing import canvas_with


@pytest.fixture(scope="module")
def familiar() -> ReferenceDigits:
    return ReferenceDigits(mnist.load().x_train)


def test_the_distance_is_that_of_the_nearest_coarse_picture() -> None:
    images = mnist.load().x_train[:5_000]
    other = mnist.scale(mnist.load().x_test[:3])
    expected = cdist(coarse(other), coarse(mnist.scale(images))).min(axis=1)
    found = [ReferenceDigits(images).distance(image) for image in other]
    np.testing.assert_allclose(found, expected, rtol=1e-4)


def test_95_of_100_test_images_have_a_nearer_training_image() -> None:
    images = mnist.load()
    digits, chosen = (coarse(mnist.scale(part)) for part in (images.x_train, images.x_test[::10]))
    squares = (digits**2).sum(axis=1)
    nearest = [(squares - 2 * part @ digits.T).min(axis=1) for part in np.split(chosen, 20)]
    distances = np.sqrt(np.concatenate(nearest) + (chosen**2).sum(axis=1))
    assert np.mean(distances > FAR) == pytest.approx(0.05, abs=0.01)


def test_a_dot_a_square_and_two_bars_are_no_digits(familiar: ReferenceDigits) -> None:
    dot = canvas_with(slice(150, 174), slice(150, 174))
    square = canvas_with(slice(60, 260), slice(60, 260))
    square[84:236, 84:236] = 0
    two = np.maximum(canvas_with(slice(60, 260), slice(60, 84)), canvas_with(slice(60, 260), slice(236, 260)))
    for canvas in (dot, square, two):
        digit = prepare(canvas)
        assert digit is not None
        assert familiar.is_far(digit.image)


def test_a_drawn_seven_is_one(familiar: ReferenceDigits) -> None:
    digit = prepare(
        np.maximum(canvas_with(slice(60, 84), slice(80, 240)), canvas_with(slice(60, 260), slice(216, 240)))
    )
    assert digit is not None
    assert not familiar.is_far(digit.image)
