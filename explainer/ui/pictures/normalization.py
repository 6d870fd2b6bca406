"""Batch normalization: every map is shifted and stretched by four numbers of its own."""

from __future__ import annotations

from typing import Literal, TypedDict

import numpy as np
from numpy.typing import NDArray

from explainer.network.kinds.batch_normalization import EPSILON
from explainer.ui.components.payload import Scene
from explainer.ui.pictures.scales import Scale, limit_of, scale_of
from explainer.ui.pictures.stage import StageContext, StageMeta
from explainer.ui.pictures.strip import Strip, StripArrays, strip_payload


class Numbers(TypedDict):
    """A map's four numbers, by Keras's names, and what keeps it from being divided by 0."""

    gamma: float
    beta: float
    moving_mean: float
    moving_variance: float
    epsilon: float


class Meta(StageMeta):
    """What the picture shows beside its cells."""

    filter: int
    row: int
    column: int
    numbers: Numbers
    scales: dict[Literal["before", "after"], Scale]
    strip: Strip
    text: dict[Literal["normalization", "histogram", "maps", "transport"], dict[str, str]]


class Arrays(StripArrays):
    """The chosen map before and after, `(height, width)`, and what the strip needs."""

    before: NDArray[np.float32]
    after: NDArray[np.float32]


def scene(context: StageContext) -> Scene:
    """Describes the stage for its component.

    Args:
        context: The stage and what is in focus.
    """
    trace, stage = context.trace, context.stage
    before, after = trace.input_of(stage.name), context.traced.output
    four = {role: float(array[context.filter]) for role, array in context.weights[stage.name].items()}
    strip, strip_arrays = strip_payload(context)
    meta: Meta = {
        "identity": context.identity,
        "stage": stage.name,
        "filter": context.filter,
        "row": context.row,
        "column": context.column,
        "numbers": Numbers(**four, epsilon=EPSILON),  # type: ignore[typeddict-item]
        "scales": {
            "before": Scale(kind="diverging", limit=limit_of(before)),
            "after": scale_of(trace, stage.name),
        },
        "strip": strip,
        "text": context.tables("normalization", "histogram", "maps", "transport"),
    }
    arrays: Arrays = {
        "before": np.ascontiguousarray(before[..., context.filter]),
        "after": np.ascontiguousarray(after[..., context.filter]),
        **strip_arrays,
    }
    return meta, arrays
