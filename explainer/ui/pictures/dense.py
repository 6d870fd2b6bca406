"""A dense layer, the one that gives the scores included: each unit weighs all inputs."""

from typing import Literal, NotRequired, TypedDict

import numpy as np
from numpy.typing import NDArray

from explainer.mnist import unscale
from explainer.network.kinds import Shape
from explainer.tracing import Trace
from explainer.ui.components.payload import Scene
from explainer.ui.pictures.scales import Scale, limit_of, scale_of
from explainer.ui.pictures.stage import StageContext, StageMeta


def flattened_shape(trace: Trace, name: str) -> Shape | None:
    """The shape of the maps that a dense stage's inputs were before `Flatten`.

    Returns:
        `(height, width, channels)`, or `None` if the inputs come from another dense layer.
    """
    for traced in reversed(trace.stages[: trace.index(name)]):
        if traced.stage.keeps_places:
            return traced.stage.input_shape
        if not traced.stage.settings.is_identity:
            return None
    return None


def inputs_of(trace: Trace, name: str) -> Literal["maps", "map", "means", "units"]:
    """What the inputs of a dense stage are: all cells of maps or of the only one, means of maps, or other units."""
    shape = flattened_shape(trace, name)
    if shape is not None:
        return "map" if shape[-1] == 1 else "maps"
    before = [traced.stage for traced in trace.stages[: trace.index(name)] if not traced.stage.settings.is_identity]
    return "means" if before[-1].flattens else "units"


class Placement(TypedDict):
    """Where the cells of maps lie over the image, each in the middle of the pixels it sees.

    Attributes:
        top: Upper edge of the first cell, in pixels from the image's upper edge; windows without padding begin inside.
        left: Its left edge, likewise.
        step: Height and width of a cell, in pixels.
    """

    top: float
    left: float
    step: int


def placement(trace: Trace, name: str) -> Placement:
    """Finds where the cells of the maps before `Flatten` lie over the image.

    Along one axis a cell sees `size` pixels from `start` + place × `step` on, at an edge partly padding.

    Args:
        name: A stage whose inputs were maps.
    """
    starts, size, step = [0, 0], 1, 1
    for traced in trace.stages[: trace.index(name)]:
        stage = traced.stage
        if window := stage.window:
            starts = [start - before * step for start, before in zip(starts, stage.padding_before, strict=True)]
            size += (window.size - 1) * step
            step *= window.strides
    top, left = (start + (size - step) / 2 for start in starts)
    return Placement(top=top, left=left, step=step)


class Meta(StageMeta):
    """What the picture shows beside its numbers.

    Attributes:
        unit: The one in focus.
        shape: Of the maps that the inputs were; `None` if they were none.
        placement: Where those lie over the image.
        classes: Whether the units are the ten classes.
    """

    unit: int
    bias: float
    shape: Shape | None
    placement: Placement | None
    classes: bool
    scales: dict[Literal["inputs", "units"], Scale]
    text: dict[str, str]


class Arrays(TypedDict):
    """The numbers of the unit in focus, and of all.

    Attributes:
        inputs: `(inputs,)`.
        weights: Of the unit in focus, `(inputs,)`.
        units: Every unit's pre-activation as Keras returned it, `(units,)`.
        pixels: Where the inputs were maps, the image `(28, 28)` for the digit's outline.
    """

    inputs: NDArray[np.float32]
    weights: NDArray[np.float32]
    units: NDArray[np.float32]
    pixels: NotRequired[NDArray[np.uint8]]


def scene(context: StageContext) -> Scene:
    """Describes a dense stage for its component.

    Args:
        context: The stage; `filter` is the unit in focus.
    """
    trace, stage = context.trace, context.stage
    weights = context.weights[stage.name]
    units = context.traced.output
    shape = flattened_shape(trace, stage.name)
    meta: Meta = {
        "identity": f"{context.identity} {shape}",
        "stage": stage.name,
        "unit": context.filter,
        "bias": float(weights.bias[context.filter]),
        "shape": shape,
        "placement": None if shape is None else placement(trace, stage.name),
        "classes": stage.is_logits,
        "scales": {
            "inputs": scale_of(trace, trace.before(stage.name).name),
            "units": Scale(kind="diverging", limit=limit_of(units)),
        },
        "text": context.text.table("component.dense")
        | context.text.table(f"component.dense_{inputs_of(trace, stage.name)}"),
    }
    arrays: Arrays = {
        "inputs": trace.input_of(stage.name),
        "weights": np.ascontiguousarray(weights.kernel[:, context.filter]),
        "units": units,
    }
    if shape is not None:
        arrays["pixels"] = unscale(trace.stages[0].output[..., 0])
    return meta, arrays
