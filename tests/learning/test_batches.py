"""Which images a step is taken with."""

import numpy as np
import pytest

from explainer.learning.batches import MEMORY_BYTES, MOST_TRIED, TRIED_AT_ONCE, drawn, mistake, most_images
from explainer.network import ARTICLE, network


def test_a_number_stands_for_the_same_images_each_once() -> None:
    first, again, other = drawn(3, 32, 1_000), drawn(3, 32, 1_000), drawn(4, 32, 1_000)
    np.testing.assert_array_equal(first, again)
    assert len(set(first.tolist())) == 32
    assert 0 <= first.min() <= first.max() < 1_000
    assert set(first.tolist()) != set(other.tolist())


def test_no_more_images_than_there_are() -> None:
    assert sorted(drawn(0, 128, 100).tolist()) == list(range(100))


@pytest.mark.parametrize("wrong", [{17}, {17, 900}, set(range(1_000))])
def test_a_mistake_is_one(wrong: set[int]) -> None:
    found = mistake(2, 1_000, lambda indices: np.isin(indices, list(wrong)))
    assert found in wrong


def test_a_mistake_is_looked_for_among_some_images_each_once() -> None:
    asked: list[int] = []

    def never(indices: np.ndarray) -> np.ndarray:
        assert len(indices) <= TRIED_AT_ONCE
        asked.extend(indices.tolist())
        return np.zeros(len(indices), dtype=bool)

    assert mistake(0, 60_000, never) is None
    assert len(set(asked)) == len(asked) == MOST_TRIED
    asked.clear()
    assert mistake(0, 700, never) is None
    assert sorted(asked) == list(range(700))


def test_a_large_network_is_followed_with_fewer_images() -> None:
    large = network("c256-same_c256-same_c256-same")
    assert 1 <= most_images(large) < most_images(ARTICLE)
    numbers = sum(int(np.prod(stage.output_shape)) for stage in large.stages)
    assert most_images(large) == max(MEMORY_BYTES // (8 * numbers), 1)
