"""Which colours a stage's numbers get: one rule for every picture."""

from collections.abc import Sequence
from typing import Any, Literal, TypedDict

import numpy as np
from numpy.typing import NDArray

from explainer.network import Stage
from explainer.tracing import Trace

ScaleKind = Literal["pixels", "sequential", "diverging"]
OF_SIGNS: dict[str, ScaleKind] = {"pixels": "pixels", "positive": "sequential", "any": "diverging"}


class Scale(TypedDict):
    """How numbers become colours.

    Attributes:
        kind: `"pixels"` and `"sequential"` run from 0 to `limit`, `"diverging"` from -`limit` to `limit`.
        limit: The number with the strongest colour, ≥ 0.
    """

    kind: ScaleKind
    limit: float


def kind_of(trace: Trace, name: str) -> ScaleKind:
    """The kind of scale of a stage's output.

    Pixels are grey. Whatever can be negative is diverging, even where this image has no negative number: a colour
    must not change its meaning with the image.
    """
    return kind_after([traced.stage for traced in trace.stages[: trace.index(name) + 1]])


def kind_after(stages: Sequence[Stage]) -> ScaleKind:
    """The kind of scale of what the last of some stages returns, whatever the image.

    Args:
        stages: The stages up to this one.
    """
    for stage in reversed(stages):
        if stage.settings.signs != "kept":
            return OF_SIGNS[stage.settings.signs]
    return "diverging"


def scale_of(trace: Trace, name: str) -> Scale:
    """The scale of a stage's output, shared by all its maps."""
    kind = kind_of(trace, name)
    return Scale(kind=kind, limit=1.0 if kind == "pixels" else limit_of(trace[name].output))


def limit_of(array: NDArray[Any]) -> float:
    """The largest absolute value, 0 for an empty array."""
    return float(np.abs(array).max(initial=0.0))


def maps_first(array: NDArray[np.float32]) -> NDArray[np.float32]:
    """Turns `(height, width, channels)` into `(channels, height, width)`."""
    return np.ascontiguousarray(np.moveaxis(array, -1, 0))


def silent_maps(array: NDArray[np.float32]) -> list[int]:
    """The maps of `(height, width, channels)` that are 0 everywhere."""
    return [int(index) for index in np.flatnonzero(~array.any(axis=(0, 1)))]
