"""The whole network for one image: a column a stage, and where each map's strongest number comes from."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypedDict

import numpy as np
from numpy.typing import NDArray

from explainer.claims import Facts, variant_for
from explainer.claims.overview import OVERVIEW
from explainer.text import Text
from explainer.tracing import Trace, Weights
from explainer.ui.components.payload import Arrays, Quantized, quantize
from explainer.ui.pictures.overview_columns import (
    TEXT,
    Brace,
    Column,
    Drawing,
    Origin,
    Word,
    braces,
    columns_of,
    sentence_of,
    shape_of,
    title_of,
)
from explainer.ui.pictures.overview_contributions import SHOWN, Contributions, contributions, pooled_cells
from explainer.ui.pictures.scales import Scale, maps_first, scale_of, silent_maps
from explainer.ui.references import ImageReference

LARGE = 65_536
"""Numbers of a stage from which on the browser computes its ReLU itself: from the same 8 bits, in half the bytes."""


FEW = 12
"""Maps of a layer that are shown at first."""


@dataclass(frozen=True)
class Examples:
    """Images of the data set that can be chosen instead.

    Attributes:
        pixels: `(images, 28, 28)`, 0 to 255.
        chosen: The place of the image in use; `None` if it is another.
    """

    images: Sequence[ImageReference]
    labels: Sequence[int]
    pixels: NDArray[np.uint8]
    chosen: int | None


class KernelPlace(TypedDict):
    """Where a kernel lies for an output cell: cell × strides − top or left."""

    size: int
    strides: int
    top: int
    left: int


class Outcome(TypedDict):
    """What the inspector calls a sum, and what is made of it."""

    before: str
    after: str
    format: Literal["number", "probability"]


class DropoutMeta(TypedDict):
    """A stage after a column, which does nothing to an image that is only looked at."""

    stage: str
    label: str


class ColumnMeta(TypedDict):
    """What the browser draws a column from.

    Attributes:
        array: The numbers painted.
        rectifies: The array whose ReLU they are, if the browser is to compute it.
        chain: The place of the first of the columns that show, map by map, what is made of the same sum.
        word: What the inspector calls one of them.
        choosable: Whether one of them can be opened, and not only their stage.
        account: Begins the names of the tables of `Contributions`, where they are sums.
        cells: The table with the cell of each map that the inspector follows; `None` where there are no cells.
        window: The kernel's place.
        count: Number of maps, or of numbers.
        few: The maps that are shown at first, in order; `None` for all.
        inputs: How many maps, or numbers, each of them is made of.
        parameters: `None` where nobody expects any.
        silent: Maps that are 0 everywhere.
        after: What has been applied to the numbers painted; `""` where there is nothing to say.
    """

    stage: str
    array: str
    rectifies: str | None
    drawing: Drawing
    origin: Origin
    chain: int
    word: Word
    choosable: bool
    account: str | None
    cells: str | None
    window: KernelPlace | None
    outcome: Outcome | None
    count: int
    few: list[int] | None
    inputs: int
    title: str
    shape: str
    parameters: int | None
    sentence: str
    scale: Scale
    silent: list[int]
    after: str
    dropouts: list[DropoutMeta]


class Example(TypedDict):
    """An image that can be chosen instead, as a link writes it."""

    image: str
    name: str


class Place(TypedDict):
    """A map or number: its column, and its index there, both from 0."""

    column: int
    index: int


class Meta(TypedDict):
    """The overview; `label` is the true class if it is known, `shown` the contributions written out in numbers.

    `examples` are the images of the array of that name; `chosen` is the place of the one in use, or `None`.
    """

    identity: str
    language: str
    columns: list[ColumnMeta]
    braces: list[Brace]
    focus: Place
    label: int | None
    prediction: int
    why: str
    where: str
    shown: int
    examples: list[Example]
    chosen: int | None
    title: str
    text: dict[str, str]


def overview_scene(
    trace: Trace,
    weights: Weights,
    text: Text,
    *,
    label: int | None = None,
    has_learned: bool = True,
    examples: Examples | None = None,
) -> tuple[Meta, Arrays]:
    """Describes a network's answer to one image for the overview component.

    Args:
        label: The true class, or `None` for a drawing.
        has_learned: Whether the weights were trained to any avail; see `explainer.claims.learning`.
        examples: Images that can be chosen instead.

    Returns:
        The payload's meta and arrays. Arrays are named after stages: the numbers painted (`conv2d_1`; maps
        `(maps, height, width)` in 8 bits; left out where `rectifies` of the column names the stage whose ReLU it is);
        for each stage that adds up weighed numbers the tables of `Contributions` (`conv2d_1.terms`, …); and what
        becomes of each map's strongest cell in the columns of its chain (`activation_1.value`, and `pooling2d_1.cells`
        where it moves). `examples` is `(examples, 28, 28)`, 0 to 255.
    """
    stages = tuple(traced.stage for traced in trace)
    columns = columns_of(stages)
    arrays: Arrays = {
        column.painted: _picture(column, trace) for column in columns if _rectified(column, trace) is None
    }
    accounts = {
        place: _account(column.account, trace, weights) for place, column in enumerate(columns) if column.account
    }
    for place, account in accounts.items():
        name = columns[place].account
        chain = [column for column in columns[place + 1 :] if column.chain == place]
        arrays |= account.arrays(str(name)) | dict(_followed(chain, account.cells, trace))
        arrays[f"{name}.kernels"] = quantize(account.kernels) if account.kernels.ndim == 4 else account.kernels
    if examples is not None:
        arrays["examples"] = examples.pixels
    described = [
        _column_meta(place, columns, trace, text, _few(columns[place], accounts, trace), has_learned=has_learned)
        for place in range(len(columns))
    ]
    meta: Meta = {
        "identity": f"{text.language} {stages}",
        "language": text.language,
        "columns": described,
        "braces": braces(columns, stages, text, has_learned=has_learned),
        "focus": _first_focus(described, accounts, arrays, trace.prediction),
        "label": label,
        "prediction": trace.prediction,
        "why": text(f"{TEXT}.why", higher=trace.prediction, lower=_runner_up(trace)),
        "where": text("page.attribution.enter"),
        "shown": SHOWN,
        "examples": [
            {"image": str(image), "name": text(f"{TEXT}.example", index=image.key, label=label)}
            for image, label in zip(examples.images, examples.labels, strict=True)
        ]
        if examples
        else [],
        "chosen": examples.chosen if examples else None,
        "title": text(f"{TEXT}.title_drawing") if label is None else text(f"{TEXT}.title_image", label=label),
        "text": text.table(TEXT) | {"lead": text(variant_for(OVERVIEW, f"{TEXT}.lead", Facts(stages[0], stages)))},
    }
    return meta, arrays


def _runner_up(trace: Trace) -> int:
    return int(np.argsort(-trace.logits, kind="stable")[1])


def _few(column: Column, accounts: dict[int, Contributions], trace: Trace) -> list[int] | None:
    """The maps of a column that are shown at first: those with the largest sums, as they come; `None` for all."""
    count = trace[column.painted].output.shape[-1]
    account = accounts.get(column.chain)
    if column.drawing != "maps" or count <= FEW or account is None:
        return None
    return sorted(np.argsort(-account.value, kind="stable")[:FEW].tolist())


def _column_meta(
    place: int, columns: Sequence[Column], trace: Trace, text: Text, few: list[int] | None, *, has_learned: bool
) -> ColumnMeta:
    column = columns[place]
    output = trace[column.painted].output
    sliding = [each.painted for each in columns[column.chain : place + 1] if each.stage.window is not None]
    function = trace[column.painted].stage.activation
    is_after = column.word == "unit" and function != "linear"
    return {
        "stage": column.stage.name,
        "array": column.painted,
        "rectifies": _rectified(column, trace),
        "drawing": column.drawing,
        "origin": column.origin,
        "chain": column.chain,
        "word": column.word,
        "choosable": column.origin not in ("given", "cell"),
        "account": column.account,
        "cells": f"{sliding[-1]}.cells" if sliding else None,
        "window": _kernel_place(column),
        "outcome": _outcome(column, function, text),
        "count": output.shape[-1],
        "few": few,
        "inputs": column.stages[0].input_shape[-1] if column.stages[0].settings.mixes_channels else 1,
        "title": title_of(column, columns, text),
        "shape": shape_of(column.stage),
        "parameters": column.parameters,
        "sentence": sentence_of(column, tuple(traced.stage for traced in trace), text, has_learned=has_learned),
        "scale": scale_of(trace, column.painted),
        "silent": silent_maps(output) if column.drawing == "maps" else [],
        "after": text(f"{TEXT}.after", activation=text(f"{TEXT}.title_{function}")) if is_after else "",
        "dropouts": [
            {"stage": stage.name, "label": text(f"{TEXT}.dropout", percent=f"{100 * stage.settings.dropped_share:.3g}")}
            for stage in column.idle
        ],
    }


def _rectified(column: Column, trace: Trace) -> str | None:
    """The stage whose ReLU a column is, if the browser is to compute it."""
    stage = column.stage
    is_relu = stage.settings.is_function and stage.activation == "relu"
    if not is_relu or column.drawing != "maps" or math.prod(stage.output_shape) < LARGE:
        return None
    return trace.before(stage.name).name


def _kernel_place(column: Column) -> KernelPlace | None:
    window = column.stage.window
    if window is None or column.account is None:
        return None
    top, left = column.stage.padding_before
    return {"size": window.size, "strides": window.strides, "top": top, "left": left}


def _outcome(column: Column, function: str | None, text: Text) -> Outcome | None:
    if column.word == "class":
        return {"before": text(f"{TEXT}.score"), "after": text(f"{TEXT}.probability"), "format": "probability"}
    if column.word == "unit":
        before, after = text(f"{TEXT}.before_activation"), text(f"{TEXT}.title_{function}")
        return {"before": before, "after": after, "format": "number"}
    if column.word == "mean":
        return {"before": "", "after": text(f"{TEXT}.mean"), "format": "number"}
    return None


def _picture(column: Column, trace: Trace) -> NDArray[np.float32] | Quantized:
    output = trace[column.painted].output
    if column.drawing == "maps":
        return quantize(maps_first(output))
    return quantize(output) if column.drawing == "strip" else output


def _account(name: str, trace: Trace, weights: Weights) -> Contributions:
    return contributions(trace[name].stage, trace.input_of(name), weights[name], trace[name].output)


def _followed(chain: Sequence[Column], cells: NDArray[np.int32], trace: Trace) -> Iterator[tuple[str, NDArray[Any]]]:
    """Where each strongest cell goes, and what is made of it."""
    for column in chain:
        name, output = column.painted, trace[column.painted].output
        if column.stage.window is not None:
            cells = pooled_cells(column.stage, cells, output)
            yield f"{name}.cells", cells
        values = output[cells[:, 0], cells[:, 1], np.arange(len(cells))]
        yield f"{name}.value", np.where(cells[:, 0] < 0, 0, values)


def _first_focus(
    columns: Sequence[ColumnMeta], accounts: dict[int, Contributions], arrays: Arrays, prediction: int
) -> Place:
    """A good first example: the strongest map of the first convolution; without one, what decides the answer.

    Of several maps, one whose strongest cell reaches the end of its chain: its story goes on to the right.
    """
    convolutions = [place for place, column in enumerate(columns) if column["window"] is not None]
    if convolutions:
        place = convolutions[0]
        ends = [column["cells"] for column in columns if column["chain"] == place]
        reached = np.asarray(arrays[str(ends[-1])])[:, 0] >= 0
        return {
            "column": place,
            "index": int(np.where(reached | ~reached.any(), accounts[place].value, -np.inf).argmax()),
        }
    if columns[-2]["account"] is not None:
        scores = accounts[len(columns) - 1]
        best = int(scores.terms[prediction].argmax())
        return {"column": len(columns) - 2, "index": int(scores.feeders[prediction, best])}
    return {"column": len(columns) - 1, "index": prediction}
