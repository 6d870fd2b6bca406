"""Parts of a network, from one stage to another, with weights as arguments.

Three engines compute a network, each built once for an architecture and given weights at every call:

- `Tracer` (`explainer/tracing.py`): every stage of one image, compiled by XLA. It serves all that follows one image.
- `InBatches` (`explainer/predicting.py`): what some stages return for many images, by TensorFlow's own convolutions.
- `StageRunner` (here): any part of a network inside a larger graph, for gradients, ablation and filters' responses.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import tensorflow as tf

from explainer.network.architecture import NetworkConfig
from explainer.network.layers import Stage


class StageRunner:
    """The network as a row of stages, any part of which can be computed in a graph."""

    def __init__(self, config: NetworkConfig) -> None:
        self.stages = config.stages[1:]
        self.names = [stage.name for stage in self.stages]
        self._layers = {
            stage.name: stage.settings.build(stage.name) for stage in self.stages if not stage.settings.roles
        }

    def index(self, stage: Stage) -> int:
        """The place of a stage among those after the input."""
        return self.names.index(stage.name)

    def through(self, stages: Iterable[Stage], numbers: Any, weights: Mapping[str, Sequence[Any]]) -> Any:
        """What a batch becomes.

        Args:
            numbers: What the first of them is given.
            weights: The weights of each stage that has some, by name.
        """
        for stage in stages:
            own = weights.get(stage.name)
            if own is None:
                numbers = self._layers[stage.name](numbers, training=False)
            else:
                numbers = stage.settings.call(numbers, *own)
        return numbers

    def named(self, tensors: Sequence[Any]) -> dict[str, tuple[Any, ...]]:
        """All weights in Keras's order, by the name of their stage.

        Args:
            tensors: As in `Weights.tensors`.
        """
        left = iter(tensors)
        return {
            stage.name: tuple(next(left) for _ in stage.settings.roles) for stage in self.stages if stage.settings.roles
        }

    def compiled(self, run: Callable[..., Any], *inputs: tf.TensorSpec) -> Any:
        """Compiles what is to be done with a network's weights.

        Args:
            run: Is given the inputs, then all weights in Keras's order.
        """
        weights = [tf.TensorSpec(shape) for stage in self.stages for shape in stage.weight_shapes]
        return tf.function(run, autograph=False).get_concrete_function(*inputs, *weights)
