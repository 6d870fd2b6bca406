"""What networks say of many images, kept between reruns and shared by visitors, as by `caches`."""

from collections.abc import Hashable
from typing import Any

import numpy as np
import numpy.typing as npt
import streamlit as st

from explainer import mnist
from explainer.embedding.axes import Axes, flaw, principal_axes
from explainer.embedding.neighbours import NEIGHBOURS, same_label
from explainer.evaluation.distorting import DISTORTIONS, distorted, sample
from explainer.evaluation.scores import Evaluation
from explainer.learning import batches
from explainer.mnist import TEST_IMAGES, Images
from explainer.network import NetworkConfig
from explainer.predicting import Predictions, Predictor
from explainer.similar_images import FeatureVectors, Vectors
from explainer.tracing import Weights
from explainer.turns import COMPUTING
from explainer.ui.keyed import BY_KEY, Learned, Stored

Space = npt.NDArray[Any]
"""Numbers of the test images, `(10000, numbers)`."""

Answers = npt.NDArray[np.uint8]
PART_IMAGES = 1_000
"""Test images that are answered at a time, so that progress can be shown and nobody else waits long."""


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs=BY_KEY)
def predictor(config: NetworkConfig) -> Predictor:
    """What answers many images at once for an architecture."""
    with COMPUTING.turn():
        return Predictor(config)


def test_accuracy(config: NetworkConfig, weights: Weights) -> float:
    """Measures weights that belong to no run yet on the 10,000 test images, 0 to 1; seconds."""
    dataset = mnist.load()
    return Evaluation(predictor(config).predictions(dataset.x_test, weights), dataset.y_test).accuracy


@st.cache_resource(max_entries=640, show_spinner=False, hash_funcs=BY_KEY)
def predictions(model: Stored, part: int) -> Predictions:
    """What a network says of a part of the test images: 80 kB, after a tenth of a second for the article's network.

    Who asks for a part that is being computed for somebody else waits for that.

    Args:
        model: The network, and where to read its weights.
        part: Which part, 0 to 9.

    Raises:
        ExplainerError: If there are no usable weights of that epoch, or no data set.
    """
    # Weights are read anew for each part: in the cache of weights they would push out those in use.
    return predictor(model.config).predictions(_test_images(part), model.load().weights)


def predictions_of(config: NetworkConfig, weights: Weights, images: Images) -> Predictions:
    """What a network says of a few images, which are not kept."""
    return predictor(config).predictions(images, weights)


@st.cache_resource(max_entries=1_024, show_spinner=False, hash_funcs=BY_KEY)
def batch_predictions(model: Learned, images: Images) -> Predictions:
    """What a network says of a batch of images, such as one image covered here and there: 10 kB.

    Args:
        images: `(n, 28, 28)`, 0 to 255; no more than `predicting.batch_size` says.
    """
    return predictor(model.config).predictions(images, model.weights)


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs=BY_KEY)
def class_predictions(model: Learned, images: Images) -> Predictions:
    """What a network says of the digits of a class, kept for all who look at them: 32 kB.

    Args:
        model: The network and its weights.
        images: `(n, 28, 28)`, 0 to 255; at most `own_digits.MOST`.
    """
    return predictor(model.config).predictions(images, model.weights)


@st.cache_resource(max_entries=512, show_spinner=False, hash_funcs=BY_KEY)
def mistaken(model: Learned, number: int, available: int) -> int | None:
    """A training image that a network gets wrong; see `batches.mistake`.

    Args:
        number: Another number gives another image.
        available: The first so many training images are learned from.
    """
    dataset = mnist.load()

    def is_wrong(indices: batches.Indices) -> npt.NDArray[np.bool_]:
        answers = predictions_of(model.config, model.weights, dataset.x_train[indices]).answers
        return np.asarray(answers != dataset.y_train[indices])

    return batches.mistake(number, available, is_wrong)


@st.cache_resource(max_entries=4_096, show_spinner=False, hash_funcs=BY_KEY)
def withstood(model: Stored, name: str, level: float) -> int:
    """How many images of the sample a network still gets right when they are made harder.

    Args:
        model: The network, and where to read its weights.
        name: A key of `DISTORTIONS`.

    Raises:
        ExplainerError: If there are no usable weights of that epoch, or no data set.
    """
    dataset = mnist.load()
    images, labels = sample(dataset.x_test, dataset.y_test)
    harder = distorted(images, name, level)
    return Evaluation(predictor(model.config).predictions(harder, model.load().weights), labels).right


@st.cache_resource(max_entries=256, show_spinner=False, hash_funcs=BY_KEY)
def distorted_answers(model: Learned, image: Images) -> Answers:
    """What a network says of one image at all levels of all `DISTORTIONS`, one after another.

    Args:
        image: `(28, 28)`, 0 to 255.
    """
    one = image[np.newaxis]
    harder = [distorted(one, name, level) for name, each in DISTORTIONS.items() for level in each.levels]
    return predictor(model.config).predictions(np.concatenate(harder), model.weights).answers


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs=BY_KEY)
def _hidden(config: NetworkConfig) -> FeatureVectors:
    with COMPUTING.turn():
        return FeatureVectors(config)


@st.cache_resource(max_entries=100, show_spinner=False, hash_funcs=BY_KEY)
def feature_vectors(model: Learned, part: int) -> Vectors:
    """What a network's scores of a part of the test images are made of: 4 MB at most, and of 10 models.

    Args:
        model: The network, see `is_short_enough`, and its weights.
        part: Which part, 0 to 9.
    """
    return _hidden(model.config).of(_test_images(part), model.weights)


def all_feature_vectors(model: Stored) -> Vectors:
    """The same of all test images, with the weights read anew: for what has waited, and kept neither of them.

    Args:
        model: The network, see `is_short_enough`, and where to read its weights.

    Raises:
        ExplainerError: If there are no usable weights of that epoch any more, or no data set.
    """
    learned = model.load()
    return np.concatenate([feature_vectors(learned, part) for part in range(TEST_IMAGES // PART_IMAGES)])


def _test_images(part: int) -> Images:
    return mnist.load().x_test[_places(part)]


def _places(part: int) -> slice:
    return slice(part * PART_IMAGES, (part + 1) * PART_IMAGES)


@st.cache_resource(max_entries=64, show_spinner=False)
def axes(key: Hashable, _space: Space) -> Axes | str:  # noqa: ARG001
    """The two directions in which the test images differ most, or why there are none: 90 kB.

    Args:
        _space: Their numbers.

    Returns:
        The directions, or what `flaw` finds.
    """
    with COMPUTING.turn():
        return flaw(_space) or principal_axes(_space)


@st.cache_resource(max_entries=640, show_spinner=False)
def alike(key: Hashable, part: int, _space: Space) -> float:  # noqa: ARG001
    """Which share of the nearest images have the same label, for a part of the test images, 0 to 1.

    Args:
        key: What they are taken by; with the part, the key.
        part: Which part, 0 to 9.
        _space: Their numbers.
    """
    labels = mnist.load().y_test
    with COMPUTING.turn():
        return float(same_label(_space, labels, _places(part)).mean()) / NEIGHBOURS
