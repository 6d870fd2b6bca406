"""Steps of training one after the other, and after each of them one map, its gradient and the answer for one image."""

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
"""Steps from one evaluation of unseen images to the next."""

_NUMBERS = itertools.count()


@dataclass(frozen=True, eq=False)
class Seen:
    """What a network makes of the watched image.

    Attributes:
        probabilities: `(10,)`.
        map: Of the watched map, `(height, width)`; `None` in a network without maps to watch. Likewise `gradient`, that
            of the image's loss.
    """

    probabilities: Array
    map: Array | None
    gradient: Array | None


class Watcher:
    """Computes what is watched, in less time than a whole step takes. Safe to share between threads.

    Args:
        stage: Whose map is watched; `None` for none.
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
        """Computes it.

        Args:
            image: A batch of one image.
            channel: Which map.
        """
        probabilities, *maps = self._run(*self._graph.feed(image, weights.tensors))
        if not self._has_map:
            return Seen(probabilities[0], None, None)
        output, gradient = (np.array(each[0, ..., channel]) for each in maps)
        return Seen(probabilities[0], output, gradient)


@dataclass(frozen=True)
class Tried:
    """What unseen images say after some steps: their mean loss, and the share of right answers, 0 to 1."""

    steps: int
    loss: float
    accuracy: float


@dataclass(eq=False)
class Recording:
    """A training that goes on for as many steps as are asked for. It may be read while another thread adds to it.

    Attributes:
        seen: After each number of steps, from 0, what is made of the watched image.
        kernels: Likewise the watched kernel; empty where there is none.
        losses: The loss of each step's batch, before its weights changed.
        tried: What unseen images say, after every `TRIED_EVERY` steps.
        number: Tells it from all other recordings of this process.
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

    def go_on(self, until: int) -> Iterator[float]:
        """Takes steps until there are as many as asked for.

        Args:
            until: How many, from the beginning.

        Yields:
            How much is done, 0 to 1.
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
                # Last: whoever reads it finds all else of this step.
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
