"""The benchmark tests with no writer and no image that it has learned from, and its report says what it found."""

import numpy as np
import pytest

from benchmarks.domain import HELD_OUT, LEARNED, interval, report, split
from benchmarks.writers import FORMS, class_of


def test_no_writer_and_no_image_is_on_both_sides() -> None:
    learned, held_out = split()
    assert (len(learned), len(held_out)) == (10 * LEARNED, 10 * HELD_OUT)
    assert not set(learned.writers) & set(held_out.writers)
    assert not learned.digits.contains(held_out.digits.images).any()
    for side in (learned, held_out):
        assert np.bincount(side.digits.labels).tolist() == [len(side) // 10] * 10


def test_writers_write_each_digit_in_their_own_way() -> None:
    assert len(FORMS) == 10
    first, again, other = class_of(2, 1), class_of(2, 1), class_of(2, 2)
    assert np.array_equal(first.digits.images, again.digits.images)
    assert not first.digits.contains(other.digits.images).any()
    assert len({image.tobytes() for image in first.digits.images}) == 20
    assert not set(first.writers) & set(other.writers)


def test_a_rise_that_may_be_chance_is_not_reached() -> None:
    numbers = np.random.default_rng(1)
    before = numbers.choice([0.8, 0.9, 1.0], (3, 50))
    on_mnist = [(0.99,) * 3, (0.989,) * 3]
    assert not report(before, np.minimum(before + 0.05, 1), on_mnist).missed
    (missed,) = report(before, numbers.permuted(before, axis=1), on_mnist).missed
    assert missed.name == "rise, 95 % from"


def test_the_interval_is_that_of_the_mean() -> None:
    shares = np.random.default_rng(2).normal(0.9, 0.1, 400)
    low, high = interval(shares)
    half = 1.96 * shares.std(ddof=1) / np.sqrt(400)
    assert (low, high) == pytest.approx((shares.mean() - half, shares.mean() + half), abs=0.002)
