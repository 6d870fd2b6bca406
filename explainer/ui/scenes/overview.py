"""The whole network for one image: a column a stage, and where each map's strongest number comes from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.network import Stage
from explainer.text import Text
from explainer.tracing import Trace, Weights
from explainer.ui.components.payload import Arrays, Quantized, Scene, quantize
from explainer.ui.scenes.columns import TEXT, Column, braces, columns_of, sentence_of, shape_of, title_of
from explainer.ui.scenes.contributions import (
    LINES,
    SHOWN,
    Contributions,
    contributions,
    pooled_cells,
)
from explainer.ui.stages.scales import maps_first, scale_of, silent_maps

LARGE = 65_536
"""Numbers of a stage from which on the browser computes its ReLU itself: from the same 8 bits, in half the bytes."""


def overview_scene(trace: Trace, weights: Weights, text: Text, *, label: int | None = None) -> Scene:
    """Describes a network's answer to one image for the overview component.

    Args:
        trace: The answer.
        weights: The weights it was computed with.
        text: The catalogue in the visitor's language.
        label: The true class, or `None` for a drawing.

    Returns:
        The payload's meta and arrays. Arrays are named after stages: the numbers painted (`conv2d_1`; maps
        `(maps, height, width)` in 8 bits; left out where `rectifies` of the column names the stage whose ReLU it is),
        and for each stage with weights the tables of `Contributions`
        (`conv2d_1.terms`, …) with the values after activation and pooling (`conv2d_1.activated`, `.pooled`,
        `.pooled_cells`).
    """
    columns = columns_of([traced.stage for traced in trace])
    arrays: Arrays = {
        column.painted: _picture(column, trace) for column in columns if _rectified(column, trace) is None
    }
    accounts = {traced.name: _account(traced.stage, trace, weights) for traced in trace if traced.stage.settings.weighs}
    for name, account in accounts.items():
        arrays |= account.arrays(name) | _afterwards(account, name, trace)
        arrays[f"{name}.kernels"] = quantize(account.kernels) if account.kernels.ndim == 4 else account.kernels
    meta = {
        "identity": f"{text.language} {[traced.stage for traced in trace]}",
        "language": text.language,
        "columns": [_column_meta(column, columns, trace, text) for column in columns],
        "braces": braces(columns, text),
        "focus": _first_focus(columns, accounts, trace),
        "label": label,
        "prediction": trace.prediction,
        "shown": SHOWN,
        "lines": LINES,
        "title": text(f"{TEXT}.title_drawing") if label is None else text(f"{TEXT}.title_image", label=label),
        "text": text.table(TEXT),
    }
    return meta, arrays


def _picture(column: Column, trace: Trace) -> NDArray[np.float32] | Quantized:
    output = trace[column.painted].output
    if column.picture == "maps":
        return quantize(maps_first(output))
    return quantize(output) if column.picture == "strip" else output


def _rectified(column: Column, trace: Trace) -> str | None:
    """The stage whose ReLU a column is, if the browser is to compute it."""
    stage = column.stage
    is_relu = stage.settings.is_function and stage.activation == "relu"
    if not is_relu or column.picture != "maps" or math.prod(stage.output_shape) < LARGE:
        return None
    return trace.stages[trace.index(stage.name) - 1].name


def _account(stage: Stage, trace: Trace, weights: Weights) -> Contributions:
    return contributions(stage, trace.input_of(stage.name), weights[stage.name], trace[stage.name].output)


def _afterwards(account: Contributions, name: str, trace: Trace) -> dict[str, NDArray[Any]]:
    """The values that activation and pooling make of each strongest cell."""
    places = trace.index(name)
    activated = trace.stages[places + 1]
    if not account.cells.size:
        return {f"{name}.activated": activated.output}
    rows, columns = account.cells.T
    channels = np.arange(len(account.cells))
    values = {f"{name}.activated": activated.output[rows, columns, channels]}
    pooling = trace.stages[places + 2]
    if pooling.stage.window is None or pooling.stage.settings.weighs:
        return values
    cells = pooled_cells(pooling.stage, account.cells, pooling.output)
    pooled = pooling.output[cells[:, 0], cells[:, 1], channels]
    return values | {f"{name}.pooled_cells": cells, f"{name}.pooled": np.where(cells[:, 0] < 0, 0, pooled)}


def _column_meta(column: Column, columns: Sequence[Column], trace: Trace, text: Text) -> dict[str, Any]:
    output = trace[column.painted].output
    meta: dict[str, Any] = {
        "stage": column.stage.name,
        "kind": column.stage.kind,
        "picture": column.picture,
        "array": column.painted,
        "rectifies": _rectified(column, trace),
        "count": output.shape[-1],
        "title": title_of(column, columns, text),
        "shape": shape_of(column.stage),
        "parameters": _parameters(column),
        "sentence": sentence_of(column, text),
        "scale": scale_of(trace, column.painted),
        "block": column.block,
        "weighted": column.weighted.name if column.weighted else None,
        "window": _window(column),
        "silent": silent_maps(output) if column.picture == "maps" else [],
        "after": "",
        "dropouts": [
            {"stage": stage.name, "label": text(f"{TEXT}.dropout", percent=round(100 * stage.settings.dropped_share))}
            for stage in column.dropouts
        ],
    }
    if column.picture in ("units", "classes"):
        activation = trace[column.painted].stage.activation
        meta["activation"] = text(f"{TEXT}.title_{activation}")
        if column.picture == "units" and activation not in (None, "linear"):
            meta["after"] = text(f"{TEXT}.after", activation=meta["activation"])
    return meta


def _parameters(column: Column) -> int:
    """Those of the stage itself: activation and pooling of a block have none of their own."""
    if column.weighted is None or (column.picture == "maps" and column.weighted is not column.stage):
        return 0
    return column.weighted.parameters


def _window(column: Column) -> dict[str, int] | None:
    """Where a convolution's kernel lies for an output cell: cell times strides minus pad."""
    window = column.stage.window
    if window is None or column.weighted is not column.stage:
        return None
    top, left = column.stage.padding_before
    return {"size": window.size, "strides": window.strides, "top": top, "left": left}


def _first_focus(columns: Sequence[Column], accounts: dict[str, Contributions], trace: Trace) -> dict[str, int]:
    """A good first example: the strongest map of the last convolution; without one, what decides the answer.

    Of several maps, one whose strongest cell is also pooled: its story goes on to the right.
    """
    convolutions = [place for place, column in enumerate(columns) if _window(column) is not None]
    if convolutions:
        place = convolutions[-1]
        name = columns[place].stage.name
        value = accounts[name].value
        reached = _afterwards(accounts[name], name, trace).get(f"{name}.pooled_cells", accounts[name].cells)[:, 0] >= 0
        return {"column": place, "index": int(np.where(reached | ~reached.any(), value, -np.inf).argmax())}
    if columns[-2].picture == "units":
        terms = accounts["logits"]
        best = int(terms.terms[trace.prediction].argmax())
        return {"column": len(columns) - 2, "index": int(terms.feeders[trace.prediction, best])}
    return {"column": len(columns) - 1, "index": trace.prediction}
