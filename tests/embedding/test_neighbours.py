"""Neighbours of the same label, against distances worked out one by one."""

import keras
import numpy as np
import pytest

from explainer import mnist
from explainer.embedding.axes import principal_axes
from explainer.embedding.neighbours import NEIGHBOURS, same_label
from explainer.network import keras_model, network
from explainer.similar_images import FeatureVectors
from explainer.tracing import as_weights

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


@pytest.mark.parametrize(
    "word", ["c8-same-sigmoid_max2_c8-same-sigmoid_max2_d32-sigmoid_d32-sigmoid", "c4-k5-s2-sigmoid_gap_d16-sigmoid"]
)
def test_what_a_saturated_network_differs_by_is_kept(word: str) -> None:
    config, images = network(word), mnist.load().x_test[:300]
    keras.utils.set_random_seed(3)
    model = keras_model(config)
    weights = as_weights(config, model.get_weights())
    before = keras.Model(model.inputs, model.layers[-2].output, name="before_the_scores")
    expected = before.predict(mnist.add_channel(mnist.scale(images)), verbose=0)
    assert expected.std(axis=0).max() < 0.01
    vectors = FeatureVectors(config).of(images, weights)
    np.testing.assert_allclose(vectors, expected, atol=1e-6)
    spread = (vectors - vectors.mean(axis=0, dtype=np.float64)).std(axis=0)
    np.testing.assert_allclose(spread, expected.astype(np.float64).std(axis=0), rtol=0.01)
    assert same_label(vectors, LABELS).tolist() == [counted(vectors, index) for index in range(300)]
    values = np.linalg.svd(vectors - vectors.mean(axis=0, dtype=np.float64), compute_uv=False) ** 2
    np.testing.assert_allclose(principal_axes(vectors).shares, values[:2] / values.sum(), rtol=1e-3)
