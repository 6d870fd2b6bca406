"""Gradients by `tf.GradientTape` on a plain Keras model, and what of a step differs from them.

In `float64`, rounding is so small that whatever differs is wrong. In `float32`, a gradient may be off by as much as
TensorFlow's own one, since both are the same sums in another order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import keras
import numpy as np
import tensorflow as tf

from explainer.learning.backpropagation import Backpropagation, Batch, Step
from explainer.network import NetworkConfig, Stage
from explainer.tracing import as_weights
from tests.networks import reference_model

Arrays = Sequence[np.ndarray]

EXACT = 1e-7
"""By which share of the largest number `float64` may differ: TensorFlow keeps LeakyReLU's slope, 0.2, as `float32`."""
CANCELLED = 1e-12
"""The same of the step's largest gradient, for gradients that are 0 because their parts cancel out: such is that of a
bias before batch normalization, which takes every mean away."""
AS_EXACT = 8
"""A `float32` error may be so many times TensorFlow's own. Errors of sums in another order have the same size, but the
largest of a small array may happen to be small."""
BENT = {"relu", "leaky_relu"}


@dataclass(frozen=True, eq=False)
class Taped:
    """What a plain model says of one step.

    Attributes:
        losses: `(images,)`.
        values: First the images, then what each layer returns, after its activation function; at last the logits.
        outputs: The gradient of all losses with respect to these.
        weights: The gradient of the mean loss with respect to each trainable weight, in Keras's order.
    """

    losses: np.ndarray
    values: Arrays
    outputs: Arrays
    weights: Arrays


class Comparison:
    """One network's steps beside those of a plain Keras model.

    Args:
        arrays: The weights, as `keras.Model.set_weights` takes them.
    """

    def __init__(self, config: NetworkConfig, arrays: Arrays) -> None:
        self._arrays, self._weights = arrays, as_weights(config, arrays)
        self._rounded, self._exact = Backpropagation(config), Backpropagation(config, tf.float64)

    def faults(self, batch: Batch, generator: np.random.Generator, count: int) -> list[str] | None:
        """Says which gradients of a step differ from the plain model's, and which from the sum of their parts.

        Args:
            count: How many sums are drawn of each stage, of its inputs and of its weights.

        Returns:
            `None` if rounding alone decides on which side of a bend a number is, or which one wins a window: then the
            gradients in `float32` and those in `float64` are gradients of different functions.
        """
        rounded, exact = (one.step(batch, self._weights) for one in (self._rounded, self._exact))
        plain, true = taped(rounded, self._arrays), taped(exact, self._arrays, "float64")
        own = [rounded.outputs[name] for name in _returned(rounded.config).values()]
        for ways in zip(*(_ways(rounded.config, values) for values in (true.values, plain.values, own)), strict=True):
            if not all(np.array_equal(ways[0], other) for other in ways[1:]):
                return None
        return [*faults_of(exact, true), *sum_faults(exact, generator, count), *rounding_faults(rounded, plain, true)]


def taped(step: Step, arrays: Arrays, dtype: Literal["float32", "float64"] = "float32") -> Taped:
    """Computes a step again.

    Args:
        arrays: The weights, as `keras.Model.set_weights` takes them.
    """
    keras.config.set_dtype_policy(dtype)
    try:
        model = reference_model(step.config)
    finally:
        keras.config.set_dtype_policy("float32")
    model.set_weights(arrays)
    masks = iter(step.batch.masks.values())
    with tf.GradientTape() as tape:
        numbers = tf.constant(step.batch.images.astype(dtype))
        tape.watch(numbers)
        outputs = [numbers]
        *layers, last = model.layers
        for layer in layers:
            if isinstance(layer, keras.layers.Dropout):
                # Dropout whose chance is known.
                numbers = numbers * tf.constant(next(masks).astype(dtype)) / (1 - layer.rate)
            else:
                numbers = layer(numbers, training=True)
            outputs.append(numbers)
        outputs.append(numbers @ last.kernel + last.bias)
        losses = keras.losses.sparse_categorical_crossentropy(step.batch.labels, outputs[-1], from_logits=True)
        total = tf.reduce_sum(losses)
    sources = [*outputs, *model.trainable_variables]
    found = [one.numpy() for one in tape.gradient(total, sources, unconnected_gradients=tf.UnconnectedGradients.ZERO)]
    count = len(outputs)
    return Taped(
        losses.numpy(),
        [one.numpy() for one in outputs],
        found[:count],
        [one / len(step.batch) for one in found[count:]],
    )


def tensorflow_is_wrong(config: NetworkConfig) -> bool:
    """Whether a network takes means of padded windows that are larger than the map.

    TensorFlow's kernel for their gradient shares it out among cells that were not in the window; oneDNN's, which
    `float32` has on most computers, does not.
    """
    return any(
        stage.kind == "average_pooling2d"
        and stage.window is not None
        and stage.window.padding == "same"
        and stage.window.size > stage.input_shape[0]
        for stage in config.stages
    )


def largest(array: np.ndarray) -> float:
    """The largest number without its sign."""
    return float(np.abs(array).max(initial=0.0))


def faults_of(step: Step, expected: Taped) -> Iterator[str]:
    """Says which numbers of a step in `float64` differ from those of a plain model in `float64`."""
    if not np.allclose(step.losses, expected.losses, rtol=EXACT, atol=CANCELLED):
        yield f"losses: {step.losses} instead of {expected.losses}"
    returned, trainable = _returned(step.config).values(), _trainable(step.config)
    found = {f"gradient of {name}": step.gradients[name] for name in returned}
    weights = {
        f"gradient of {role} of {stage.name}": step.weight_gradients[stage.name][role] for stage, role in trainable
    }
    for gradients, exact in ((found, expected.outputs), (weights, expected.weights)):
        scale = max(map(largest, exact))
        for (name, gradient), true in zip(gradients.items(), exact, strict=True):
            if gradient.shape != true.shape or largest(gradient - true) > EXACT * largest(true) + CANCELLED * scale:
                yield f"{name}: off by {largest(gradient - true):.2g} of {largest(true):.2g}"


def rounding_faults(step: Step, plain: Taped, true: Taped) -> Iterator[str]:
    """Says which gradients of a step in `float32` are less exact than those of a plain model in `float32`.

    Args:
        true: The plain model in `float64`.
    """
    value_errors, errors = (
        [largest(one - other) for one, other in zip(rounded, exact, strict=True)]
        for rounded, exact in ((plain.values, true.values), (plain.outputs, true.outputs))
    )
    returned = _returned(step.config)
    for name, error, exact in zip(returned.values(), errors, true.outputs, strict=True):
        own = largest(step.gradients[name] - exact)
        if own > AS_EXACT * max(error, float(np.finfo(np.float32).eps) * largest(exact)):
            yield f"gradient of {name} in float32: off by {own:.2g}, TensorFlow's by {error:.2g}"
    for (stage, role), rounded, exact in zip(_trainable(step.config), plain.weights, true.weights, strict=True):
        apart = np.abs(step.weight_gradients[stage.name][role] - exact)
        place = list(returned).index(stage.layer)
        value_error, error = max(value_errors[place - 1 : place + 1]), errors[place]
        for index in map(tuple, np.argwhere(apart > AS_EXACT * largest(rounded - exact))):
            # Of a few numbers, the largest error may be small by chance. A gradient is a sum of products, and it may
            # be off by what TensorFlow's errors in their factors add up to, however much the products cancel out.
            parts = [step.weight_gradient_parts(stage, image, role, index) for image in range(len(step.batch))]
            off = sum(np.abs(one.values).sum() * error + np.abs(one.factors).sum() * value_error for one in parts)
            if apart[index] > AS_EXACT * off / len(parts):
                yield f"gradient of {role} of {stage.name} {index} in float32: off by {apart[index]:.2g}"


def sum_faults(step: Step, generator: np.random.Generator, count: int) -> Iterator[str]:
    """Draws numbers of a step in `float64`, and says which are not the sum of their parts.

    Args:
        count: How many numbers of each stage, of its inputs and of its weights.
    """
    for stage in step.config.stages[1:-1]:
        gradients = step.gradients[step.stage_before(stage).name]
        for _ in range(count):
            index = drawn(generator, gradients.shape)
            terms = step.gradient_parts(stage, index).terms
            if not _adds_up(terms, gradients[index], gradients):
                yield f"{stage.name} {index}: {terms.sum()} instead of {gradients[index]}"
    for stage, role in _trainable(step.config):
        array = step.weight_gradients[stage.name][role]
        for _ in range(count):
            index = drawn(generator, array.shape)
            images = range(len(step.batch))
            parts = [step.weight_gradient_parts(stage, image, role, index).terms for image in images]
            terms = np.concatenate(parts) / len(step.batch)
            if not _adds_up(terms, array[index], array):
                yield f"{role} of {stage.name} {index}: {terms.sum()} instead of {array[index]}"


def _adds_up(terms: np.ndarray, total: float, like: np.ndarray) -> bool:
    return abs(terms.sum() - total) <= EXACT * (largest(like) + float(np.abs(terms).sum()))


def _ways(config: NetworkConfig, values: Arrays) -> Iterator[np.ndarray]:
    """On which side of a function's bend each number is, and which number of each window is the largest."""
    for layer, before, after in zip(config.layers, values, values[1:], strict=False):
        if getattr(layer, "activation", None) in BENT:
            yield after > 0
        if layer.kind == "max_pooling2d":
            strides = layer.strides or layer.pool_size
            yield tf.nn.max_pool_with_argmax(before, layer.pool_size, strides, layer.padding.upper()).argmax.numpy()


def _returned(config: NetworkConfig) -> dict[str, str]:
    """The stage that returns what Keras's layer returns, by layer, from the input to the logits."""
    return {stage.layer: stage.name for stage in config.stages[:-1]}


def _trainable(config: NetworkConfig) -> list[tuple[Stage, str]]:
    """The weights that gradients change, in Keras's order."""
    return [
        (stage, role)
        for stage in config.stages
        for role in stage.settings.roles
        if role not in stage.settings.non_trainable_roles
    ]


def drawn(generator: np.random.Generator, shape: Sequence[int]) -> tuple[int, ...]:
    """A place in an array."""
    return tuple(int(generator.integers(size)) for size in shape)
