"""What each filter of a layer is worth: how many images are right when it is switched off.

A filter that is switched off returns 0 everywhere. What follows until the next weights (pooling, dropout,
normalization, flattening) treats each map by itself, and the next kernel adds up over maps. So each filter's share in
the next layer's pre-activations is computed once and subtracted, and only what comes after is computed for each filter
anew: for the article's first convolution a fiftieth of the work of as many predictions.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from explainer.mnist import CLASSES, IMAGE_SIZE, Images, Labels
from explainer.network import NetworkConfig, Stage
from explainer.network.passage import Passage, output_stage
from explainer.predicting import batch_size, batches
from explainer.tracing import Weights, check_fit
from explainer.turns import COMPUTING

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Worth:
    """How many images are answered rightly, by class.

    Attributes:
        learned: With all filters, `(10,)`.
        without: With each filter switched off, `(filters, 10)`.
    """

    learned: Counts
    without: Counts

    @property
    def changes(self) -> Counts:
        """How many more are right with each filter switched off, `(filters,)`; negative if fewer."""
        return np.asarray(self.without.sum(axis=1) - self.learned.sum())

    def changes_of(self, index: int) -> Counts:
        """The same of one filter by class, `(10,)`."""
        return np.asarray(self.without[index] - self.learned)

    @property
    def order(self) -> npt.NDArray[np.int64]:
        """The filters, that without which fewest are right first; among equals by their number."""
        return np.argsort(self.changes, kind="stable")


def multiply_adds(config: NetworkConfig, convolution: Stage) -> int:
    """Products added up for one image when each filter of a layer is switched off."""
    following = [stage.multiply_adds for stage in config.stages[config.stages.index(convolution) + 1 :]]
    weighed = [count for count in following if count]
    return config.multiply_adds + weighed[0] + convolution.channels * sum(weighed[1:])


class Switchboard:
    """Switches off each filter of one layer. Safe to share between threads: it keeps neither weights nor results."""

    def __init__(self, config: NetworkConfig, convolution: Stage) -> None:
        self._passage = Passage(config)
        self._filters = convolution.channels
        self._config = config
        self.batch_size = batch_size(config)
        stages = self._passage.stages
        output = self._passage.index(output_stage(config, convolution)) + 1
        following = next(place for place in range(output, len(stages)) if stages[place].settings.weighs)
        self._before, self._between = stages[:output], stages[output:following]
        self._following, self._after = stages[following], stages[following + 1 :]
        self._function = self._passage.compiled(self._run, tf.TensorSpec((self.batch_size, IMAGE_SIZE, IMAGE_SIZE, 1)))

    def steps(self, images: Images, labels: Labels, weights: Weights) -> Generator[float, None, Worth]:
        """Computes what each filter is worth, a batch at a time.

        Args:
            images: `uint8`, `(n, 28, 28)`, 0 to 255.
            labels: Their digits, `(n,)`.
            weights: The network's weights.

        Yields:
            How much is done, up to 1.

        Returns:
            What was found, a `Worth`.

        Raises:
            ExplainerError: `weights_do_not_fit`, if the weights are another architecture's.
        """
        check_fit(self._config, weights.tensors)
        right = np.zeros((self._filters + 1, CLASSES), dtype=np.int64)
        for start, count, batch in batches(images, self.batch_size):
            with COMPUTING.turn():
                answers = self._function(batch, *weights.tensors).numpy()[:, :count]
            digits = labels[start : start + count]
            for row, hits in enumerate(answers == digits):
                right[row] += np.bincount(digits[hits], minlength=CLASSES)
            yield (start + count) / len(images)
        return Worth(right[0], right[1:])

    def _run(self, batch: tf.Tensor, *tensors: tf.Tensor) -> tf.Tensor:
        """The answers with all filters, and with each switched off: `(filters + 1, batch size)`."""
        weights = self._passage.named(tensors)
        through = self._passage.through
        output = through(self._before, batch, weights)
        given = through(self._between, output, weights)
        share_of = given - through(self._between, tf.zeros_like(output), weights)
        kernel, bias = weights[self._following.name]
        settings = self._following.settings
        scores = settings.weighed(given, kernel, bias)
        by_filter = tf.reshape(share_of, (*share_of.shape[:-1], -1, self._filters))
        kernels = tf.reshape(kernel, (*kernel.shape[:-2], -1, self._filters, kernel.shape[-1]))

        def answers(numbers: Any) -> tf.Tensor:
            return tf.argmax(through(self._after, numbers, weights), axis=-1, output_type=tf.int32)

        def without(index: tf.Tensor) -> tf.Tensor:
            inputs = tf.gather(by_filter, index, axis=-1)
            share = settings.weighed(inputs, tf.gather(kernels, index, axis=-2), tf.zeros_like(bias))
            return answers(scores - share)

        # One after another: each uses both cores by itself, and together they would need the memory of all.
        switched_off = tf.map_fn(without, tf.range(self._filters), fn_output_signature=tf.int32, parallel_iterations=1)
        return tf.concat([answers(scores)[tf.newaxis], switched_off], axis=0)
