"""The loss of a batch as weights are moved, in `float64`: one weight moved a little changes it by 0.00001 or less."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from explainer.learning.backpropagation import Batch, Graph, Step
from explainer.network import NetworkConfig
from explainer.network.kinds import Exact
from explainer.tracing import Weights

DIFFERENCE = 1e-5
"""By how much a weight is moved up and down for a finite difference."""


class Losses:
    """Computes losses of one architecture while training. Safe to share between threads."""

    def __init__(self, config: NetworkConfig) -> None:
        self._graph = Graph(config, tf.float64)
        self._run = self._graph.callable(self._graph.losses)

    def of(self, batch: Batch, weights: Weights) -> Exact:
        """The cross-entropy of each image, `(images,)`."""
        return self.of_arrays(batch, _exact(weights))

    def moved(self, step: Step, place: tuple[str, str, tuple[int, ...]], values: Sequence[float]) -> Iterator[float]:
        """The mean loss of a step's batch with one weight at other values, one after the other.

        Args:
            place: The weight's stage, its role and its index.
        """
        stage, role, index = place
        arrays = _exact(step.weights)
        names = [(name, own) for name, layer in step.weights.items() for own in layer]
        moved = arrays[names.index((stage, role))]
        for value in values:
            moved[index] = value
            yield float(self.of_arrays(step.batch, arrays).mean())

    def finite_difference(self, step: Step, place: tuple[str, str, tuple[int, ...]]) -> float:
        """The gradient with respect to one weight by two losses beside it: (loss above − loss below) ÷ distance."""
        stage, role, index = place
        weight = float(step.weights[stage][role][index])
        below, above = self.moved(step, place, (weight - DIFFERENCE, weight + DIFFERENCE))
        return (above - below) / (2 * DIFFERENCE)

    def of_arrays(self, batch: Batch, arrays: Sequence[npt.NDArray[Any]]) -> Exact:
        """The same, with the weights as `float64` in the order of `Weights.tensors`."""
        return np.asarray(self._run(*self._graph.feed(batch, arrays)))


def promised(
    gradients: Mapping[str, Mapping[str, npt.NDArray[Any]]], steps: Mapping[str, Mapping[str, npt.NDArray[Any]]]
) -> float:
    """By how much the gradient says that the loss will change: the sum of gradient × step over all weights."""
    return float(sum(np.vdot(gradients[stage][role], layer[role]) for stage, layer in steps.items() for role in layer))


def _exact(weights: Weights) -> list[Exact]:
    """Copies in the order of `Weights.tensors`."""
    return [array.astype(np.float64) for layer in weights.values() for array in layer.values()]
