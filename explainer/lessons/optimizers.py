"""Five optimizers on one loss surface: the same start, the same batches, the same learning rate, and Keras's own steps.

The model has two weights and no more, so that all that can become of it fits into a picture: from how bright the upper
and the lower half of an image are it says whether the digit is a 9 or a 6. Its loss over both weights, measured on all
training images of the two digits, is the surface; a valley runs through it, since both halves are bright together.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from explainer import mnist
from explainer.experiments import OPTIMIZERS
from explainer.laboratory.settings import RATES, UPDATES, OptimizerChoice
from explainer.training.worker.restart import keras_optimizer

Numbers = npt.NDArray[np.float32]

DIGITS = (6, 9)
"""The score speaks for the second if it is above 0, for the first if it is below."""
BRIGHTEST = 10
"""How bright a half of white pixels is; a black one is 0."""
BATCH_SIZE = 32
START = (-2.0, 4.0)
LOW, HIGH = (-6.0, -12.0), (14.0, 8.0)
"""Ends of the surface, along the weight of the upper and of the lower half; no ball leaves it."""
PLACES = 41


@dataclass(frozen=True)
class Surface:
    """The loss wherever the two weights may be.

    Attributes:
        losses: `(PLACES, PLACES)`, row by row from the lowest weight of the lower half, column by column from that of
            the upper; over all images.
        lowest: The two weights with the smallest loss there is.
        images: How many images it was measured on.
    """

    losses: Numbers
    lowest: tuple[float, float]
    least: float
    images: int


@dataclass(frozen=True)
class Trajectory:
    """What becomes of the two weights with one optimizer; all of it is Keras's.

    Attributes:
        weights: `(UPDATES + 1, 2)`, upper and lower, from the start on.
        losses: `(UPDATES + 1,)`, the loss there over all images.
        gradients: `(UPDATES, 2)`, of the update's batch at the weights before it.
        memory: `(UPDATES, kept, 2)`, what the optimizer keeps of each weight after the update: nothing, one number, or
            two for Adam.
    """

    weights: Numbers
    losses: Numbers
    gradients: Numbers
    memory: Numbers


def loss(weights: Numbers) -> Numbers:
    """The mean cross-entropy over all images of the two digits.

    Args:
        weights: `(n, 2)`, upper and lower.

    Returns:
        `(n,)`.
    """
    halves, is_second = examples()
    scores = weights @ halves.T
    # As `logaddexp(0, scores)`, in a tenth of the time.
    each = np.maximum(scores, 0) + np.log(1 + np.exp(-np.abs(scores))) - scores * is_second
    return np.asarray(np.mean(each, axis=1, dtype=np.float64), np.float32)


@functools.cache
def examples() -> tuple[Numbers, Numbers]:
    """How bright the upper and the lower half of each image are, `(images, 2)`, and whether it is the second digit.

    In the order of the training images; 0 or 1, `(images,)`.
    """
    dataset = mnist.load()
    chosen = np.isin(dataset.y_train, DIGITS)
    halves = dataset.x_train[chosen].reshape(-1, 2, mnist.IMAGE_SIZE**2 // 2).mean(axis=2) * (BRIGHTEST / 255)
    return halves.astype(np.float32), (dataset.y_train[chosen] == DIGITS[1]).astype(np.float32)


@functools.cache
def surface() -> Surface:
    """The loss surface, worked out once.

    Raises:
        ExplainerError: If the data set cannot be read.
    """
    upper, lower = (np.linspace(low, high, PLACES, dtype=np.float32) for low, high in zip(LOW, HIGH, strict=True))
    # A row at a time: the scores of all places at once would take 300 MB.
    losses = np.array([loss(np.stack([upper, np.full_like(upper, weight)], axis=1)) for weight in lower])
    lowest = _lowest()
    least = loss(np.array([lowest], np.float32))
    return Surface(losses, (lowest[0], lowest[1]), float(least[0]), len(examples()[0]))


def _lowest() -> list[float]:
    """Newton's method: the loss of a model like this has one bottom only."""
    halves, is_second = (part.astype(np.float64) for part in examples())
    weights = np.zeros(2)
    for _ in range(20):
        shares = 1 / (1 + np.exp(-halves @ weights))
        slope = halves.T @ (shares - is_second)
        bend = (halves * (shares * (1 - shares))[:, None]).T @ halves
        weights -= np.linalg.solve(bend, slope)
    found: list[float] = weights.tolist()
    return found


@functools.lru_cache(maxsize=len(OPTIMIZERS) * len(RATES))
def trajectory(name: OptimizerChoice, rate: float) -> Trajectory:
    """Lets one of Keras's optimizers go down the surface, `UPDATES` batches long.

    Args:
        name: A key of `OPTIMIZERS`.
        rate: One of `RATES`; it takes the place of that optimizer's own.

    Raises:
        ExplainerError: If the data set cannot be read.
    """
    halves, is_second = examples()
    # Named, since another visitor's rerun may take back the names that Keras gives.
    kernel = keras.Variable(np.array(START, np.float32).reshape(2, 1), name=f"halves_{name}")
    optimizer = keras_optimizer(OPTIMIZERS[name], rate)
    optimizer.build([kernel])
    # Beside these, an optimizer keeps its count and its learning rate.
    kept = [variable for variable in optimizer.variables if tuple(variable.shape) == (2, 1)]
    weights, gradients, memory = [np.array(START, np.float32)], [], []
    for update in range(UPDATES):
        batch = slice(update * BATCH_SIZE, (update + 1) * BATCH_SIZE)
        slope = _gradient(kernel.value, halves[batch], is_second[batch, None])
        optimizer.apply([slope], [kernel])
        weights.append(_pair(kernel.value))
        gradients.append(_pair(slope))
        memory.append([_pair(variable.value) for variable in kept])
    path = np.array(weights)
    kept_of_each = np.array(memory, np.float32).reshape(UPDATES, len(kept), 2)
    return Trajectory(path, loss(path), np.array(gradients), kept_of_each)


@tf.function(  # type: ignore[untyped-decorator]
    input_signature=[tf.TensorSpec((None, columns), tf.float32) for columns in (1, 2, 1)]
)
def _gradient(kernel: tf.Tensor, halves: tf.Tensor, is_second: tf.Tensor) -> tf.Tensor:
    """Of a batch's loss, by the weights `(2, 1)`."""
    with tf.GradientTape() as tape:
        tape.watch(kernel)
        losses = keras.losses.binary_crossentropy(is_second, tf.matmul(halves, kernel), from_logits=True)
        mean = tf.reduce_mean(losses)
    return tape.gradient(mean, kernel)


def _pair(column: tf.Tensor) -> Numbers:
    return np.reshape(column.numpy(), 2)
