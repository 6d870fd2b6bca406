"""The whole network for one image: a column a stage, and where each map's strongest number comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from explainer.text import Text
from explainer.tracing import Trace, Weights
from explainer.ui.components.payload import Arrays, Quantized, quantize
from explainer.ui.scenes.columns import TEXT, Brace, Column, ColumnMeta, braces, column_meta, columns_of, rectified
from explainer.ui.scenes.contributions import SHOWN, Contributions, contributions, pooled_cells
from explainer.ui.stages.scales import maps_first


class Place(TypedDict):
    """A map or number: its column, and its index there, both from 0."""

    column: int
    index: int


class Meta(TypedDict):
    """The overview; `label` is the true class if it is known, `shown` the contributions written out in numbers."""

    identity: str
    language: str
    columns: list[ColumnMeta]
    braces: list[Brace]
    focus: Place
    label: int | None
    prediction: int
    shown: int
    title: str
    text: dict[str, str]


def overview_scene(trace: Trace, weights: Weights, text: Text, *, label: int | None = None) -> tuple[Meta, Arrays]:
    """Describes a network's answer to one image for the overview component.

    Args:
        trace: The answer.
        weights: The weights it was computed with.
        text: The catalogue in the visitor's language.
        label: The true class, or `None` for a drawing.

    Returns:
        The payload's meta and arrays. Arrays are named after stages: the numbers painted (`conv2d_1`; maps
        `(maps, height, width)` in 8 bits; left out where `rectifies` of the column names the stage whose ReLU it is);
        for each stage that adds up weighed numbers the tables of `Contributions` (`conv2d_1.terms`, …); and what
        becomes of each map's strongest cell in the columns of its chain (`activation_1.value`, and `pooling2d_1.cells`
        where it moves).
    """
    columns = columns_of([traced.stage for traced in trace])
    arrays: Arrays = {column.painted: _picture(column, trace) for column in columns if rectified(column, trace) is None}
    accounts = {
        place: _account(column.account, trace, weights) for place, column in enumerate(columns) if column.account
    }
    for place, account in accounts.items():
        name = columns[place].account
        chain = [column for column in columns[place + 1 :] if column.chain == place]
        arrays |= account.arrays(str(name)) | dict(_followed(chain, account.cells, trace))
        arrays[f"{name}.kernels"] = quantize(account.kernels) if account.kernels.ndim == 4 else account.kernels
    described = [column_meta(place, columns, trace, text) for place in range(len(columns))]
    meta: Meta = {
        "identity": f"{text.language} {[traced.stage for traced in trace]}",
        "language": text.language,
        "columns": described,
        "braces": braces(columns, text),
        "focus": _first_focus(described, accounts, arrays, trace.prediction),
        "label": label,
        "prediction": trace.prediction,
        "shown": SHOWN,
        "title": text(f"{TEXT}.title_drawing") if label is None else text(f"{TEXT}.title_image", label=label),
        "text": text.table(TEXT),
    }
    return meta, arrays


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
    """A good first example: the strongest map of the last convolution; without one, what decides the answer.

    Of several maps, one whose strongest cell reaches the end of its chain: its story goes on to the right.
    """
    convolutions = [place for place, column in enumerate(columns) if column["window"] is not None]
    if convolutions:
        place = convolutions[-1]
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
