"""A dense layer, the one that gives the scores included: each unit weighs all inputs."""

from __future__ import annotations

import numpy as np

from explainer.network.layers import Shape
from explainer.tracing import Trace
from explainer.ui.components.payload import Arrays, Scene
from explainer.ui.stages import StageContext
from explainer.ui.stages.scales import Scale, limit_of, scale_of

PASSING = ("flatten", "dropout")
"""Stages after which a number still has its place in the maps."""


def flattened_shape(trace: Trace, name: str) -> Shape | None:
    """The shape of the maps that a dense stage's inputs were before `Flatten`.

    Args:
        trace: The stages.
        name: The dense stage.

    Returns:
        `(height, width, channels)`, or `None` if the inputs come from another dense layer.
    """
    for traced in reversed(trace.stages[: trace.index(name)]):
        if traced.kind not in PASSING:
            return None
        if traced.kind == "flatten":
            return traced.stage.input_shape
    return None


def scene(context: StageContext) -> Scene:
    """Describes a dense stage for its component.

    Args:
        context: The stage; `filter` is the unit in focus.

    Returns:
        The payload's meta and, as float32, the arrays `inputs` `(inputs,)`, `weights` `(inputs,)` of the unit in focus
        and `units` `(units,)`, every unit's pre-activation as Keras returned it.
    """
    trace, stage = context.trace, context.stage
    weights = context.weights[stage.name]
    previous = trace.stages[trace.index(stage.name) - 1]
    units = context.traced.output
    shape = flattened_shape(trace, stage.name)
    meta = {
        "identity": f"{context.identity} {shape}",
        "unit": context.filter,
        "bias": weights.bias[context.filter],
        "shape": shape,
        "classes": stage.name == "logits",
        "scales": {
            "inputs": scale_of(trace, previous.name),
            "units": Scale(kind="diverging", limit=limit_of(units)),
        },
        "text": context.text.table("component.dense"),
    }
    arrays: Arrays = {
        "inputs": trace.input_of(stage.name),
        "weights": np.ascontiguousarray(weights.kernel[:, context.filter]),
        "units": units,
    }
    return meta, arrays
