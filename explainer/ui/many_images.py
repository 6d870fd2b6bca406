"""Cached predictions and hidden vectors for many images, shared by all visitors, as in `caches`."""

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
from explainer.resembling import HiddenVectors, Vectors
from explainer.tracing import Weights
from explainer.turns import COMPUTING
from explainer.ui.keyed import BY_KEY, Learned, Stored

Space = npt.NDArray[Any]
"""Vectors of the test images, `(10000, dimensions)`."""

Answers = npt.NDArray[np.uint8]
PART_IMAGES = 1_000
"""Test images per computation, so that progress can be shown and other visitors do not wait long."""


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs=BY_KEY)
def predictor(config: NetworkConfig) -> Predictor:
    """The batch predictor of an architecture."""
    with COMPUTING.turn():
        return Predictor(config)


def test_accuracy(config: NetworkConfig, weights: Weights) -> float:
    """The accuracy on the 10,000 test images, 0 to 1, of weights that belong to no run yet. Takes seconds."""
    dataset = mnist.load()
    return Evaluation(predictor(config).predictions(dataset.x_test, weights), dataset.y_test).accuracy


@st.cache_resource(max_entries=640, show_spinner=False, hash_funcs=BY_KEY)
def predictions(model: Stored, part: int) -> Predictions:
    """A network's predictions for a part of the test images: 80 kB, computed in 0.1 s for the article's network.

    If the part is already being computed for another visitor, waits for that result.

    Args:
        model: The network, with its weights still in their file.
        part: Index of the part, 0 to 9.

    Raises:
        ExplainerError: If there are no usable weights of that epoch, or no data set.
    """
    # The weights are read for each part: caching them would evict those in use.
    return predictor(model.config).predictions(_test_images(part), model.load().weights)


def predictions_of(config: NetworkConfig, weights: Weights, images: Images) -> Predictions:
    """A network's predictions for a few images, without caching."""
    return predictor(config).predictions(images, weights)


@st.cache_resource(max_entries=1_024, show_spinner=False, hash_funcs=BY_KEY)
def batch_predictions(model: Learned, images: Images) -> Predictions:
    """A network's predictions for a batch of images, such as occluded copies of one image: 10 kB.

    Args:
        images: `(n, 28, 28)`, 0 to 255; at most `predicting.batch_size`.
    """
    return predictor(model.config).predictions(images, model.weights)


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs=BY_KEY)
def class_predictions(model: Learned, images: Images) -> Predictions:
    """A network's predictions for the digits that a class has drawn: 32 kB.

    Args:
        images: `(n, 28, 28)`, 0 to 255; at most `own_digits.MOST`.
    """
    return predictor(model.config).predictions(images, model.weights)


@st.cache_resource(max_entries=512, show_spinner=False, hash_funcs=BY_KEY)
def mistaken(model: Learned, number: int, available: int) -> int | None:
    """Index of a training image that a network misclassifies; see `batches.mistake`.

    Args:
        number: Selects the image: different numbers give different images.
        available: Size of the training set: its images are the first ones of MNIST.
    """
    dataset = mnist.load()

    def is_wrong(indices: batches.Indices) -> npt.NDArray[np.bool_]:
        answers = predictions_of(model.config, model.weights, dataset.x_train[indices]).answers
        return np.asarray(answers != dataset.y_train[indices])

    return batches.mistake(number, available, is_wrong)


@st.cache_resource(max_entries=4_096, show_spinner=False, hash_funcs=BY_KEY)
def withstood(model: Stored, name: str, level: float) -> int:
    """The number of sample images that a network classifies correctly after a distortion.

    Args:
        model: The network, with its weights still in their file.
        name: A key of `DISTORTIONS`.
        level: One of the distortion's levels.

    Raises:
        ExplainerError: If there are no usable weights of that epoch, or no data set.
    """
    dataset = mnist.load()
    images, labels = sample(dataset.x_test, dataset.y_test)
    harder = distorted(images, name, level)
    return Evaluation(predictor(model.config).predictions(harder, model.load().weights), labels).right


@st.cache_resource(max_entries=256, show_spinner=False, hash_funcs=BY_KEY)
def distorted_answers(model: Learned, image: Images) -> Answers:
    """A network's answers for one image at all levels of all `DISTORTIONS`, in order.

    Args:
        image: `(28, 28)`, 0 to 255.
    """
    one = image[np.newaxis]
    harder = [distorted(one, name, level) for name, each in DISTORTIONS.items() for level in each.levels]
    return predictor(model.config).predictions(np.concatenate(harder), model.weights).answers


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs=BY_KEY)
def _hidden(config: NetworkConfig) -> HiddenVectors:
    with COMPUTING.turn():
        return HiddenVectors(config)


@st.cache_resource(max_entries=100, show_spinner=False, hash_funcs=BY_KEY)
def hidden_vectors(model: Learned, part: int) -> Vectors:
    """The inputs of the output layer for a part of the test images: at most 4 MB; the cache holds those of 10 models.

    Args:
        model: A network for which `is_short_enough` holds.
        part: Index of the part, 0 to 9.
    """
    return _hidden(model.config).of(_test_images(part), model.weights)


def all_hidden_vectors(model: Stored) -> Vectors:
    """The inputs of the output layer for all test images, with the weights read again: for jobs that have waited.

    Args:
        model: A network for which `is_short_enough` holds, with its weights still in their file.

    Raises:
        ExplainerError: If the epoch has no usable weights anymore, or the data set is missing.
    """
    learned = model.load()
    return np.concatenate([hidden_vectors(learned, part) for part in range(TEST_IMAGES // PART_IMAGES)])


def _test_images(part: int) -> Images:
    return mnist.load().x_test[_places(part)]


def _places(part: int) -> slice:
    return slice(part * PART_IMAGES, (part + 1) * PART_IMAGES)


@st.cache_resource(max_entries=64, show_spinner=False)
def axes(key: Hashable, _space: Space) -> Axes | str:  # noqa: ARG001
    """The first two principal axes of the test images' vectors: 90 kB.

    Returns:
        The axes; or, if there are none, the reason that `flaw` returns.
    """
    with COMPUTING.turn():
        return flaw(_space) or principal_axes(_space)


@st.cache_resource(max_entries=640, show_spinner=False)
def alike(key: Hashable, part: int, _space: Space) -> float:  # noqa: ARG001
    """The share of nearest neighbors with the same label, 0 to 1, averaged over a part of the test images.

    Args:
        key: Identifies the vectors in the cache.
        part: Index of the part, 0 to 9.
    """
    labels = mnist.load().y_test
    with COMPUTING.turn():
        return float(same_label(_space, labels, _places(part)).mean()) / NEIGHBOURS
