"""Harder digits are what they are said to be."""

import numpy as np
import pytest

from explainer.evaluation.distorting import DISTORTIONS, distorted, moved, noisy, rotated, sample, thickened
from explainer.mnist import Dataset


@pytest.mark.parametrize("name", DISTORTIONS)
def test_images_stay_images_and_nothing_changes_at_zero(dataset: Dataset, name: str) -> None:
    images = dataset.x_test[:20]
    levels = DISTORTIONS[name].levels
    assert 0 in levels
    assert list(levels) == sorted(levels)
    for level in levels:
        found = distorted(images, name, level)
        assert (found.shape, found.dtype) == (images.shape, np.uint8)
        assert (found == images).all() == (level == 0)


def test_they_are_moved_rotated_thickened(dataset: Dataset) -> None:
    images = dataset.x_test[:20]
    right = np.pad(images, ((0, 0), (0, 0), (3, 0)))[:, :, :28]
    np.testing.assert_array_equal(moved(images, 3), right)
    np.testing.assert_array_equal(rotated(images, 90), np.rot90(images, -1, axes=(1, 2)))
    assert (thickened(images, 2) >= images).all()
    assert (thickened(images, -2) <= images).all()
    wide = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    neighbours = [wide[:, row : row + 28, column : column + 28] for row in range(3) for column in range(3)]
    np.testing.assert_array_equal(thickened(images, 2), np.max(neighbours, axis=0))


def test_noise_has_its_deviation_and_is_the_same_again(dataset: Dataset) -> None:
    grey = np.full((50, 28, 28), 128, np.uint8)
    found = noisy(grey, 0.1)
    assert np.std(found / 255) == pytest.approx(0.1, rel=0.02)
    np.testing.assert_array_equal(found, noisy(grey, 0.1))


def test_the_sample_is_spread_over_all_images(dataset: Dataset) -> None:
    images, labels = sample(dataset.x_test, dataset.y_test)
    assert len(images) == len(labels) == 1_000
    assert (labels == dataset.y_test[[10 * place for place in range(1_000)]]).all()
