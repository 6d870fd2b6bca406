"""The update of all weights by an optimizer, and the optimizer's state."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

from explainer.errors import ExplainerError
from explainer.learning.backpropagation import WeightGradients
from explainer.network import NetworkConfig
from explainer.network.kinds import Exact, LayerWeights
from explainer.optimizers import AnyOptimizer, Update
from explainer.tracing import Weights

Slots = Mapping[str, Mapping[str, Mapping[str, Exact]]]
"""An optimizer's state by stage, role and slot name."""


@dataclass(frozen=True, eq=False)
class OptimizerState:
    """An optimizer's state between two updates.

    Attributes:
        updates: Number of updates so far.
        is_fresh: Whether the state started empty because the training run's own optimizer state was not saved.
    """

    updates: int
    slots: Slots
    is_fresh: bool


@dataclass(frozen=True, eq=False)
class Applied:
    """One update of all weights.

    Attributes:
        steps: The amounts added to the weights, by stage and role.
    """

    weights: Weights
    steps: Mapping[str, Mapping[str, Exact]]
    state: OptimizerState


def fresh_state(config: NetworkConfig, optimizer: AnyOptimizer) -> OptimizerState:
    """An optimizer's state before its first update."""
    slots: dict[str, dict[str, dict[str, Exact]]] = {}
    for stage, role, shape in _trainable(config):
        slots.setdefault(stage, {})[role] = optimizer.start(shape)
    return OptimizerState(0, slots, is_fresh=True)


def zeroed(config: NetworkConfig, weights: Weights) -> Weights:
    """Returns a copy in which all trainable weights are 0."""
    layers = {stage: dict(layer) for stage, layer in weights.items()}
    for stage, role, shape in _trainable(config):
        layers[stage][role] = _frozen(np.zeros(shape))
    return Weights({stage: LayerWeights(layer) for stage, layer in layers.items()})


def kept_state(path: Path, config: NetworkConfig, optimizer: AnyOptimizer) -> OptimizerState:
    """Reads an optimizer's state from a Keras checkpoint; returns a fresh state if the checkpoint has none.

    Args:
        path: A run's `.weights.h5` file. Keras stores the number of updates, then the learning rate unless it follows a
            schedule, then the state of each weight.

    Raises:
        ExplainerError: `weights_unreadable` if the file is damaged or was written for another optimizer.
    """
    try:
        with h5py.File(path, "r") as file:
            if "optimizer" not in file or not len(file["optimizer/vars"]):
                return fresh_state(config, optimizer)
            stored = file["optimizer/vars"]
            arrays = [stored[str(place)][...] for place in range(len(stored))]
    except (OSError, KeyError, RuntimeError, ValueError) as error:
        raise _unreadable(path, error) from error
    expected = [shape for _, _, shape in _trainable(config) for _ in optimizer.memory]
    first = len(arrays) - len(expected)
    if first not in {1, 2} or [array.shape for array in arrays[first:]] != expected:
        raise _unreadable(path, [array.shape for array in arrays])
    remaining = iter(arrays[first:])
    slots: dict[str, dict[str, dict[str, Exact]]] = {}
    for stage, role, _ in _trainable(config):
        slots.setdefault(stage, {})[role] = {name: next(remaining).astype(np.float64) for name in optimizer.memory}
    return OptimizerState(int(arrays[0]), slots, is_fresh=False)


def apply(
    found: WeightGradients, weights: Weights, optimizer: AnyOptimizer, state: OptimizerState, rate: float
) -> Applied:
    """Updates all weights of a network."""
    number = state.updates + 1
    layers: dict[str, LayerWeights] = {}
    steps: dict[str, dict[str, Exact]] = {}
    slots: dict[str, dict[str, Mapping[str, Exact]]] = {}
    for stage, layer in weights.items():
        arrays = {role: array.astype(np.float64) for role, array in layer.items()} | dict(found.moved.get(stage, {}))
        for role, memory in state.slots.get(stage, {}).items():
            update = updated(optimizer, found.gradients[stage][role], layer[role], memory, number, rate)
            arrays[role] = arrays[role] + update.step
            steps.setdefault(stage, {})[role] = update.step
            slots.setdefault(stage, {})[role] = update.memory
        layers[stage] = LayerWeights({role: _frozen(array) for role, array in arrays.items()})
    return Applied(Weights(layers), steps, OptimizerState(number, slots, state.is_fresh))


def updated(
    optimizer: AnyOptimizer,
    gradient: np.ndarray,
    weight: np.ndarray,
    memory: Mapping[str, Exact],
    number: int,
    rate: float,
) -> Update:
    """The update of one array of weights, with the value of each line of the optimizer's rule.

    Args:
        number: Number of the update, from 1.
    """
    return optimizer.update(gradient.astype(np.float64), weight.astype(np.float64), memory, number, rate)


def _trainable(config: NetworkConfig) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """Stage, role and shape of the trainable weights, in Keras's order."""
    for stage in config.stages:
        for role, shape in zip(stage.settings.roles, stage.weight_shapes, strict=True):
            if role not in stage.settings.non_trainable_roles:
                yield stage.name, role, shape


def _frozen(array: Exact) -> np.ndarray:
    rounded = array.astype(np.float32)
    rounded.flags.writeable = False
    return rounded


def _unreadable(path: Path, received: object) -> ExplainerError:
    return ExplainerError(
        "weights_unreadable", f"Expected the optimizer's state in {path.name}; received {received}.", file=path.name
    )
