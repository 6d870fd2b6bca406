"""A network as a list of instructions, which the browser executes while the visitor draws."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from explainer.network.kinds import LayerWeights, Operation, Shape
from explainer.network.layers import Stage


@dataclass(frozen=True, eq=False)
class Instruction:
    """The computation of one stage from the previous one.

    Attributes:
        stage: The stage's name.
        input_shape: Without the batch axis.
    """

    stage: str
    operation: Operation
    input_shape: Shape
    output_shape: Shape


def program(stages: Sequence[Stage], weights: Mapping[str, LayerWeights]) -> tuple[Instruction, ...]:
    """Returns one instruction per stage after the input, in order.

    Args:
        stages: All stages, beginning with the input.
        weights: The weights by stage name.
    """
    return tuple(
        Instruction(
            stage.name,
            stage.settings.operation(stage.input_shape, weights.get(stage.name)),
            stage.input_shape,
            stage.output_shape,
        )
        for stage in stages[1:]
    )
