"""Caches of predictions and vectors for many images, shared by all visitors, like those of `caches`."""

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
from explainer.ui.model_keys import BY_KEY, Learned, Stored

Space = npt.NDArray[Any]
"""Numbers of the test images, `(10000, numbers)`."""

Answers = npt.NDArray[np.uint8]
PART_IMAGES = 1_000
"""The number of test images per computation, so that progress can be shown and other visitors get their turns."""


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs=BY_KEY)
def predictor(config: NetworkConfig) -> Predictor:
    """The compiled model that predicts many images at once, for an architecture."""
    with COMPUTING.turn():
        return Predictor(config)


def test_accuracy(config: NetworkConfig, weights: Weights) -> float:
    """The accuracy on the 10,000 test images, 0 to 1, of weights that belong to no run; takes seconds."""
    dataset = mnist.load()
    return Evaluation(predictor(config).predictions(dataset.x_test, weights), dataset.y_test).accuracy


@st.cache_resource(max_entries=640, show_spinner=False, hash_funcs=BY_KEY)
def predictions(model: Stored, part: int) -> Predictions:
    """A network's predictions for a tenth of the test images: 80 kB; the article's network takes a tenth of a second.

    If the same part is being computed for another visitor, the call waits for that result.

    Args:
        part: The number of the part, 0 to 9.

    Raises:
        ExplainerError: If there are no usable weights of that epoch, or no data set.
    """
    # Weights are read again for each part: in the cache of weights, they would evict those in use.
    return predictor(model.config).predictions(_test_images(part), model.load().weights)


def predictions_of(config: NetworkConfig, weights: Weights, images: Images) -> Predictions:
    """A network's predictions for a few images, without a cache."""
    return predictor(config).predictions(images, weights)


@st.cache_resource(max_entries=1_024, show_spinner=False, hash_funcs=BY_KEY)
def batch_predictions(model: Learned, images: Images) -> Predictions:
    """A network's predictions for a batch of images, such as occluded copies of one image: 10 kB.

    Args:
        images: `(n, 28, 28)`, 0 to 255; at most `predicting.batch_size` images.
    """
    return predictor(model.config).predictions(images, model.weights)


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs=BY_KEY)
def class_predictions(model: Learned, images: Images) -> Predictions:
    """A network's predictions for a class's digits: 32 kB.

    Args:
        images: `(n, 28, 28)`, 0 to 255; at most `own_digits.MOST`.
    """
    return predictor(model.config).predictions(images, model.weights)


@st.cache_resource(max_entries=512, show_spinner=False, hash_funcs=BY_KEY)
def misclassified_image(model: Learned, number: int, available: int) -> int | None:
    """The index of a training image that a network gets wrong; see `batches.mistake`.

    Args:
        number: Chooses among several such images.
        available: The number of training images, from the first one, that the run uses.
    """
    dataset = mnist.load()

    def is_wrong(indices: batches.Indices) -> npt.NDArray[np.bool_]:
        answers = predictions_of(model.config, model.weights, dataset.x_train[indices]).answers
        return np.asarray(answers != dataset.y_train[indices])

    return batches.mistake(number, available, is_wrong)


@st.cache_resource(max_entries=4_096, show_spinner=False, hash_funcs=BY_KEY)
def right_when_distorted(model: Stored, name: str, level: float) -> int:
    """The number of images of the sample that a network still gets right when they are distorted.

    Args:
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
    """A network's answers for one image at all levels of all `DISTORTIONS`, in order.

    Args:
        image: `(28, 28)`, 0 to 255.
    """
    one = image[np.newaxis]
    harder = [distorted(one, name, level) for name, each in DISTORTIONS.items() for level in each.levels]
    return predictor(model.config).predictions(np.concatenate(harder), model.weights).answers


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs=BY_KEY)
def _feature_model(config: NetworkConfig) -> FeatureVectors:
    with COMPUTING.turn():
        return FeatureVectors(config)


@st.cache_resource(max_entries=100, show_spinner=False, hash_funcs=BY_KEY)
def feature_vectors(model: Learned, part: int) -> Vectors:
    """The feature vectors of a tenth of the test images: at most 4 MB; the cache holds 10 models.

    Args:
        model: Its vectors must be short, see `is_short_enough`.
        part: The number of the part, 0 to 9.
    """
    return _feature_model(model.config).of(_test_images(part), model.weights)


def all_feature_vectors(model: Stored) -> Vectors:
    """The feature vectors of all test images, for background jobs that hold no weights while they wait.

    Raises:
        ExplainerError: If the weights no longer exist, or the data set cannot be read.
    """
    learned = model.load()
    return np.concatenate([feature_vectors(learned, part) for part in range(TEST_IMAGES // PART_IMAGES)])


def _test_images(part: int) -> Images:
    return mnist.load().x_test[_places(part)]


def _places(part: int) -> slice:
    return slice(part * PART_IMAGES, (part + 1) * PART_IMAGES)


@st.cache_resource(max_entries=64, show_spinner=False)
def axes(key: Hashable, _space: Space) -> Axes | str:  # noqa: ARG001
    """The two principal axes of the test images' vectors (90 kB), or the reason of `flaw` why there are none."""
    with COMPUTING.turn():
        return flaw(_space) or principal_axes(_space)


@st.cache_resource(max_entries=640, show_spinner=False)
def neighbour_agreement(key: Hashable, part: int, _space: Space) -> float:  # noqa: ARG001
    """The share of nearest neighbours with the same label, for a tenth of the test images, 0 to 1.

    Args:
        key: Identifies the vectors.
        part: The number of the part, 0 to 9.
    """
    labels = mnist.load().y_test
    with COMPUTING.turn():
        return float(same_label(_space, labels, _places(part)).mean()) / NEIGHBOURS
