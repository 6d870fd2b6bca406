"""Predictions for many images at once, with weights as arguments.

XLA is fastest for one image, but for many images it takes more than twice as long as TensorFlow's own convolutions
(10,000 images through the article's network: 5 s and 2 s on two cores).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from explainer.mnist import CLASSES, Images, scale
from explainer.network import NetworkConfig, twin_model
from explainer.tracing import Array, Weights, check_fit, check_size
from explainer.turns import COMPUTING

LARGEST_BATCH = 125
"""Divides 1,000 evenly. Larger batches are not faster, since they do not fit into the processor's cache."""

MEMORY_BYTES = 64_000_000
"""Maximum size of the largest stage's output for one batch."""


@dataclass(frozen=True)
class Predictions:
    """A network's predictions for `n` images.

    Attributes:
        logits: Read-only `float32`, `(n, 10)`.
        probabilities: Read-only `float32`, `(n, 10)`, 0 to 1.
    """

    logits: Array
    probabilities: Array

    @classmethod
    def joined(cls, parts: Sequence[Predictions]) -> Self:
        """Concatenates the predictions of one or more sets of images."""
        logits = np.concatenate([part.logits for part in parts])
        return cls(logits, np.concatenate([part.probabilities for part in parts]))

    @cached_property
    def answers(self) -> npt.NDArray[np.uint8]:
        """The class with the largest probability, the first in case of a tie: `(n,)`, 0 to 9."""
        return np.asarray(self.probabilities.argmax(axis=1), dtype=np.uint8)

    @cached_property
    def confidences(self) -> Array:
        """The largest probability of each image: `(n,)`, 0.1 to 1."""
        return np.asarray(self.probabilities.max(axis=1))


class InBatches:
    """Computes the outputs of some stages of one architecture for many images. It stores no weights and no results.

    Args:
        stages: Slice of the stages after the input.
    """

    def __init__(self, config: NetworkConfig, stages: slice) -> None:
        self._config = config
        self._stages = stages
        self._batch_size = batch_size(config)
        self._twin = twin_model(config, self._batch_size)
        arguments = [tf.zeros(tensor.shape) for tensor in self._twin.inputs]
        self._function = tf.function(self._run, autograph=False).get_concrete_function(*arguments)

    def outputs(self, images: Images, weights: Weights) -> Iterator[tuple[slice, list[Array]]]:
        """Computes the outputs batch by batch.

        Yields:
            The slice of the images, and each stage's output for them.

        Raises:
            ExplainerError: `weights_do_not_fit` if the weights have other shapes.
        """
        check_fit(self._config, weights.tensors)
        for start, count, batch in batches(images, self._batch_size):
            with COMPUTING.turn():
                found = [output.numpy()[:count] for output in self._function(batch, *weights.tensors)]
            yield slice(start, start + count), found

    def _run(self, *inputs: tf.Tensor) -> list[tf.Tensor]:
        found: list[tf.Tensor] = self._twin(list(inputs), training=False)[self._stages]
        return found


class Predictor:
    """Computes predictions of one architecture. Thread-safe: it stores no weights and no results."""

    def __init__(self, config: NetworkConfig) -> None:
        self._logits_and_probabilities = InBatches(config, slice(-2, None))

    def predictions(self, images: Images, weights: Weights) -> Predictions:
        """Computes logits and probabilities.

        Raises:
            ExplainerError: `weights_do_not_fit` if the weights have other shapes; as in `check_size`.
        """
        found = np.empty((2, len(images), CLASSES), dtype=np.float32)
        for part, outputs in self._logits_and_probabilities.outputs(images, weights):
            check_size(*outputs)
            found[:, part] = outputs
        found.flags.writeable = False
        return Predictions(*found)


def batches(images: Images, size: int) -> Iterator[tuple[int, int, tf.Tensor]]:
    """Splits images into batches of equal size; the last one is padded with black images.

    Yields:
        The index of the first image, the number of images without padding, and the batch, `(size, 28, 28, 1)`, 0 to 1.
    """
    for start in range(0, len(images), size):
        chosen = scale(images[start : start + size])
        batch = np.zeros((size, *images.shape[1:], 1), dtype=np.float32)
        batch[: len(chosen), ..., 0] = chosen
        yield start, len(chosen), tf.constant(batch)


def batch_size(config: NetworkConfig) -> int:
    """Number of images per batch, 1 to `LARGEST_BATCH`."""
    largest = max(math.prod(stage.output_shape) for stage in config.stages) * np.dtype(np.float32).itemsize
    return max(1, min(LARGEST_BATCH, MEMORY_BYTES // largest))
