import numpy as np
import pytest

from explainer import mnist
from explainer.ui.images import next_of_class, random_of_class
from explainer.ui.references import ImageReference

LABELS = mnist.load().y_test


def test_the_next_of_a_class_is_the_next() -> None:
    sevens = np.flatnonzero(LABELS == 7)
    assert next_of_class(ImageReference("test", int(sevens[0])), 7, 1).key == sevens[1]
    assert next_of_class(ImageReference("test", int(sevens[1])), 7, -1).key == sevens[0]
    assert next_of_class(ImageReference("test", int(sevens[0]) + 1), 7, -1).key == sevens[0]


def test_after_the_last_comes_the_first() -> None:
    last = ImageReference("test", LABELS.size - 1)
    assert next_of_class(last, None, 1).key == 0
    assert next_of_class(ImageReference("test", 0), None, -1).key == LABELS.size - 1


def test_a_drawing_counts_as_the_first_image() -> None:
    assert next_of_class(ImageReference("drawing", "0" * 12), None, 1).key == 1


@pytest.mark.parametrize("digit", range(10))
def test_a_random_image_is_of_its_class(digit: int) -> None:
    assert LABELS[int(random_of_class(digit).key)] == digit
