"""Computation of any part of a network inside a larger graph, with weights as arguments.

There are three engines. Each is built once per architecture and gets the weights with every call:

- `Tracer` (`explainer/tracing.py`): all stages for one image, compiled by XLA.
- `InBatches` (`explainer/predicting.py`): some stages for many images, with TensorFlow's own convolutions.
- `StageRunner` (here): any part of a network inside a larger graph, for gradients, ablation and filters' responses.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import tensorflow as tf

from explainer.network.architecture import NetworkConfig
from explainer.network.layers import Stage


class StageRunner:
    """A network whose stages can be computed separately in a graph."""

    def __init__(self, config: NetworkConfig) -> None:
        self.stages = config.stages[1:]
        self.names = [stage.name for stage in self.stages]
        self._layers = {
            stage.name: stage.settings.build(stage.name) for stage in self.stages if not stage.settings.roles
        }

    def index(self, stage: Stage) -> int:
        """The index of a stage among the stages after the input."""
        return self.names.index(stage.name)

    def through(self, stages: Iterable[Stage], numbers: Any, weights: Mapping[str, Sequence[Any]]) -> Any:
        """Passes a batch through stages.

        Args:
            numbers: The input of the first stage.
            weights: The weights by stage name.
        """
        for stage in stages:
            own = weights.get(stage.name)
            if own is None:
                numbers = self._layers[stage.name](numbers, training=False)
            else:
                numbers = stage.settings.call(numbers, *own)
        return numbers

    def named(self, tensors: Sequence[Any]) -> dict[str, tuple[Any, ...]]:
        """Groups tensors in the order of `Weights.tensors` by stage name."""
        left = iter(tensors)
        return {
            stage.name: tuple(next(left) for _ in stage.settings.roles) for stage in self.stages if stage.settings.roles
        }

    def compiled(self, run: Callable[..., Any], *inputs: tf.TensorSpec) -> Any:
        """Compiles a function of inputs and a network's weights.

        Args:
            run: Takes the inputs, then all weights in Keras's order.
        """
        weights = [tf.TensorSpec(shape) for stage in self.stages for shape in stage.weight_shapes]
        return tf.function(run, autograph=False).get_concrete_function(*inputs, *weights)
