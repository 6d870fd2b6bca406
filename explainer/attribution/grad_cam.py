"""Grad-CAM: the maps of a convolution, weighed by how much a class's score depends on them (Selvaraju et al. 2017)."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import tensorflow as tf

from explainer.mnist import CLASSES, IMAGE_SIZE
from explainer.network import NetworkConfig, Stage
from explainer.network.kinds import Exact
from explainer.network.stage_runner import StageRunner
from explainer.tracing import Array, Weights, check_fit

Outcome = Literal["positive", "negative", "nothing"]


@dataclass(frozen=True, eq=False)
class GradCam:
    """The computation, step by step, from Keras's numbers.

    Attributes:
        maps: Step 1, what the convolution's layer returns, `(height, width, filters)`.
        gradients: Step 2, how the class's logit changes with each of these numbers, likewise.
    """

    maps: Array
    gradients: Array

    @cached_property
    def weights(self) -> Exact:
        """Step 3, the mean of each filter's gradients over its map, `(filters,)`: the paper's alpha."""
        return np.asarray(self.gradients.mean(axis=(0, 1), dtype=np.float64))

    @cached_property
    def sums(self) -> Exact:
        """Step 4, the sum of all maps times their weights, `(height, width)`."""
        return np.asarray(self.maps.astype(np.float64) @ self.weights)

    @cached_property
    def result(self) -> Exact:
        """Step 5, what is above 0 of it, likewise: ReLU."""
        return np.maximum(self.sums, 0)

    @cached_property
    def over_image(self) -> Exact:
        """Step 6, the same enlarged to the size of the image, `(28, 28)`."""
        return enlarged(self.result)

    @property
    def outcome(self) -> Outcome:
        """Whether anything is left: `"negative"` if no sum is above 0, `"nothing"` if all of them are 0."""
        if (self.sums > 0).any():
            return "positive"
        return "negative" if (self.sums < 0).any() else "nothing"


def enlarged(cells: Exact) -> Exact:
    """Enlarges a map to the size of the image, in between by straight lines, as `keras.ops.image.resize` does.

    Args:
        cells: `(height, width)`.

    Returns:
        `(28, 28)`.
    """
    rows, columns = (_between(count) for count in cells.shape)
    return rows @ cells @ columns.T


def _between(count: int) -> Exact:
    """The share of each cell in each pixel, `(28, cells)`; the middles of pixels and cells lie at halves."""
    middles = (np.arange(IMAGE_SIZE) + 0.5) * count / IMAGE_SIZE - 0.5
    return np.stack([np.interp(middles, np.arange(count), cell) for cell in np.eye(count)], axis=1)


class Gradients:
    """The gradients of scores by the numbers of one layer. Safe to share between threads: it keeps no weights."""

    def __init__(self, config: NetworkConfig, convolution: Stage) -> None:
        self._config = config
        self._runner = StageRunner(config)
        output = config.output_stage(convolution)
        # To the logits: after softmax, the gradients of a sure answer would be next to nothing.
        self._after = self._runner.stages[self._runner.index(output) + 1 : -1]
        inputs = tf.TensorSpec((1, *output.output_shape)), tf.TensorSpec((1, CLASSES))
        self._function = self._runner.compiled(self._run, *inputs)

    def of(self, maps: Array, digit: int, weights: Weights) -> Array:
        """How a class's logit changes with each number of the layer.

        Args:
            maps: What the layer returns, `(height, width, filters)`.

        Returns:
            The gradients, `float32` of the same shape.

        Raises:
            ExplainerError: `weights_do_not_fit`, if the weights are another architecture's.
        """
        check_fit(self._config, weights.tensors)
        chosen = tf.one_hot([digit], CLASSES)
        found = self._function(tf.constant(maps[np.newaxis]), chosen, *weights.tensors).numpy()[0]
        found.flags.writeable = False
        return np.asarray(found)

    def _run(self, maps: tf.Tensor, chosen: tf.Tensor, *tensors: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            tape.watch(maps)
            logits = self._runner.through(self._after, maps, self._runner.named(tensors))
            score = tf.reduce_sum(logits * chosen)
        # What the score does not depend on, as rows that pooling left over, has a gradient of 0 too.
        return tape.gradient(score, maps, unconnected_gradients=tf.UnconnectedGradients.ZERO)
