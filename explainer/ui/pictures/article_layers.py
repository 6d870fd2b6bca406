"""The picture of a line that adds a layer: its input, kernels and output for the image and the model in use."""

from typing import Literal, TypedDict

import numpy as np

from explainer.network.kinds import PartShape
from explainer.network.worked import LayerRow
from explainer.tracing import Array
from explainer.ui.components.payload import Arrays, quantize
from explainer.ui.pictures.article_context import INPUT, ArticleContext
from explainer.ui.pictures.flow import shape_words
from explainer.ui.pictures.scales import Scale, limit_of, maps_first, scale_of

DIGITS = 10
"""The number of images shown of each part of the data set, from the first on."""
MAPS = 12
"""The number of a layer's maps shown, from the first on."""
NUMBERS = 1_024
"""The number of values sent of a flat layer."""


class Sheet(TypedDict):
    """A layer's input, output or kernels.

    Attributes:
        array: The name of its array, `""` if the values are not known.
        form: Maps, a flat row of values, or the ten probabilities.
        count: The number of maps, or of values of a flat layer; `shown` of them are shown.
        rows: The height and width of a map; 0 if not known.
    """

    array: str
    form: Literal["maps", "row", "classes"]
    shape: str
    count: int
    shown: int
    rows: int
    scale: Scale


class WindowMeta(TypedDict):
    """A sliding window: its first input row (and column) is output cell × `strides` − `before`."""

    size: int
    strides: int
    before: int


class LayerPicture(TypedDict):
    """A layer's input, its kernels if it has sliding ones, and its output; `dropped` is dropout's rate."""

    kind: Literal["layer"]
    before: Sheet
    kernels: Sheet | None
    after: Sheet
    window: WindowMeta | None
    dropped: float


def pictured_arrays(context: ArticleContext) -> Arrays:
    """The arrays of all pictures.

    Returns:
        `digits_train` and `digits_test`, `(DIGITS, 28, 28)`, 0 to 255, not quantized; `input`, `(1, 28, 28)`;
        `<layer>`, the layer's output, maps `(MAPS, height, width)` or `(numbers,)`; `<layer>.kernels`,
        `(MAPS, size, size)`, for the first input map.
    """
    dataset = context.dataset
    arrays: Arrays = {"digits_train": dataset.x_train[:DIGITS], "digits_test": dataset.x_test[:DIGITS]}
    for name, output in context.known.items():
        arrays[name] = quantize(maps_first(output)[:MAPS] if output.ndim == 3 else output[:NUMBERS])
    for name in context.kept:
        kernel = _kernel(name, context)
        if kernel is not None:
            arrays[f"{name}.kernels"] = np.ascontiguousarray(np.moveaxis(kernel[:, :, 0, :MAPS], -1, 0))
    return arrays


def _kernel(layer: str, context: ArticleContext) -> Array | None:
    """The layer's sliding kernels `(size, size, channels, filters)`; `None` if it has none."""
    stage = context.stages(layer)[0]
    if stage.window is None or not stage.settings.has_kernel:
        return None
    return stage.settings.map_kernels(context.model.weights[stage.name])


def layer_picture(row: LayerRow, context: ArticleContext) -> LayerPicture:
    """The picture of a layer."""
    name, window = row.layer.name, row.settings.window
    before = context.before(row) or ""
    size = row.layer.input_shape[0]
    place: WindowMeta | None = None
    if window is not None and size is not None:
        place = {"size": window.size, "strides": window.strides, "before": window.before(size)}
    return {
        "kind": "layer",
        "before": _sheet(before, row.layer.input_shape, context),
        "kernels": _kernels(row, context) if name in context.kept else None,
        "after": _sheet(
            name if name in context.known else "", row.output_shape, context, is_last=_is_last(row, context)
        ),
        "window": place,
        "dropped": row.settings.dropped_share,
    }


def _is_last(row: LayerRow, context: ArticleContext) -> bool:
    return row.layer.name == [line.layer for line in context.lines if line.layer is not None][-1]


def _sheet(array: str, shape: PartShape, context: ArticleContext, *, is_last: bool = False) -> Sheet:
    is_flat, count = len(shape) == 1, shape[-1] or 0
    rows = 0 if is_flat else shape[0] or 0
    return {
        "array": array,
        "form": "classes" if is_last else "row" if is_flat else "maps",
        "shape": shape_words(shape),
        "count": count,
        "shown": min(count, NUMBERS if is_flat else MAPS),
        "rows": rows,
        "scale": _scale(array, context),
    }


def _scale(array: str, context: ArticleContext) -> Scale:
    if not array:
        return Scale(kind="sequential", limit=0.0)
    # A layer that only passes values on keeps the scale of the last trained layer before it.
    names = list(context.known)
    known = [name for name in names[: names.index(array) + 1] if name == INPUT or name in context.kept]
    return scale_of(context.trace, context.stages(known[-1])[-1].name)


def _kernels(row: LayerRow, context: ArticleContext) -> Sheet | None:
    kernel = _kernel(row.layer.name, context)
    if kernel is None:
        return None
    size, _, channels, filters = kernel.shape
    return {
        "array": f"{row.layer.name}.kernels",
        "form": "maps",
        "shape": f"{size}×{size}×{channels}×{filters}",
        "count": filters,
        "shown": min(filters, MAPS),
        "rows": size,
        "scale": Scale(kind="diverging", limit=limit_of(kernel[:, :, 0, :MAPS])),
    }
