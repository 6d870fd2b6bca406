"""An activation: one function, applied to every cell on its own."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.network.kinds.activation import LEAKY_RELU_SLOPE
from explainer.ui.components.payload import Scene
from explainer.ui.pictures.scales import Scale, limit_of, scale_of, silent_maps
from explainer.ui.pictures.stage import StageContext
from explainer.ui.pictures.strip import strip_payload


def cells_a_row(units: int) -> int:
    """How many of a flat stage's units are shown side by side."""
    return min(units, 16 if units <= 256 else 32)


def scene(context: StageContext) -> Scene:
    """Describes an activation stage for its component.

    Args:
        context: The stage and what is in focus. In a flat stage (after a dense layer) `filter` is the unit.

    Returns:
        The payload's meta and arrays: `before` and `after` as float32, `(height, width)` of the chosen map or
        `(units,)`, and for maps what their strip needs (`strip_payload`).
    """
    trace, stage = context.trace, context.stage
    before, after = trace.input_of(stage.name), context.traced.output
    flat = after.ndim == 1
    columns = cells_a_row(len(after)) if flat else after.shape[1]
    meta: dict[str, Any] = {
        "identity": context.identity,
        "activation": stage.activation,
        "slope": LEAKY_RELU_SLOPE,
        "flat": flat,
        "columns": columns,
        "filter": context.filter,
        "filters": stage.channels,
        "row": context.filter // columns if flat else context.row,
        "column": context.filter % columns if flat else context.column,
        "scales": {
            "before": Scale(kind="diverging", limit=limit_of(before)),
            "after": scale_of(trace, stage.name),
        },
        "silent": [] if flat else silent_maps(after),
        "zeroed_share": zeroed_share(before, after),
        "text": {
            name: context.text.table(f"component.{name}") for name in ("activation", "histogram", "maps", "transport")
        },
    }
    if flat:
        return meta, {"before": before, "after": after}
    strip_meta, strip_arrays = strip_payload(context)
    return meta | strip_meta, {
        "before": np.ascontiguousarray(before[..., context.filter]),
        "after": np.ascontiguousarray(after[..., context.filter]),
        **strip_arrays,
    }


def zeroed_share(before: NDArray[np.float32], after: NDArray[np.float32]) -> float:
    """Share of the stage's cells, 0 to 1, that were not 0 before and are 0 after."""
    return float(np.mean((before != 0) & (after == 0)))
