"""What a network takes for alike: the numbers are Keras's, and the nearest are the nearest."""

import numpy as np
from scipy.spatial.distance import cdist

from explainer import mnist
from explainer.network import network
from explainer.similar_images import FeatureVectors, feature_vector, is_short_enough, nearest
from explainer.training.models.bundle import load_bundle
from explainer.training.models.weights import load_weights
from tests.networks import tracer_of


def test_the_vectors_are_what_the_scores_are_made_of() -> None:
    bundle, images = load_bundle(), mnist.load().x_test[:60]
    weights, tracer = load_weights(bundle), tracer_of(bundle.config)
    found = FeatureVectors(bundle.config).of(images, weights)
    expected = np.array([feature_vector(tracer.trace(mnist.scale(image), weights)) for image in images])
    assert found.shape == (60, 128)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5)
    order = cdist(expected[:1], expected)[0].argsort(kind="stable")[:5]
    assert nearest(found, expected[0], 5).tolist() == order.tolist()


def test_too_many_numbers_are_not_kept() -> None:
    assert is_short_enough(load_bundle().config)
    assert not is_short_enough(network("c16"))
