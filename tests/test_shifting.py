from __future__ import annotations

import numpy as np
import pytest

from explainer.shifting import shifted, similarity


def test_what_leaves_the_image_is_lost() -> None:
    image = np.arange(12, dtype=np.float32).reshape(3, 4)
    np.testing.assert_array_equal(shifted(image), [[0, 0, 1, 2], [0, 4, 5, 6], [0, 8, 9, 10]])
    np.testing.assert_array_equal(shifted(image, 0), image)
    assert not shifted(image, 4).any()
    assert image[0, 1] == 1


def test_similarity_is_the_cosine() -> None:
    assert similarity(np.array([[3.0, 0.0]]), np.array([[3.0, 4.0]])) == pytest.approx(0.6)
    assert similarity(np.array([1.0, 0.0]), np.array([0.0, 2.0])) == 0.0
    assert similarity(np.array([1.0, -1.0]), np.array([-2.0, 2.0])) == pytest.approx(-1)


def test_what_both_show_of_an_empty_image_does_not_make_them_alike() -> None:
    first, second = np.array([5.0, 5.0, 6.0, 5.0]), np.array([5.0, 6.0, 5.0, 5.0])
    assert similarity(first, second) > 0.98
    assert similarity(first, second, ground=5.0) == 0.0


def test_an_empty_map_is_like_nothing() -> None:
    empty, full = np.full((2, 2), 0.25), np.array([[0.25, 1.0], [0.25, 0.25]])
    assert similarity(empty, full, ground=0.25) is None
    assert similarity(full, empty + 1e-8, ground=0.25) is None
