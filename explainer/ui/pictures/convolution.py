"""The convolution stage: a window slides over the input; each position yields one cell of the output."""

from typing import Literal, TypedDict

import numpy as np
from numpy.typing import NDArray

from explainer.network import Stage
from explainer.ui.components.payload import Scene
from explainer.ui.pictures.scales import Scale, limit_of, scale_of
from explainer.ui.pictures.stage import Asked, StageContext, StageMeta
from explainer.ui.pictures.strip import Strip, StripArrays, strip_payload


class Slide(TypedDict):
    """The geometry of a sliding window.

    Attributes:
        window: Its height and width, in cells.
        strides: Its step, in cells.
        pad: The number of padding rows above and of padding columns left of the input.
    """

    window: int
    strides: int
    pad: tuple[int, int]


class Meta(StageMeta, Slide):
    """The payload's header.

    Attributes:
        filter: The filter in focus; `filters` is their number.
        channel: The input map in focus; `None` for the map with the largest contribution.
        asked: Set if the number in focus is the subject of a question.
    """

    filter: int
    filters: int
    channel: int | None
    row: int
    column: int
    asked: Asked | None
    bias: float
    activation: str | None
    scales: dict[Literal["input", "output"], Scale]
    strip: Strip
    text: dict[Literal["convolution", "maps", "transport"], dict[str, str]]


class Arrays(StripArrays):
    """The cells of the filter in focus, and the strip of maps.

    Attributes:
        input: The maps that the kernel slides over, `(height, width, channels)`.
        kernel: `(kernel_size, kernel_size, channels)`.
        output: The convolution's output, before the activation, `(height, width)`.
        activated: The output of the following stage, `(height, width)`.
    """

    input: NDArray[np.float32]
    kernel: NDArray[np.float32]
    output: NDArray[np.float32]
    activated: NDArray[np.float32]


def slide_of(stage: Stage) -> Slide:
    """The window of a stage that has one."""
    return {"window": stage.window_size, "strides": stage.strides or 1, "pad": stage.padding_before}


def hides_a_number(stage: Stage) -> bool:
    """Whether the picture can hide one number and show everything that it is computed from."""
    return _slides_over_one(stage)


def _slides_over_one(stage: Stage) -> bool:
    """Whether a kernel slides over a single map."""
    return stage.input_shape[-1] == 1 or not stage.settings.mixes_channels


def words(context: StageContext) -> dict[str, str]:
    """The picture's texts; those on several input maps replace the others if the kernel covers several."""
    table = dict(context.text.table("component.convolution"))
    if not _slides_over_one(context.stage):
        table |= context.text.table("component.convolution_many")
    return table


def scene(context: StageContext) -> Scene:
    """Builds the component's payload."""
    trace, stage = context.trace, context.stage
    output = context.traced.output
    kernels = stage.settings.map_kernels(context.weights[stage.name])
    bias, source = context.weights[stage.name].bias, stage.settings.source_map(context.filter)
    inputs = trace.input_of(stage.name)
    following = trace.after(stage.name)
    assert following is not None
    strip, strip_arrays = strip_payload(context, kernels)
    meta: Meta = {
        **slide_of(stage),
        "identity": context.identity,
        "stage": stage.name,
        "filter": context.filter,
        "filters": stage.channels,
        "channel": context.channel,
        "row": context.row,
        "column": context.column,
        "asked": context.asked,
        "bias": float(bias[context.filter]),
        "activation": stage.activation,
        "scales": {
            "input": scale_of(trace, trace.before(stage.name).name),
            "output": Scale(kind="diverging", limit=limit_of(output)),
        },
        "strip": strip,
        "text": {**context.tables("maps", "transport"), "convolution": words(context)},
    }
    arrays: Arrays = {
        "input": inputs if source is None else np.ascontiguousarray(inputs[..., source : source + 1]),
        "kernel": np.ascontiguousarray(kernels[..., context.filter]),
        "output": np.ascontiguousarray(output[..., context.filter]),
        "activated": np.ascontiguousarray(following.output[..., context.filter]),
        **strip_arrays,
    }
    return meta, arrays
