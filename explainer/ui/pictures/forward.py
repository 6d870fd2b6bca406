"""The network as the browser computes it while the pen is down: its instructions and weights, once a model."""

import math
from collections.abc import Mapping
from typing import TypedDict

from explainer.network import NetworkConfig, program
from explainer.network.kinds import LayerWeights
from explainer.ui.components.payload import Scene


class InstructionMeta(TypedDict):
    """One instruction of a program.

    Attributes:
        stage: The name of the stage whose numbers it makes.
        roles: Its arrays, each called by the stage's name and its role.
        function: The function that it applies; `""` if it applies none.
    """

    stage: str
    name: str
    shape: list[int]
    output_shape: list[int]
    numbers: dict[str, float]
    roles: list[str]
    function: str


class Meta(TypedDict):
    """A program.

    Attributes:
        model: Names the network and its weights.
        pixels: How many numbers it is given.
        instructions: What is to be computed, in order.
    """

    identity: str
    model: str
    pixels: int
    instructions: list[InstructionMeta]


def forward_scene(config: NetworkConfig, weights: Mapping[str, LayerWeights], model: str) -> Scene:
    """Describes a network for the browser.

    Args:
        model: Names network and weights.

    Returns:
        The payload's meta and arrays: `float32`, since half precision would be off by 5e-4 of a layer's range.
    """
    steps = program(config.stages, weights)
    meta: Meta = {
        "identity": model,
        "model": model,
        "pixels": math.prod(config.stages[0].output_shape),
        "instructions": [
            {
                "stage": step.stage,
                "name": step.operation.name,
                "shape": list(step.input_shape),
                "output_shape": list(step.output_shape),
                "numbers": dict(step.operation.numbers),
                "roles": list(step.operation.arrays),
                "function": step.operation.function,
            }
            for step in steps
        ],
    }
    arrays = {f"{step.stage} {role}": array for step in steps for role, array in step.operation.arrays.items()}
    return meta, arrays
