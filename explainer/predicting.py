"""What a network says of many images at once, with weights as arguments, so that nothing of Keras is kept.

XLA, which serves one image best, takes twice as long for many as TensorFlow's own convolutions (10,000 images through
the article's network: 5 s and 2 s on two cores).
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
"""A thousand images are a whole number of these; larger ones are no faster, since they leave the processor's cache."""

MEMORY_BYTES = 64_000_000
"""Most that the largest layer's outputs of one batch may take."""


@dataclass(frozen=True)
class Predictions:
    """What a network says of some images.

    Attributes:
        logits: The scores of the ten classes, read-only `float32`, `(n, 10)`.
        probabilities: What softmax makes of them, read-only `float32`, `(n, 10)`, 0 to 1.
    """

    logits: Array
    probabilities: Array

    @classmethod
    def joined(cls, parts: Sequence[Predictions]) -> Self:
        """The predictions of several sets of images, one after another; at least one set."""
        logits = np.concatenate([part.logits for part in parts])
        return cls(logits, np.concatenate([part.probabilities for part in parts]))

    @cached_property
    def answers(self) -> npt.NDArray[np.uint8]:
        """The class of the largest probability for each image, among equals the first: `(n,)`, 0 to 9."""
        return np.asarray(self.probabilities.argmax(axis=1), dtype=np.uint8)

    @cached_property
    def confidences(self) -> Array:
        """The largest probability for each image: `(n,)`, 0.1 to 1."""
        return np.asarray(self.probabilities.max(axis=1))


class InBatches:
    """What some stages of one architecture return for many images. It keeps neither weights nor results.

    Args:
        stages: Which of its stages, the input apart.
    """

    def __init__(self, config: NetworkConfig, stages: slice) -> None:
        self._config = config
        self._stages = stages
        self._batch_size = batch_size(config)
        self._twin = twin_model(config, self._batch_size)
        arguments = [tf.zeros(tensor.shape) for tensor in self._twin.inputs]
        self._function = tf.function(self._run, autograph=False).get_concrete_function(*arguments)

    def outputs(self, images: Images, weights: Weights) -> Iterator[tuple[slice, list[Array]]]:
        """Computes them, a batch at a time.

        Yields:
            Which images they are, and each stage's output for them.

        Raises:
            ExplainerError: `weights_do_not_fit`, if the weights are another architecture's.
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
    """Predictions for one architecture. Safe to share between threads: it keeps neither weights nor results."""

    def __init__(self, config: NetworkConfig) -> None:
        self._logits_and_probabilities = InBatches(config, slice(-2, None))

    def predictions(self, images: Images, weights: Weights) -> Predictions:
        """Computes scores and probabilities.

        Raises:
            ExplainerError: `weights_do_not_fit`, if the weights are another architecture's; as `check_size` does.
        """
        found = np.empty((2, len(images), CLASSES), dtype=np.float32)
        for part, outputs in self._logits_and_probabilities.outputs(images, weights):
            check_size(*outputs)
            found[:, part] = outputs
        found.flags.writeable = False
        return Predictions(*found)


def batches(images: Images, size: int) -> Iterator[tuple[int, int, tf.Tensor]]:
    """Images for Keras in batches of one size; the last is filled up with black ones.

    Yields:
        Where the batch starts, how many images it really has, and the batch, `(size, 28, 28, 1)`, 0 to 1.
    """
    for start in range(0, len(images), size):
        chosen = scale(images[start : start + size])
        batch = np.zeros((size, *images.shape[1:], 1), dtype=np.float32)
        batch[: len(chosen), ..., 0] = chosen
        yield start, len(chosen), tf.constant(batch)


def batch_size(config: NetworkConfig) -> int:
    """How many images are computed at once, 1 to `LARGEST_BATCH`."""
    largest = max(math.prod(stage.output_shape) for stage in config.stages) * np.dtype(np.float32).itemsize
    return max(1, min(LARGEST_BATCH, MEMORY_BYTES // largest))
