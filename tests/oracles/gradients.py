"""Gradients by `tf.GradientTape` on a plain Keras model, and what of a step differs from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from explainer.learning.backpropagation import Step
from tests.networks import reference_model

Arrays = Sequence[np.ndarray]


@dataclass(frozen=True, eq=False)
class Taped:
    """What a plain model says of one step.

    Attributes:
        losses: `(images,)`.
        outputs: The gradient of all losses with respect to what each layer returns, after its activation function;
            first of the images. Of the softmax there is none, as in `fit`.
        weights: The gradient of the mean loss with respect to each trainable weight, in Keras's order.
    """

    losses: np.ndarray
    outputs: Arrays
    weights: Arrays


class _Masked(keras.Layer):  # type: ignore[misc]
    """Dropout whose chance is known."""

    def __init__(self, mask: np.ndarray, rate: float) -> None:
        super().__init__()
        self._factor = mask / (1 - rate)

    def call(self, inputs: Any) -> Any:
        return inputs * self._factor


def taped(step: Step, arrays: Arrays) -> Taped:
    """Computes a step again.

    Args:
        arrays: The weights, as `keras.Model.set_weights` takes them.
    """
    model = reference_model(step.config)
    model.set_weights(arrays)
    masks = iter(step.batch.masks.values())
    with tf.GradientTape() as tape:
        numbers = tf.constant(step.batch.images)
        tape.watch(numbers)
        outputs = [numbers]
        *layers, last = model.layers
        for layer in layers:
            if isinstance(layer, keras.layers.Dropout):
                numbers = _Masked(next(masks), layer.rate)(numbers)
            else:
                numbers = layer(numbers, training=True)
            outputs.append(numbers)
        logits = numbers @ last.kernel + last.bias
        losses = keras.losses.sparse_categorical_crossentropy(step.batch.labels, logits, from_logits=True)
        total = tf.reduce_sum(losses)
    sources = [*outputs, *model.trainable_variables]
    found = [one.numpy() for one in tape.gradient(total, sources, unconnected_gradients=tf.UnconnectedGradients.ZERO)]
    count = len(outputs)
    return Taped(losses.numpy(), found[:count], [one / len(step.batch) for one in found[count:]])


def largest(arrays: Arrays) -> float:
    """The largest number without its sign."""
    return max((float(np.abs(array).max()) for array in arrays), default=0.0)


BLUR = 1e-6
"""By which share weights differ in a step that is as good as another one in `float32`."""
ROUNDING = 2e-6
"""Which share of all parts without their signs `float32` may lose where they cancel out."""


def blurred(arrays: Arrays, generator: np.random.Generator) -> list[np.ndarray]:
    """Weights that differ in their last digits alone."""
    return [(array * (1 + BLUR * generator.uniform(-1, 1, array.shape))).astype(array.dtype) for array in arrays]


def is_close(actual: np.ndarray, expected: np.ndarray, scale: float, nearby: Arrays, cancelled: float = 0.0) -> bool:
    """Whether arrays are equal but for `float32`.

    Args:
        scale: The largest of such gradients.
        nearby: The gradients with weights that differ in their last digits: what that changes, `float32` does not know.
            A number next to the bend of a function, or to another one of a window, changes sides by that.
        cancelled: The largest sum of parts without their signs. Batch normalization takes away a bias before it, so
            that the parts of its gradient cancel out, and rounding alone is left.
    """
    blur = 4 * largest([actual - other for other in nearby]) + ROUNDING * cancelled
    tolerance = 2e-5 * float(np.abs(expected).max()) + 1e-7 * scale + blur
    return actual.shape == expected.shape and np.allclose(actual, expected, rtol=1e-4, atol=tolerance)


def faults_of(step: Step, expected: Taped, nearby: Sequence[Step] = ()) -> Iterator[str]:
    """Says which gradients differ from those of a plain model.

    Args:
        nearby: The same step with weights that differ in their last digits, perhaps several times.
    """
    if not np.allclose(step.losses, expected.losses, rtol=1e-4, atol=1e-5):
        yield f"losses: {step.losses} instead of {expected.losses}"
    # The last stage of each layer gives what Keras's layer returns.
    last_stages = {stage.layer: stage.name for stage in step.config.stages[:-2]}
    for stage, gradient in zip(last_stages.values(), expected.outputs, strict=True):
        if not is_close(
            step.gradients[stage], gradient, largest(expected.outputs), [other.gradients[stage] for other in nearby]
        ):
            yield f"gradients of {stage}"
    names = [
        (stage.name, role)
        for stage in step.config.stages
        for role in stage.settings.roles
        if role not in stage.settings.non_trainable_roles
    ]
    for (name, role), gradient in zip(names, expected.weights, strict=True):
        own, *others = (one.weight_gradients[name][role] for one in (step, *nearby))
        cancelled = _cancelled(step, name) if own.ndim == 1 else 0.0
        if not is_close(own, gradient, largest(expected.weights), others, cancelled):
            yield f"gradient of the {role} of {name}"


def sum_faults(step: Step, generator: np.random.Generator, count: int, nearby: Sequence[Step] = ()) -> Iterator[str]:
    """Draws numbers of a step, and says which are not the sum of their parts.

    Args:
        count: How many numbers of each stage, of its inputs and of its weights.
        nearby: As in `faults_of`.
    """
    scale = largest([array for layer in step.weight_gradients.values() for array in layer.values()])
    for stage in step.config.stages[1:-1]:
        gradients = step.gradients[step.stage_before(stage).name]
        before = step.stage_before(stage).name
        blur = 4 * largest([gradients - other.gradients[before] for other in nearby])
        tolerance = 2e-5 * max(float(np.abs(gradients).max()), 1e-6) + blur
        for _ in range(count):
            index = drawn(generator, gradients.shape)
            terms = step.gradient_parts(stage, index).terms
            total = terms.sum()
            if not np.isclose(total, gradients[index], rtol=1e-4, atol=tolerance + ROUNDING * np.abs(terms).sum()):
                yield f"{stage.name} {index}: {total} instead of {gradients[index]}"
        for role in stage.settings.roles:
            if role not in stage.settings.non_trainable_roles:
                array = step.weight_gradients[stage.name][role]
                index = drawn(generator, array.shape)
                total = step.pulls(stage, role, index).mean()
                blur = 4 * largest([array - other.weight_gradients[stage.name][role] for other in nearby])
                tolerance = 2e-5 * float(np.abs(array).max()) + 1e-6 * scale + blur
                tolerance += ROUNDING * _cancelled(step, stage.name) if array.ndim == 1 else 0
                if not np.isclose(total, array[index], rtol=1e-4, atol=tolerance):
                    yield f"{stage.name} {role} {index}: {total} instead of {array[index]}"


def _cancelled(step: Step, stage: str) -> float:
    """The largest sum over a map's places of the gradients there without their signs, for the mean of the images."""
    gradients = np.abs(step.gradients[stage]).reshape(-1, step.gradients[stage].shape[-1])
    return float(gradients.sum(axis=0, dtype=np.float64).max()) / len(step.batch)


def drawn(generator: np.random.Generator, shape: Sequence[int]) -> tuple[int, ...]:
    """A place in an array."""
    return tuple(int(generator.integers(size)) for size in shape)
