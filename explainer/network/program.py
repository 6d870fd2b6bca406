"""A network as instructions, for whoever computes it without Keras: the browser, while the pen is down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from explainer.network.kinds import LayerWeights, Operation, Shape
from explainer.network.layers import Stage


@dataclass(frozen=True, eq=False)
class Instruction:
    """How one stage comes from the one before it.

    Attributes:
        stage: The stage's name.
        input_shape: The shape of what it is given, without the batch.
    """

    stage: str
    operation: Operation
    input_shape: Shape
    output_shape: Shape


def program(stages: Sequence[Stage], weights: Mapping[str, LayerWeights]) -> tuple[Instruction, ...]:
    """All that is to be computed from the image to the probabilities, in order.

    Args:
        stages: The network's stages, the input first.
        weights: The weights of every stage that has some, by its name.

    Returns:
        One instruction for each stage after the input.
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
