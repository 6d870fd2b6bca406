"""What stages are said to compute, by their words alone in NumPy, against what Keras returned."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import keras
import numpy as np
from numpy.typing import NDArray

from explainer.network import Stage
from tests.oracles.claims_network import SIDE, Truth
from tests.oracles.layers import convolution

Array = NDArray[np.float64]
Meaning = Callable[[Truth, Stage], bool]
SLACK = 2e-4
"""Of the largest number: what float32 makes of sums of some thousand terms."""
FACTOR = 0.2
"""What leaky ReLU is said to multiply negative numbers by."""


def _before(truth: Truth, stage: Stage) -> Array:
    stages = truth.config.stages
    return truth.outputs(stages[stages.index(stage) - 1]).astype(np.float64)


def _is(truth: Truth, stage: Stage, expected: Array) -> bool:
    """Whether Keras returned these numbers for the first images."""
    returned = truth.outputs(stage)[: len(expected)]
    return bool(np.abs(returned - expected).max() <= SLACK * max(1.0, np.abs(expected).max()))


def _function(of: Callable[[Array], Array]) -> Meaning:
    """One number at a time."""
    return lambda truth, stage: _is(truth, stage, of(_before(truth, stage)))


def _sigmoid(values: Array) -> Array:
    return 1 / (1 + np.exp(-values))


_unchanged = _function(lambda values: values)
_relu = _function(lambda values: np.where(values > 0, values, 0))
_leaky = _function(lambda values: np.where(values < 0, FACTOR * values, values))
_tanh = _function(np.tanh)


def _sigmoid_at_half(truth: Truth, stage: Stage) -> bool:
    return _function(_sigmoid)(truth, stage) and float(keras.activations.get(stage.activation)(np.zeros(1))[0]) == 0.5


def _from_black_to_white(truth: Truth, stage: Stage) -> bool:
    numbers = truth.outputs(stage)
    return numbers.shape[1:3] == (SIDE, SIDE) and 0 <= numbers.min() <= numbers.max() <= 1


def _row_of_all(truth: Truth, stage: Stage) -> bool:
    """(row, column, channel) becomes one index."""
    before = _before(truth, stage)
    _, rows, columns, channels = before.shape
    places = [(row, column, channel) for row in range(rows) for column in range(columns) for channel in range(channels)]
    return _is(truth, stage, np.stack([before[:, row, column, channel] for row, column, channel in places], axis=1))


def _map_means(truth: Truth, stage: Stage) -> bool:
    before = _before(truth, stage)
    return _is(truth, stage, before.sum(axis=(1, 2)) / (before.shape[1] * before.shape[2]))


def _weighed_and_added(truth: Truth, stage: Stage) -> bool:
    kernel, bias = _weights(truth, stage)
    before = _before(truth, stage)
    return _is(truth, stage, before.reshape(len(before), -1) @ kernel + bias)


def _window_on_all_maps(truth: Truth, stage: Stage) -> bool:
    kernel, bias = _weights(truth, stage)
    return _convolved(truth, stage, kernel, bias)


def _window_on_each_map(truth: Truth, stage: Stage) -> bool:
    """As a convolution whose other weights are 0."""
    kernel, bias = _weights(truth, stage)
    size, _, channels, multiplier = kernel.shape
    whole = np.zeros((size, size, channels, channels * multiplier))
    for channel in range(channels):
        whole[:, :, channel, channel * multiplier : (channel + 1) * multiplier] = kernel[:, :, channel]
    return _convolved(truth, stage, whole, bias)


def _convolved(truth: Truth, stage: Stage, kernel: Array, bias: Array) -> bool:
    _, strides, padding = truth.window(stage)
    return _is(truth, stage, convolution(_before(truth, stage)[0], kernel, bias, strides, padding)[np.newaxis])


def _by_moving_numbers(truth: Truth, stage: Stage) -> bool:
    gamma, beta, mean, variance = _weights(truth, stage)
    return _is(truth, stage, (_before(truth, stage) - mean) / np.sqrt(variance + _small(truth, stage)) * gamma + beta)


def _by_numbers_of_the_place(truth: Truth, stage: Stage) -> bool:
    gamma, beta = _weights(truth, stage)
    before = _before(truth, stage)
    mean, variance = before.mean(axis=-1, keepdims=True), before.var(axis=-1, keepdims=True)
    return _is(truth, stage, (before - mean) / np.sqrt(variance + _small(truth, stage)) * gamma + beta)


def _shares(truth: Truth, stage: Stage) -> bool:
    before = _before(truth, stage)
    powers = np.exp(before - before.max(axis=1, keepdims=True))
    shares = powers / powers.sum(axis=1, keepdims=True)
    return _is(truth, stage, shares) and bool(np.abs(truth.outputs(stage).sum(axis=1) - 1).max() <= SLACK)


def _drops_while_training(truth: Truth, stage: Stage) -> bool:
    """Answering, nothing changes; training, a number is 0 or larger than it was."""
    tried = np.asarray(truth.layer(stage)(np.ones((1, 1_000), np.float32), training=True))
    return _unchanged(truth, stage) and bool(((tried == 0) | (tried > 1)).all())


def _weights(truth: Truth, stage: Stage) -> list[Array]:
    return [weights.astype(np.float64) for weights in truth.layer(stage).get_weights()]


def _small(truth: Truth, stage: Stage) -> float:
    return float(truth.layer(stage).epsilon)


MEANINGS: Mapping[str, Meaning] = MappingProxyType(
    {
        "stage.input.title": _from_black_to_white,
        "stage.input.what": _from_black_to_white,
        "stage.conv2d_many.title": _window_on_all_maps,
        "stage.conv2d_many.what": _window_on_all_maps,
        "stage.depthwise_conv2d.title": _window_on_each_map,
        "stage.depthwise_conv2d.what": _window_on_each_map,
        "stage.batch_normalization.title": _by_moving_numbers,
        "stage.batch_normalization.what": _by_moving_numbers,
        "stage.layer_normalization.title": _by_numbers_of_the_place,
        "stage.layer_normalization.what": _by_numbers_of_the_place,
        "stage.relu.title": _relu,
        "stage.relu.what": _relu,
        "stage.leaky_relu.title": _leaky,
        "stage.leaky_relu.what": _leaky,
        "stage.tanh.title": _tanh,
        "stage.tanh.what": _tanh,
        "stage.sigmoid.title": _sigmoid_at_half,
        "stage.sigmoid.what": _sigmoid_at_half,
        "stage.linear.title": _unchanged,
        "stage.linear.what": _unchanged,
        "stage.dropout.title": _drops_while_training,
        "stage.dropout.what": _drops_while_training,
        "stage.flatten.what": _row_of_all,
        "stage.dense.title": _weighed_and_added,
        "stage.dense.what": _weighed_and_added,
        "stage.logits.title": _weighed_and_added,
        "stage.logits.what": _weighed_and_added,
        "stage.softmax.title": _shares,
        "stage.softmax.what": _shares,
        "component.overview.sentence_input": _from_black_to_white,
        "component.overview.sentence_conv2d_many": _window_on_all_maps,
        "component.overview.sentence_depthwise_conv2d": _window_on_each_map,
        "component.overview.sentence_linear": _unchanged,
        "component.overview.sentence_relu": _relu,
        "component.overview.sentence_leaky_relu": _leaky,
        "component.overview.sentence_tanh": _tanh,
        "component.overview.sentence_sigmoid": _sigmoid_at_half,
        "component.overview.sentence_batch_normalization": _by_moving_numbers,
        "component.overview.sentence_layer_normalization": _by_numbers_of_the_place,
        "component.overview.sentence_flatten": _row_of_all,
        "component.overview.sentence_global_average_pooling2d": _map_means,
        "component.overview.sentence_softmax": _shares,
    }
)
"""By the sentence's id: whether Keras does with any numbers what the sentence says."""
