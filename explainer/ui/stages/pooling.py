"""A pooling layer: a window slides over every map and keeps one number of each stop."""

from __future__ import annotations

import numpy as np

from explainer.ui.components.payload import Arrays, Scene
from explainer.ui.stages import StageContext
from explainer.ui.stages.convolution import window_meta
from explainer.ui.stages.scales import scale_of
from explainer.ui.stages.strip import strip_payload


def scene(context: StageContext) -> Scene:
    """Describes a pooling stage for its component.

    Input and output share the input's scale, so that a number keeps its colour.

    Args:
        context: The stage and what is in focus.

    Returns:
        The payload's meta and arrays: the chosen map's `input` and `output` `(height, width)` as float32, and
        what the strip of its maps needs (`strip_payload`).
    """
    trace, stage = context.trace, context.stage
    before, after = trace.input_of(stage.name), context.traced.output
    previous = trace.stages[trace.index(stage.name) - 1]
    meta = window_meta(stage) | {
        "identity": context.identity,
        "kind": stage.kind,
        "filter": context.filter,
        "filters": stage.channels,
        "row": context.row,
        "column": context.column,
        "scale": scale_of(trace, previous.name),
        "text": {name: context.text.table(f"component.{name}") for name in ("pooling", "maps", "transport")},
    }
    arrays: Arrays = {
        "input": np.ascontiguousarray(before[..., context.filter]),
        "output": np.ascontiguousarray(after[..., context.filter]),
    }
    strip_meta, strip_arrays = strip_payload(context)
    return meta | strip_meta, arrays | strip_arrays
