"""The answers of a network to many images at once, with weights as arguments, so that nothing of Keras is kept.

XLA, which serves one image best, takes twice as long for many as TensorFlow's own convolutions (10,000 images through
the article's network: 5 s and 2 s on two cores).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from explainer.errors import ExplainerError
from explainer.mnist import Images, scale
from explainer.network import NetworkConfig, twin_model
from explainer.tracing import Weights

LARGEST_BATCH = 500
MEMORY_BYTES = 64_000_000
"""Most that the largest layer's outputs of one batch may take."""


class Predictor:
    """Answers for one architecture. Safe to share between threads: it keeps neither weights nor results.

    Args:
        config: The architecture.

    Attributes:
        batch_size: Images that are computed at once: fewer where the maps are large.
    """

    def __init__(self, config: NetworkConfig) -> None:
        self.config = config
        self.batch_size = batch_size(config)
        self._twin = twin_model(config, self.batch_size)
        arguments = [tf.zeros(tensor.shape) for tensor in self._twin.inputs]
        self._function = tf.function(self._run, autograph=False).get_concrete_function(*arguments)

    def answers(self, images: Images, weights: Weights) -> npt.NDArray[np.uint8]:
        """The class of the largest probability for each image, among equals the first.

        Args:
            images: `uint8`, `(n, 28, 28)`, 0 to 255.
            weights: The weights of every convolution and dense stage.

        Returns:
            Read-only `uint8`, `(n,)`, 0 to 9.

        Raises:
            ExplainerError: `weights_do_not_fit`, if the weights are another architecture's.
        """
        expected = [tuple(tensor.shape) for tensor in self._twin.inputs[1:]]
        received = [tuple(tensor.shape) for tensor in weights.tensors]
        if expected != received:
            raise ExplainerError("weights_do_not_fit", f"Expected weights of shapes {expected}; received {received}.")
        found = np.empty(len(images), dtype=np.uint8)
        for start in range(0, len(images), self.batch_size):
            chosen = scale(images[start : start + self.batch_size])
            batch = np.zeros((self.batch_size, *images.shape[1:], 1), dtype=np.float32)
            batch[: len(chosen), ..., 0] = chosen
            probabilities = self._function(tf.constant(batch), *weights.tensors).numpy()
            found[start : start + len(chosen)] = probabilities[: len(chosen)].argmax(axis=1)
        found.flags.writeable = False
        return found

    def _run(self, *inputs: tf.Tensor) -> tf.Tensor:
        return self._twin(list(inputs), training=False)[-1]


def batch_size(config: NetworkConfig) -> int:
    """How many images are computed at once, 1 to `LARGEST_BATCH`.

    Args:
        config: The network.
    """
    largest = max(math.prod(stage.output_shape) for stage in config.stages) * np.dtype(np.float32).itemsize
    return max(1, min(LARGEST_BATCH, MEMORY_BYTES // largest))
