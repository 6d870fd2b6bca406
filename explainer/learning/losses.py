"""The loss of a batch with changed weights, in `float64`, since one small change may move it by less than 0.00001."""

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
"""Step of the central finite difference."""


class Losses:
    """Computes losses of one architecture in training mode. Thread-safe."""

    def __init__(self, config: NetworkConfig) -> None:
        self._graph = Graph(config, tf.float64)
        self._run = self._graph.callable(self._graph.losses)

    def of(self, batch: Batch, weights: Weights) -> Exact:
        """The cross-entropy of each image, `(images,)`."""
        return self.of_arrays(batch, _exact(weights))

    def moved(self, step: Step, place: tuple[str, str, tuple[int, ...]], values: Sequence[float]) -> Iterator[float]:
        """Yields the mean loss of a step's batch with one weight set to each value.

        Args:
            place: The weight's stage, role and index.
        """
        stage, role, index = place
        arrays = _exact(step.weights)
        names = [(name, own) for name, layer in step.weights.items() for own in layer]
        moved = arrays[names.index((stage, role))]
        for value in values:
            moved[index] = value
            yield float(self.of_arrays(step.batch, arrays).mean())

    def finite_difference(self, step: Step, place: tuple[str, str, tuple[int, ...]]) -> float:
        """The gradient with respect to one weight as a central finite difference."""
        stage, role, index = place
        weight = float(step.weights[stage][role][index])
        below, above = self.moved(step, place, (weight - DIFFERENCE, weight + DIFFERENCE))
        return (above - below) / (2 * DIFFERENCE)

    def of_arrays(self, batch: Batch, arrays: Sequence[npt.NDArray[Any]]) -> Exact:
        """The cross-entropy of each image, with weights as `float64` arrays in the order of `Weights.tensors`."""
        return np.asarray(self._run(*self._graph.feed(batch, arrays)))


def promised(
    gradients: Mapping[str, Mapping[str, npt.NDArray[Any]]], steps: Mapping[str, Mapping[str, npt.NDArray[Any]]]
) -> float:
    """The change of the loss predicted by the gradient: the sum of gradient × step over all weights."""
    return float(sum(np.vdot(gradients[stage][role], layer[role]) for stage, layer in steps.items() for role in layer))


def _exact(weights: Weights) -> list[Exact]:
    """Copies in the order of `Weights.tensors`."""
    return [array.astype(np.float64) for layer in weights.values() for array in layer.values()]
