"""A convolution: a window slides over the input, and every stop gives one cell of the output."""

from __future__ import annotations

from typing import Any

import numpy as np

from explainer.network import Stage
from explainer.ui.components.payload import Arrays, Scene, quantize
from explainer.ui.stages import StageContext
from explainer.ui.stages.scales import Scale, limit_of, maps_first, scale_of


def window_meta(stage: Stage) -> dict[str, Any]:
    """What a sliding window needs to know."""
    return {
        "window": stage.window_size,
        "strides": stage.strides,
        "pad": stage.padding_before,
    }


def scene(context: StageContext) -> Scene:
    """Describes a convolution stage for its component.

    Args:
        context: The stage and what is in focus.

    Returns:
        The payload's meta and arrays: `input` `(height, width, channels)`, the chosen filter's `kernel`
        `(kernel_size, kernel_size, channels)` and `output` `(height, width)` as float32, all `maps` in 8 bits and, for
        one input channel, their `kernels`.
    """
    trace, stage = context.trace, context.stage
    output = context.traced.output
    kernel, bias = context.weights[stage.name].kernel, context.weights[stage.name].bias
    channels, filters = stage.input_shape[-1], stage.output_shape[-1]
    previous = trace.stages[trace.index(stage.name) - 1]
    meta = window_meta(stage) | {
        "identity": context.identity,
        "filter": context.filter,
        "filters": filters,
        "channel": context.channel,
        "row": context.row,
        "column": context.column,
        "bias": bias[context.filter],
        "activation": stage.activation,
        "own_scale": context.own_scale,
        "scales": {
            "input": scale_of(trace, previous.name),
            "output": Scale(kind="diverging", limit=limit_of(output)),
        },
        "text": {name: context.text.table(f"component.{name}") for name in ("convolution", "maps", "transport")},
    }
    arrays: Arrays = {
        "input": trace.input_of(stage.name),
        "kernel": kernel[..., context.filter],
        "output": np.ascontiguousarray(output[..., context.filter]),
        "maps": quantize(maps_first(output)),
    }
    if channels == 1:
        arrays["kernels"] = maps_first(kernel[:, :, 0, :])
    return meta, arrays
