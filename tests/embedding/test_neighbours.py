"""Neighbours of the same label, against distances worked out one by one."""

from __future__ import annotations

import numpy as np
import pytest

from explainer import mnist
from explainer.embedding.neighbours import NEIGHBOURS, same_label

LABELS = mnist.load().y_test[:300]
PIXELS = mnist.load().x_test[:300].reshape(300, -1)


def counted(vectors: np.ndarray, index: int) -> int:
    apart = ((vectors.astype(np.float64) - vectors[index].astype(np.float64)) ** 2).sum(axis=1)
    apart[index] = np.inf
    nearest = apart.argsort(kind="stable")[:NEIGHBOURS]
    return int((LABELS[nearest] == LABELS[index]).sum())


@pytest.mark.parametrize("vectors", [PIXELS, PIXELS[:, 300:400].astype(np.float16), PIXELS[:, 350:360]])
def test_they_are_the_nearest_others(vectors: np.ndarray) -> None:
    # Without ties, in which any would do.
    varied = vectors + np.random.default_rng(0).normal(scale=0.5, size=vectors.shape).astype(np.float32)
    expected = [counted(varied, index) for index in range(300)]
    assert same_label(varied, LABELS).tolist() == expected
    assert same_label(varied, LABELS, slice(100, 200)).tolist() == expected[100:200]


def test_among_the_same_everybody_has_ten_others() -> None:
    counts = same_label(np.ones((300, 4), np.float32), np.zeros(300, np.uint8))
    assert counts.tolist() == [NEIGHBOURS] * 300


def test_nobody_is_a_neighbour_of_itself() -> None:
    labels = np.zeros(300, np.uint8)
    labels[7] = 1
    assert same_label(np.ones((300, 4), np.float32), labels)[7] == 0
