"""A convolution: a window slides over the input, and every stop gives one cell of the output."""

from __future__ import annotations

from typing import Any

import numpy as np

from explainer.network import Stage
from explainer.ui.components.payload import Arrays, Scene
from explainer.ui.pictures.scales import Scale, limit_of, scale_of
from explainer.ui.pictures.stage import StageContext
from explainer.ui.pictures.strip import strip_payload


def window_meta(stage: Stage) -> dict[str, Any]:
    """What a sliding window needs to know."""
    return {
        "window": stage.window_size,
        "strides": stage.strides,
        "pad": stage.padding_before,
    }


def hides_a_number(stage: Stage) -> bool:
    """Whether the picture can hide one number and show all that it is made of."""
    return stage.input_shape[-1] == 1


def words(context: StageContext) -> dict[str, str]:
    """The picture's words; those about many input maps only where there are many."""
    table = dict(context.text.table("component.convolution"))
    if context.stage.input_shape[-1] > 1:
        table |= context.text.table("component.convolution_many")
    return table


def scene(context: StageContext) -> Scene:
    """Describes a convolution stage for its component.

    Args:
        context: The stage and what is in focus.

    Returns:
        The payload's meta and arrays: `input` `(height, width, channels)`, the chosen filter's `kernel`
        `(kernel_size, kernel_size, channels)`, its `output` `(height, width)` and what the activation made of it,
        `activated`, as float32, and what the strip of its maps needs (`strip_payload`).
    """
    trace, stage = context.trace, context.stage
    output = context.traced.output
    kernel, bias = context.weights[stage.name].kernel, context.weights[stage.name].bias
    filters = stage.output_shape[-1]
    index = trace.index(stage.name)
    previous, following = trace.stages[index - 1], trace.stages[index + 1]
    meta = window_meta(stage) | {
        "identity": context.identity,
        "filter": context.filter,
        "filters": filters,
        "channel": context.channel,
        "row": context.row,
        "column": context.column,
        "asked": context.asked,
        "bias": bias[context.filter],
        "activation": stage.activation,
        "scales": {
            "input": scale_of(trace, previous.name),
            "output": Scale(kind="diverging", limit=limit_of(output)),
        },
        "text": {
            "convolution": words(context),
            "maps": context.text.table("component.maps"),
            "transport": context.text.table("component.transport"),
        },
    }
    arrays: Arrays = {
        "input": trace.input_of(stage.name),
        "kernel": kernel[..., context.filter],
        "output": np.ascontiguousarray(output[..., context.filter]),
        "activated": np.ascontiguousarray(following.output[..., context.filter]),
    }
    strip_meta, strip_arrays = strip_payload(context, kernel)
    return meta | strip_meta, arrays | strip_arrays
