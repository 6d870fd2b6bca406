"""A recording of training steps: after each step, the prediction, one map and its gradient for one image."""

import itertools
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import tensorflow as tf

from explainer.learning.backpropagation import Backpropagation, Batch, Graph
from explainer.learning.play import PlayedStep, play
from explainer.learning.update import OptimizerState
from explainer.network import NetworkConfig, Stage
from explainer.tracing import Array, Weights
from explainer.training.recipes.recipe import Recipe

TRIED_EVERY = 10
"""Number of steps between evaluations on unseen images."""

_NUMBERS = itertools.count()


@dataclass(frozen=True, eq=False)
class Seen:
    """A network's results for the watched image.

    Attributes:
        probabilities: `(10,)`.
        map: Output of the watched map, `(height, width)`; `None` if no map is watched.
        gradient: Gradient of the image's loss with respect to `map`; `None` if no map is watched.
    """

    probabilities: Array
    map: Array | None
    gradient: Array | None


class Watcher:
    """Computes `Seen`, faster than a whole step. Thread-safe.

    Args:
        stage: The stage of the watched map; `None` for no map.
    """

    def __init__(self, config: NetworkConfig, stage: Stage | None) -> None:
        self._has_map = stage is not None
        self._graph = Graph(config, tf.float32)
        with self._graph.graph.as_default():
            results = [self._graph.outputs[-1]]
            if stage is not None:
                output = self._graph.outputs[config.stages.index(stage) - 1]
                results += [output, *tf.gradients(tf.reduce_sum(self._graph.losses), output)]
        self._run = self._graph.callable(results)

    def look(self, image: Batch, weights: Weights, channel: int) -> Seen:
        """Computes the results for one image.

        Args:
            image: A batch of one image.
            channel: Index of the map.
        """
        probabilities, *maps = self._run(*self._graph.feed(image, weights.tensors))
        if not self._has_map:
            return Seen(probabilities[0], None, None)
        output, gradient = (np.array(each[0, ..., channel]) for each in maps)
        return Seen(probabilities[0], output, gradient)


@dataclass(frozen=True)
class Tried:
    """Mean loss and accuracy (0 to 1) on unseen images after some steps."""

    steps: int
    loss: float
    accuracy: float


@dataclass(eq=False)
class Recording:
    """Training steps that are recorded on demand. Other threads may read it while one thread adds steps.

    Attributes:
        seen: Results for the watched image after 0, 1, 2, … steps.
        kernels: The watched kernel after 0, 1, 2, … steps; empty if none is watched.
        losses: Loss of each step's batch before the update.
        tried: Evaluations on unseen images after every `TRIED_EVERY` steps.
        number: Unique among the recordings of this process.
    """

    backpropagation: Backpropagation
    watcher: Watcher
    recipe: Recipe
    weights: Weights
    state: OptimizerState
    image: Batch
    channel: int
    kernel: Callable[[Weights], Array | None]
    batch: Callable[[int], Batch]
    try_unseen: Callable[[Weights], tuple[float, float]]
    seen: list[Seen] = field(default_factory=list)
    kernels: list[Array] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    tried: list[Tried] = field(default_factory=list)
    number: int = field(default_factory=_NUMBERS.__next__)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def advance(self, until: int) -> Iterator[float]:
        """Takes steps until `until` steps are recorded.

        Yields:
            The progress, 0 to 1.
        """
        with self._turn:
            if not self.seen:
                self._look(0)
        while True:
            with self._turn:
                done = len(self.losses)
                if done >= until:
                    return
                played = self._step(done)
                self.weights, self.state = played.weights, played.state
                self._look(done + 1)
                # Appended last: readers count the losses and expect the other lists to be complete.
                self.losses.append(played.loss)
            yield (done + 1) / until

    def _step(self, number: int) -> PlayedStep:
        return next(play(self.backpropagation, [self.batch(number)], self.weights, self.state, self.recipe))

    def _look(self, steps: int) -> None:
        kernel = self.kernel(self.weights)
        if kernel is not None:
            self.kernels.append(kernel)
        if steps % TRIED_EVERY == 0:
            self.tried.append(Tried(steps, *self.try_unseen(self.weights)))
        self.seen.append(self.watcher.look(self.image, self.weights, self.channel))
