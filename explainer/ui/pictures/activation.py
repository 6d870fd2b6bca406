"""The activation stage: a function applied to each cell separately."""

from typing import Literal, NotRequired, TypedDict

import numpy as np
from numpy.typing import NDArray

from explainer.network.kinds.activation import LEAKY_RELU_SLOPE
from explainer.ui.components.payload import Quantized, Scene
from explainer.ui.pictures.scales import Scale, limit_of, scale_of, silent_maps
from explainer.ui.pictures.stage import StageContext, StageMeta
from explainer.ui.pictures.strip import Strip, strip_payload


class Meta(StageMeta):
    """The payload's header.

    Attributes:
        slope: Leaky ReLU's slope below 0.
        flat: Whether the cells are units, not maps.
        filter: The map, or the unit, in focus.
        silent: The maps that are 0 everywhere after the activation.
        zeroed_share: See the function `zeroed_share`.
    """

    activation: str
    slope: float
    flat: bool
    columns: int
    filter: int
    filters: int
    row: int
    column: int
    scales: dict[Literal["before", "after"], Scale]
    silent: list[int]
    zeroed_share: float
    strip: NotRequired[Strip]
    text: dict[Literal["activation", "histogram", "maps", "transport"], dict[str, str]]


class Arrays(TypedDict):
    """The chosen map `(height, width)`, or all units `(units,)`, before and after the activation; the strip of maps."""

    before: NDArray[np.float32]
    after: NDArray[np.float32]
    maps: NotRequired[Quantized]
    strengths: NotRequired[NDArray[np.float32]]


def cells_a_row(units: int) -> int:
    """The number of a flat stage's units per row of the picture."""
    return min(units, 16 if units <= 256 else 32)


def scene(context: StageContext) -> Scene:
    """Builds the component's payload.

    Args:
        context: The stage and the focus. In a flat stage (after a dense layer) `filter` is the unit.
    """
    trace, stage = context.trace, context.stage
    before, after = trace.input_of(stage.name), context.traced.output
    flat = stage.is_flat
    columns = cells_a_row(len(after)) if flat else after.shape[1]
    meta: Meta = {
        "identity": context.identity,
        "stage": stage.name,
        "activation": stage.activation or "linear",
        "slope": LEAKY_RELU_SLOPE,
        "flat": flat,
        "columns": columns,
        "filter": context.filter,
        "filters": stage.channels,
        "row": context.filter // columns if flat else context.row,
        "column": context.filter % columns if flat else context.column,
        "scales": {"before": Scale(kind="diverging", limit=limit_of(before)), "after": scale_of(trace, stage.name)},
        "silent": [] if flat else silent_maps(after),
        "zeroed_share": zeroed_share(before, after),
        "text": context.tables("activation", "histogram", "maps", "transport"),
    }
    if flat:
        units: Arrays = {"before": before, "after": after}
        return meta, units
    meta["strip"], strip_arrays = strip_payload(context)
    maps: Arrays = {
        "before": np.ascontiguousarray(before[..., context.filter]),
        "after": np.ascontiguousarray(after[..., context.filter]),
        "maps": strip_arrays["maps"],
        "strengths": strip_arrays["strengths"],
    }
    return meta, maps


def zeroed_share(before: NDArray[np.float32], after: NDArray[np.float32]) -> float:
    """The share of the stage's cells, 0 to 1, that the activation sets to 0 (and were not 0 before)."""
    return float(np.mean((before != 0) & (after == 0)))
