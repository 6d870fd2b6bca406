"""What networks say of many images, kept between reruns and shared by visitors, as by `caches`."""

from __future__ import annotations

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
from explainer.mnist import Images
from explainer.network import NetworkConfig
from explainer.predicting import Predictions, Predictor
from explainer.resembling import HiddenVectors, Vectors
from explainer.tracing import Weights
from explainer.training.models.weights import Checkpoints, load_weights
from explainer.ui.caches import ImageKey, ModelKey, model_key, written

Space = npt.NDArray[Any]
"""Numbers of the test images, `(10000, numbers)`."""

Answers = npt.NDArray[np.uint8]
PART_IMAGES = 1_000
"""Test images that are answered at a time, so that progress can be shown and nobody else waits long."""


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs={NetworkConfig: lambda config: config.fingerprint})
def predictor(config: NetworkConfig) -> Predictor:
    """What answers many images at once for an architecture."""
    return Predictor(config)


def test_accuracy(config: NetworkConfig, weights: Weights) -> float:
    """Measures weights that belong to no run yet on the 10,000 test images, 0 to 1; seconds.

    Args:
        config: The network.
        weights: Its weights.
    """
    dataset = mnist.load()
    return Evaluation(predictor(config).predictions(dataset.x_test, weights), dataset.y_test).accuracy


@st.cache_resource(max_entries=640, show_spinner=False)
def _predictions(key: ModelKey, part: int, _config: NetworkConfig, _source: Checkpoints) -> Predictions:
    # Read anew for each part, some milliseconds: in the cache of weights they would push out those in use.
    images = mnist.load().x_test[part * PART_IMAGES : (part + 1) * PART_IMAGES]
    return predictor(_config).predictions(images, load_weights(_source, key[2]))


def predictions(run: str, epoch: int, part: int, config: NetworkConfig, source: Checkpoints) -> Predictions:
    """What a network says of a part of the test images: 80 kB, after a tenth of a second for the article's network.

    Who asks for a part that is being computed for somebody else waits for that.

    Args:
        run: Whose weights they are; with architecture, epoch and part, the key.
        epoch: After which epoch.
        part: Which part, 0 to 9.
        config: The network.
        source: Where to read its weights.

    Raises:
        ExplainerError: If there are no usable weights of that epoch, or no data set.
    """
    return _predictions((run, config.fingerprint, epoch, written(source, epoch)), part, config, source)


def predictions_of(config: NetworkConfig, weights: Weights, images: Images) -> Predictions:
    """What a network says of a few images, which are not kept.

    Args:
        config: The network.
        weights: Its weights.
        images: `(n, 28, 28)`, 0 to 255.
    """
    return predictor(config).predictions(images, weights)


@st.cache_resource(max_entries=1_024, show_spinner=False)
def _batch_predictions(key: ImageKey, _config: NetworkConfig, _weights: Weights, _images: Images) -> Predictions:  # noqa: ARG001
    return predictor(_config).predictions(_images, _weights)


def batch_predictions(run: str, epoch: int, config: NetworkConfig, weights: Weights, images: Images) -> Predictions:
    """What a network says of a batch of images, such as one image covered here and there: 10 kB.

    Args:
        run: Whose weights they are; with architecture, epoch and the images' bytes, the key.
        epoch: After which epoch.
        config: The network.
        weights: Its weights.
        images: `(n, 28, 28)`, 0 to 255; no more than `predicting.batch_size` says.
    """
    key = (*model_key(run, epoch, config, weights), images.tobytes())
    return _batch_predictions(key, config, weights, images)


@st.cache_resource(max_entries=4_096, show_spinner=False)
def _withstood(key: ModelKey, name: str, level: float, _config: NetworkConfig, _source: Checkpoints) -> int:
    dataset = mnist.load()
    images, labels = sample(dataset.x_test, dataset.y_test)
    harder = distorted(images, name, level)
    return Evaluation(predictor(_config).predictions(harder, load_weights(_source, key[2])), labels).right


def withstood(run: str, epoch: int, name: str, level: float, config: NetworkConfig, source: Checkpoints) -> int:
    """How many images of the sample a network still gets right when they are made harder.

    Args:
        run: Whose weights they are; with architecture, epoch, name and level, the key.
        epoch: After which epoch.
        name: A key of `DISTORTIONS`.
        level: How much.
        config: The network.
        source: Where to read its weights.

    Raises:
        ExplainerError: If there are no usable weights of that epoch, or no data set.
    """
    return _withstood((run, config.fingerprint, epoch, written(source, epoch)), name, level, config, source)


@st.cache_resource(max_entries=256, show_spinner=False)
def _distorted_answers(key: ImageKey, _config: NetworkConfig, _weights: Weights) -> Answers:
    image = np.frombuffer(key[-1], dtype=np.uint8).reshape(1, mnist.IMAGE_SIZE, mnist.IMAGE_SIZE)
    harder = [distorted(image, name, level) for name, each in DISTORTIONS.items() for level in each.levels]
    return predictor(_config).predictions(np.concatenate(harder), _weights).answers


def distorted_answers(run: str, epoch: int, config: NetworkConfig, weights: Weights, image: Images) -> Answers:
    """What a network says of one image at all levels of all `DISTORTIONS`, one after another.

    Args:
        run: Whose weights they are; with architecture, epoch and the image's bytes, the key.
        epoch: After which epoch.
        config: The network.
        weights: Its weights.
        image: `(28, 28)`, 0 to 255.
    """
    return _distorted_answers((*model_key(run, epoch, config, weights), image.tobytes()), config, weights)


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs={NetworkConfig: lambda config: config.fingerprint})
def _hidden(config: NetworkConfig) -> HiddenVectors:
    return HiddenVectors(config)


@st.cache_resource(max_entries=200, show_spinner=False)
def _hidden_vectors(key: ModelKey, part: int, _config: NetworkConfig, _weights: Weights) -> Vectors:  # noqa: ARG001
    return _hidden(_config).of(mnist.load().x_test[part * PART_IMAGES : (part + 1) * PART_IMAGES], _weights)


def hidden_vectors(run: str, epoch: int, part: int, config: NetworkConfig, weights: Weights) -> Vectors:
    """What a network's scores of a part of the test images are made of: 2 MB at most, and of 20 models.

    Args:
        run: Whose weights they are; with architecture, epoch and part, the key.
        epoch: After which epoch.
        part: Which part, 0 to 9.
        config: The network; see `is_short_enough`.
        weights: Its weights.
    """
    return _hidden_vectors(model_key(run, epoch, config, weights), part, config, weights)


def all_hidden_vectors(run: str, epoch: int, config: NetworkConfig, source: Checkpoints) -> Vectors:
    """The same of all test images, with the weights read anew: for what has waited, and kept neither of them.

    Args:
        run: Whose weights they are.
        epoch: After which epoch.
        config: The network; see `is_short_enough`.
        source: Where to read its weights.

    Raises:
        ExplainerError: If there are no usable weights of that epoch any more, or no data set.
    """
    weights = load_weights(source, epoch)
    parts = range(len(mnist.load().x_test) // PART_IMAGES)
    return np.concatenate([hidden_vectors(run, epoch, part, config, weights) for part in parts])


@st.cache_resource(max_entries=64, show_spinner=False)
def _axes(key: Hashable, _space: Space) -> Axes | str:  # noqa: ARG001
    return flaw(_space) or principal_axes(_space)


def axes(key: Hashable, space: Space) -> Axes | str:
    """The two directions in which the test images differ most, or why there are none: 90 kB.

    Args:
        key: What they are taken by.
        space: Their numbers.

    Returns:
        The directions, or what `flaw` finds.
    """
    return _axes(key, space)


@st.cache_resource(max_entries=640, show_spinner=False)
def _alike(key: Hashable, part: int, _space: Space) -> float:  # noqa: ARG001
    chosen = slice(part * PART_IMAGES, (part + 1) * PART_IMAGES)
    return float(same_label(_space, mnist.load().y_test, chosen).mean()) / NEIGHBOURS


def alike(key: Hashable, part: int, space: Space) -> float:
    """Which share of the nearest images have the same label, for a part of the test images, 0 to 1.

    Args:
        key: What they are taken by; with the part, the key.
        part: Which part, 0 to 9.
        space: Their numbers.
    """
    return _alike(key, part, space)
