"""Gradients against `tf.GradientTape` on a plain Keras model, and against the sums in NumPy that explain them."""

from __future__ import annotations

from functools import cache

import keras
import numpy as np
import pytest
import tensorflow as tf

from explainer.learning.backpropagation import Backpropagation, Step, batch_of
from explainer.mnist import Dataset
from explainer.network import NetworkConfig
from explainer.network.kinds import KINDS
from explainer.tracing import as_weights
from tests.networks import NETWORKS, ODD, random_arrays, reference_model

IMAGES = 4
KINDS_IN_ODD = {stage.kind for config in ODD.values() for stage in config.stages}


class Masked(keras.Layer):  # type: ignore[misc]
    """Dropout whose chance is known."""

    def __init__(self, mask: np.ndarray, rate: float) -> None:
        super().__init__()
        self._factor = mask / (1 - rate)

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        return inputs * self._factor


@cache
def weights_of(config: NetworkConfig) -> list[np.ndarray]:
    return random_arrays(reference_model(config), seed=5)


def step_of(config: NetworkConfig, dataset: Dataset, images: int = IMAGES) -> Step:
    batch = batch_of(config, dataset.x_train[:images] / 255, dataset.y_train[:images].tolist(), seed=3)
    return Backpropagation(config).step(batch, as_weights(config, weights_of(config)))


def taped(step: Step) -> tuple[np.ndarray, list[np.ndarray], list[np.ndarray]]:
    """Loss, gradients of the layers' outputs and of the weights, by a plain Keras model.

    The layers' outputs are those after their activation function; of the softmax there is none, as in `fit`.
    """
    model = reference_model(step.config)
    model.set_weights(weights_of(step.config))
    masks = iter(step.batch.masks.values())
    with tf.GradientTape() as tape:
        numbers = tf.constant(step.batch.images)
        tape.watch(numbers)
        outputs = [numbers]
        *layers, last = model.layers
        for layer in layers:
            stand_in = Masked(next(masks), layer.rate) if isinstance(layer, keras.layers.Dropout) else layer
            numbers = stand_in(numbers, training=True) if stand_in is layer else stand_in(numbers)
            outputs.append(numbers)
        logits = numbers @ last.kernel + last.bias
        losses = keras.losses.sparse_categorical_crossentropy(step.batch.labels, logits, from_logits=True)
        total = tf.reduce_sum(losses)
    kernels = model.trainable_variables
    found = tape.gradient(total, [*outputs, *kernels], unconnected_gradients=tf.UnconnectedGradients.ZERO)
    return (
        losses.numpy(),
        [one.numpy() for one in found[: len(outputs)]],
        [one.numpy() / len(step.batch) for one in found[len(outputs) :]],
    )


def assert_close(actual: np.ndarray, expected: np.ndarray, scale: float) -> None:
    """Equal but for float32: batch normalization takes away a bias before it, whose gradient is rounding alone."""
    assert actual.shape == expected.shape
    np.testing.assert_allclose(actual, expected, rtol=1e-4, atol=2e-5 * np.abs(expected).max() + 1e-7 * scale)


def largest(arrays: list[np.ndarray]) -> float:
    return max(float(np.abs(array).max()) for array in arrays)


@pytest.mark.parametrize("name", NETWORKS)
def test_gradients_are_those_of_a_plain_model(name: str, dataset: Dataset) -> None:
    step = step_of(NETWORKS[name], dataset)
    losses, outputs, weights = taped(step)
    np.testing.assert_allclose(step.losses, losses, rtol=1e-4, atol=1e-5)
    assert step.loss == pytest.approx(losses.mean(), rel=1e-4)
    # The last stage of each layer gives what Keras's layer returns.
    last_stages = {stage.layer: stage.name for stage in step.config.stages[:-2]}
    for stage, expected in zip(last_stages.values(), outputs, strict=True):
        assert_close(step.gradients[stage], expected, largest(outputs))
    trainable = [
        step.weight_gradients[stage.name][role]
        for stage in step.config.stages
        for role in stage.settings.roles
        if role not in stage.settings.non_trainable_roles
    ]
    for actual, expected in zip(trainable, weights, strict=True):
        assert_close(actual, expected, largest(weights))


@pytest.mark.parametrize("name", ODD)
def test_the_parts_of_a_gradient_add_up_to_it(name: str, dataset: Dataset) -> None:
    step = step_of(ODD[name], dataset)
    random = np.random.default_rng(1)
    for stage in step.config.stages[1:-1]:
        gradients = step.gradients[step.stage_before(stage).name]
        scale = max(float(np.abs(gradients).max()), 1e-6)
        for _ in range(12):
            index = tuple(int(random.integers(size)) for size in gradients.shape)
            parts = step.gradient_parts(stage, index)
            np.testing.assert_allclose(parts.terms, parts.values * parts.factors)
            assert parts.terms.sum() == pytest.approx(float(gradients[index]), rel=1e-4, abs=2e-5 * scale)
            for place in range(len(parts.terms)):
                origin = parts.origin(place)
                if origin is not None:
                    assert parts.values[place] == pytest.approx(float(step.gradients[stage.name][(index[0], *origin)]))


@pytest.mark.parametrize("name", ODD)
def test_the_images_pull_a_weight_to_the_gradient_that_is_used(name: str, dataset: Dataset) -> None:
    step = step_of(ODD[name], dataset)
    random = np.random.default_rng(2)
    for stage in step.config.stages:
        for role in stage.settings.roles:
            if role in stage.settings.non_trainable_roles:
                with pytest.raises(ValueError, match="Expected a trainable weight"):
                    step.pulls(stage, role, (0,))
                continue
            gradients = step.weight_gradients[stage.name][role]
            scale = largest([array for layer in step.weight_gradients.values() for array in layer.values()])
            for _ in range(4):
                index = tuple(int(random.integers(size)) for size in gradients.shape)
                pulls = step.pulls(stage, role, index)
                assert pulls.shape == (IMAGES,)
                assert pulls.mean() == pytest.approx(float(gradients[index]), rel=1e-4, abs=2e-5 * scale)


def test_the_odd_networks_have_every_kind() -> None:
    assert set(KINDS) == KINDS_IN_ODD


def test_a_batch_of_one_and_a_shut_gate(dataset: Dataset) -> None:
    config = ODD["three_blocks_dropout"]
    step = step_of(config, dataset, images=1)
    assert step.losses.shape == (1,)
    for stage in config.stages:
        if stage.kind == "activation":
            before = step.outputs[step.stage_before(stage).name]
            assert step.blocked(stage) == pytest.approx(np.mean(before <= 0))
            shut = step.gradients[step.stage_before(stage).name][before <= 0]
            assert not shut.any()


def test_softmax_and_cross_entropy_give_probability_less_label(dataset: Dataset) -> None:
    step = step_of(ODD["normalized"], dataset)
    one_hot = np.eye(10, dtype=np.float32)[step.batch.labels]
    np.testing.assert_allclose(step.gradients["logits"], step.probabilities - one_hot, atol=1e-6)


def test_masks_follow_the_seed(dataset: Dataset) -> None:
    config = ODD["three_blocks_dropout"]
    first, again, other = (batch_of(config, dataset.x_train[:2] / 255, [5, 0], seed) for seed in (1, 1, 2))
    for name, mask in first.masks.items():
        np.testing.assert_array_equal(mask, again.masks[name])
    assert any((mask != other.masks[name]).any() for name, mask in first.masks.items())
