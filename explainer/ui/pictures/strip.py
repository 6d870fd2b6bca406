"""All maps of a layer, in a strip below its picture."""

from collections.abc import Mapping
from typing import NotRequired, TypedDict

import numpy as np
from numpy.typing import NDArray

from explainer.ui.components.payload import Quantized, quantize
from explainer.ui.pictures.scales import Scale, maps_first, scale_of, silent_maps
from explainer.ui.pictures.stage import StageContext

AT_ONCE = 64
"""Maps that are shown without being asked for."""

WISHES = ("all_maps", "enlarged")
"""What a strip may ask for: the maps beyond `AT_ONCE`, and the enlarged view with its exact values."""


class Strip(TypedDict):
    """What a strip shows beside its maps.

    Attributes:
        scale: The maps' shared one.
        silent: The maps that are 0 everywhere.
        painted: What they are, in the visitor's language.
        kernel_channel: Of a convolution, the input map that the kernels are shown for.
    """

    count: int
    indices: list[int]
    scale: Scale
    silent: list[int]
    painted: str
    enlarged: bool
    kernel_channel: NotRequired[int]
    kernel_channels: NotRequired[int]


class StripArrays(TypedDict):
    """What a strip adds to a stage's arrays.

    Attributes:
        maps: Those of `Strip.indices`, `(maps, height, width)`.
        strengths: The largest absolute value of every map, also of those not sent, `(maps,)`.
        kernels: Of a convolution, `(maps, kernel_size, kernel_size)`, on `Strip.kernel_channel`.
    """

    maps: Quantized
    strengths: NDArray[np.float32]
    kernels: NotRequired[Quantized]


def wishes(answer: Mapping[str, object]) -> dict[str, bool]:
    """Reads what a strip asks for out of a component's answer.

    Returns:
        The entries of `WISHES` that the answer has, each on or off; nonsense is left out.
    """
    return {name: wish for name in WISHES if isinstance(wish := answer.get(name), bool)}


def has_maps(context: StageContext) -> bool:
    """Whether the stage has maps to show: flat stages and stages without a strip have none."""
    return not context.stage.is_flat and context.stage.settings.has_strip


def maps_of(context: StageContext) -> tuple[NDArray[np.float32], Scale, str]:
    """The maps that a strip paints.

    A strip paints activations: a convolution's maps after their function, which is the stage that follows.

    Returns:
        The maps `(height, width, channels)` float32, their shared scale, and what they are, in the visitor's language.
    """
    trace, stage, text = context.trace, context.stage, context.text
    if stage.activation is None:
        # What is kept shares its scale with the input, so that a number keeps its colour.
        scaled = trace.before(stage.name) if stage.settings.signs == "kept" else context.traced
        return context.traced.output, scale_of(trace, scaled.name), text(f"component.maps_painted.{stage.kind}")
    following = trace.after(stage.name)
    painted = context.traced if stage.settings.is_function or following is None else following
    function = text(f"component.activation.name_{painted.stage.activation}")
    return painted.output, scale_of(trace, painted.name), text("component.maps_painted.activated", function=function)


def strip_payload(context: StageContext, kernel: NDArray[np.float32] | None = None) -> tuple[Strip, StripArrays]:
    """What a strip needs; its arrays are to be merged into the stage's.

    Args:
        context: The stage. Without `all_maps` the first 64 maps are sent, and the chosen one wherever it is.
        kernel: A convolution's kernels `(kernel_size, kernel_size, channels, filters)`.

    Returns:
        What it shows beside its maps, and its arrays.
    """
    maps, scale, painted = maps_of(context)
    indices = indices_shown(maps.shape[-1], context)
    strip: Strip = {
        "count": maps.shape[-1],
        "indices": indices,
        "scale": scale,
        "silent": silent_maps(maps),
        "painted": painted,
        "enlarged": context.enlarged,
    }
    arrays: StripArrays = {"maps": quantize(maps_first(maps[..., indices])), "strengths": np.abs(maps).max(axis=(0, 1))}
    if kernel is not None:
        channel = kernel_channel(context, kernel)
        strip |= {"kernel_channel": channel, "kernel_channels": kernel.shape[2]}
        arrays["kernels"] = quantize(maps_first(kernel[:, :, channel][..., indices]))
    return strip, arrays


def indices_shown(count: int, context: StageContext) -> list[int]:
    """The maps a strip shows: the first ones, and the chosen one; all of them for a visitor who asked."""
    if context.all_maps or count <= AT_ONCE:
        return list(range(count))
    beyond = [context.filter] if context.filter >= AT_ONCE else []
    return [*range(AT_ONCE), *beyond]


def kernel_channel(context: StageContext, kernel: NDArray[np.float32]) -> int:
    """The channel in focus, or the one that adds most to the cell in focus.

    Args:
        kernel: Its kernels `(kernel_size, kernel_size, channels, filters)`.
    """
    if kernel.shape[2] == 1:
        return 0
    if context.channel is not None:
        return context.channel
    stage = context.stage
    strides = stage.strides or 1
    top, left = (
        place * strides - before
        for place, before in zip((context.row, context.column), stage.padding_before, strict=True)
    )
    values = context.trace.input_of(stage.name)[max(top, 0) :, max(left, 0) :]
    weights = kernel[max(-top, 0) :, max(-left, 0) :, :, context.filter]
    rows, columns = min(values.shape[0], weights.shape[0]), min(values.shape[1], weights.shape[1])
    sums = np.einsum("rcd,rcd->d", values[:rows, :columns], weights[:rows, :columns])
    return int(np.argmax(np.abs(sums)))
