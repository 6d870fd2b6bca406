"""Normalization: a number less a mean, divided by a spread, times gamma plus beta."""

from typing import Literal, TypedDict

import numpy as np
from numpy.typing import NDArray

from explainer.network.kinds.normalizing import EPSILON, NormalizationKind
from explainer.ui.components.payload import Scene
from explainer.ui.pictures.scales import Scale, limit_of, scale_of
from explainer.ui.pictures.stage import StageContext, StageMeta
from explainer.ui.pictures.strip import Strip, StripArrays, strip_payload


class Numbers(TypedDict):
    """A map's two numbers, by Keras's names, and what keeps it from being divided by 0."""

    gamma: float
    beta: float
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
    """The chosen map before and after, `(height, width)`, and what the strip needs.

    Attributes:
        mean: What is subtracted in each cell, `(height, width)`; `(1, 1)` if it is the same everywhere.
        variance: Likewise, the variance that the spread is made of.
    """

    before: NDArray[np.float32]
    after: NDArray[np.float32]
    mean: NDArray[np.float32]
    variance: NDArray[np.float32]


def scene(context: StageContext) -> Scene:
    """Describes the stage for its component."""
    trace, stage = context.trace, context.stage
    before, after = trace.input_of(stage.name), context.traced.output
    settings, weights = stage.settings, context.weights[stage.name]
    assert isinstance(settings, NormalizationKind)
    mean, variance = (_of_map(array, context.filter) for array in settings.moments(before, weights))
    strip, strip_arrays = strip_payload(context)
    meta: Meta = {
        "identity": context.identity,
        "stage": stage.name,
        "filter": context.filter,
        "row": context.row,
        "column": context.column,
        "numbers": {
            "gamma": float(weights["gamma"][context.filter]),
            "beta": float(weights["beta"][context.filter]),
            "epsilon": EPSILON,
        },
        "scales": {"before": Scale(kind="diverging", limit=limit_of(before)), "after": scale_of(trace, stage.name)},
        "strip": strip,
        "text": {
            **context.tables("histogram", "maps", "transport"),
            "normalization": context.text.table("component.normalization")
            | context.text.table(f"component.normalization_of.{stage.kind}"),
        },
    }
    arrays: Arrays = {
        "before": np.ascontiguousarray(before[..., context.filter]),
        "after": np.ascontiguousarray(after[..., context.filter]),
        "mean": mean,
        "variance": variance,
        **strip_arrays,
    }
    return meta, arrays


def _of_map(array: NDArray[np.float64], channel: int) -> NDArray[np.float32]:
    """The numbers of one map, `(height, width)`; `(1, 1)` of those that all places share."""
    own = array[..., min(channel, array.shape[-1] - 1)]
    return np.ascontiguousarray(own.reshape(own.shape or (1, 1)), dtype=np.float32)
