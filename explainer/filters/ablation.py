"""Filter ablation: how many images are right when a filter is switched off.

A filter that is switched off returns 0 everywhere. The stages that follow (pooling, dropout, batch normalization,
flattening) treat each map by itself, up to the next kernel that adds up over maps. So each filter's share in the
pre-activations of that stage is computed once and subtracted, and only the stages after it are computed for each filter
anew: for the article's first convolution a fiftieth of the work of as many predictions. Where maps are mixed otherwise
first, as by layer normalization, all stages after the filter's layer are computed anew.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from explainer.mnist import CLASSES, IMAGE_SIZE, Images, Labels
from explainer.network import NetworkConfig, Stage
from explainer.network.stage_runner import StageRunner
from explainer.predicting import batch_size, batches
from explainer.tracing import Weights, check_fit
from explainer.turns import COMPUTING

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Ablation:
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


class _Parts(NamedTuple):
    """The stages of a network around one layer.

    Attributes:
        between: Those after the layer that treat each of its maps by itself.
        mixing: The first that adds up over maps; `None` if the first that mixes them does not add them up.
        after: Those that are computed for each filter anew.
    """

    before: tuple[Stage, ...]
    between: tuple[Stage, ...]
    mixing: Stage | None
    after: tuple[Stage, ...]


def _parts(config: NetworkConfig, convolution: Stage) -> _Parts:
    stages = config.stages[1:]
    output = stages.index(config.output_stage(convolution)) + 1
    place = next(place for place in range(output, len(stages)) if stages[place].settings.mixes_channels)
    if not stages[place].settings.has_kernel:
        return _Parts(stages[:output], (), None, stages[output:])
    return _Parts(stages[:output], stages[output:place], stages[place], stages[place + 1 :])


def multiply_adds(config: NetworkConfig, convolution: Stage) -> int:
    """Products added up for one image when each filter of a layer is switched off."""
    parts = _parts(config, convolution)
    again = 0 if parts.mixing is None else parts.mixing.multiply_adds
    return config.multiply_adds + again + convolution.channels * sum(stage.multiply_adds for stage in parts.after)


class FilterAblator:
    """Switches off each filter of one layer. Safe to share between threads: it keeps neither weights nor results."""

    def __init__(self, config: NetworkConfig, convolution: Stage) -> None:
        self._runner = StageRunner(config)
        self._filters = convolution.channels
        self._config = config
        self.batch_size = batch_size(config)
        self._parts = _parts(config, convolution)
        maps = [stage.channels for stage in (*self._parts.before, *self._parts.between) if not stage.is_flat]
        self._maps_each = maps[-1] // self._filters
        self._function = self._runner.compiled(self._run, tf.TensorSpec((self.batch_size, IMAGE_SIZE, IMAGE_SIZE, 1)))

    def steps(self, images: Images, labels: Labels, weights: Weights) -> Generator[float, None, Ablation]:
        """Answers images without each filter, a batch at a time.

        Yields:
            How much is done, up to 1.

        Returns:
            How many are right.

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
        return Ablation(right[0], right[1:])

    def _run(self, batch: tf.Tensor, *tensors: tf.Tensor) -> tf.Tensor:
        """The answers with all filters, and with each switched off: `(filters + 1, batch size)`."""
        weights = self._runner.named(tensors)
        output = self._runner.through(self._parts.before, batch, weights)
        numbers, without = (self._masked if self._parts.mixing is None else self._subtracted)(output, weights)

        def answers(numbers: Any) -> tf.Tensor:
            return tf.argmax(self._runner.through(self._parts.after, numbers, weights), axis=-1, output_type=tf.int32)

        # One after another: each uses both cores by itself, and together they would need the memory of all.
        switched_off = tf.map_fn(
            lambda index: answers(without(index)),
            tf.range(self._filters),
            fn_output_signature=tf.int32,
            parallel_iterations=1,
        )
        return tf.concat([answers(numbers)[tf.newaxis], switched_off], axis=0)

    def _masked(self, output: Any, weights: Mapping[str, Sequence[Any]]) -> tuple[Any, Callable[[tf.Tensor], Any]]:
        """What the layer returns, and the same with a filter's map set to 0."""
        del weights
        return output, lambda index: output * (1 - tf.one_hot(index, self._filters))

    def _subtracted(self, output: Any, weights: Mapping[str, Sequence[Any]]) -> tuple[Any, Callable[[tf.Tensor], Any]]:
        """The sums of the stage that mixes maps, and the same less a filter's share in them."""
        mixing, through = self._parts.mixing, self._runner.through
        assert mixing is not None
        given = through(self._parts.between, output, weights)
        share_of = given - through(self._parts.between, tf.zeros_like(output), weights)
        kernel, bias = weights[mixing.name]
        sums = mixing.settings.call(given, kernel, bias)
        # A filter's numbers stand side by side: one of each place, or several where a stage makes several maps of one.
        by_filter = tf.reshape(share_of, (*share_of.shape[:-1], -1, self._filters, self._maps_each))
        kernels = tf.reshape(kernel, (*kernel.shape[:-2], -1, self._filters, self._maps_each, kernel.shape[-1]))

        def without(index: tf.Tensor) -> Any:
            inputs = tf.gather(by_filter, index, axis=-2)
            own = tf.gather(kernels, index, axis=-3)
            inputs = tf.reshape(inputs, (*share_of.shape[:-1], -1))
            own = tf.reshape(own, (*kernel.shape[:-2], -1, kernel.shape[-1]))
            return sums - mixing.settings.call(inputs, own, tf.zeros_like(bias))

        return sums, without
