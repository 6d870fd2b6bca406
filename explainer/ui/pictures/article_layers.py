"""The picture of a line that adds a layer: numbers in, kernels, numbers out, of the image and the model in use."""

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
"""So many images of each part are shown, the first ones."""
MAPS = 12
"""So many maps of a layer are shown, the first ones."""
NUMBERS = 1_024
"""So many numbers of a row are sent."""


class Sheet(TypedDict):
    """Numbers before or after a layer.

    Attributes:
        array: The array's name, `""` if the numbers are not known.
        form: Maps, one row of numbers, or ten probabilities.
        count: Maps, or numbers, that there are.
        rows: Rows and columns of a map; 0 where they are not known.
    """

    array: str
    form: Literal["maps", "row", "classes"]
    shape: str
    count: int
    shown: int
    rows: int
    scale: Scale


class WindowMeta(TypedDict):
    """A window that slides: output cell × strides − before is its first row and column."""

    size: int
    strides: int
    before: int


class LayerPicture(TypedDict):
    """A layer: numbers in, kernels if it has some that slide, numbers out; `dropped` is the share dropped."""

    kind: Literal["layer"]
    before: Sheet
    kernels: Sheet | None
    after: Sheet
    window: WindowMeta | None
    dropped: float


def pictured_arrays(context: ArticleContext) -> Arrays:
    """The arrays of all pictures.

    Returns:
        `digits_train` and `digits_test`, `(DIGITS, 28, 28)` as they come, 0 to 255; `input`, `(1, 28, 28)`, and by
        layer what comes out of it, maps `(MAPS, height, width)` or `(numbers,)`; `<layer>.kernels`,
        `(MAPS, size, size)` on the first input map.
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
    """The kernels that slide; of a layer without any, nothing."""
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
    # What is only passed on keeps its colours.
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
