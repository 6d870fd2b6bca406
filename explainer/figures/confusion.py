"""The confusion matrix: which digit is taken for which."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go
from plotly.colors import sample_colorscale

from explainer.figures.look import axes
from explainer.figures.palette import PALETTES, Palette, Theme

HEIGHT = 430
Scale = list[list[float | str]]

PALEST = 0.2
"""Where on the scale a single mistake stands: paler, it could not be told from none."""

TARGET = 30
"""Pixels across what can be clicked of a cell."""

FRAME = 3
"""Pixels of the line around the opened cell."""


@dataclass(frozen=True)
class MatrixWords:
    """What is written at the axes of the matrix, in the visitor's language.

    Attributes:
        label: What the rows are.
        answer: What the columns are.
        hover: What a cell says that is pointed at, from its row, its column and what is written in it.
    """

    label: str
    answer: str
    hover: Callable[[int, int, str], str]


def confusion(
    values: npt.NDArray[Any],
    written: npt.NDArray[np.str_],
    *,
    chosen: tuple[int, int],
    theme: Theme,
    words: MatrixWords,
) -> go.Figure:
    """Draws the matrix; mistakes have a scale of their own, or they would vanish beside the right answers.

    The cells that can be clicked are points of a trace of their own, row by row: Plotly's heatmaps take no clicks.

    Args:
        values: Counts or shares, `(classes, classes)`, a row for each label.
        written: What stands in each cell.
        chosen: Row and column of the opened cell.
    """
    palette = PALETTES[theme]
    figure = axes(palette, HEIGHT, 8)
    count = len(values)
    is_right = np.eye(count, dtype=bool)
    mistakes = np.where(is_right, np.nan, values)
    scale, limit = _scale(palette), float(np.nanmax(mistakes)) or 1.0
    shared = {"xgap": 2, "ygap": 2, "showscale": False, "hoverinfo": "skip", "zmin": 0, "zmax": limit}
    figure.add_heatmap(z=np.where(is_right, 0.0, np.nan), colorscale=[[0, palette.chip], [1, palette.chip]], **shared)
    figure.add_heatmap(z=mistakes, colorscale=scale, **shared)
    rows, columns = (axis.ravel().tolist() for axis in np.indices(values.shape))
    figure.add_scatter(
        x=columns,
        y=rows,
        mode="markers",
        marker={"symbol": "square", "size": TARGET, "opacity": 0},
        selectedpoints=[chosen[0] * count + chosen[1]],
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
        customdata=[words.hover(*place, str(written[place])) for place in zip(rows, columns, strict=True)],
        hovertemplate="%{customdata}<extra></extra>",
    )
    figure.add_shape(_frame(*chosen), line={"color": palette.focus, "width": FRAME})
    # All at once: one by one, each would have all before it checked again.
    figure.update_layout(annotations=list(_numbers(values / limit, written, scale, palette)))
    figure.update_layout(margin={"l": 56, "r": 4, "t": 52, "b": 4}, plot_bgcolor=palette.page)
    ticks = {"tickvals": list(range(count)), "showgrid": False, "linecolor": palette.page}
    figure.update_xaxes(side="top", title={"text": words.answer, "standoff": 12}, range=[-0.5, count - 0.5], **ticks)
    figure.update_yaxes(title={"text": words.label, "standoff": 14}, range=[count - 0.5, -0.5], **ticks)
    return figure


def _frame(row: int, column: int) -> dict[str, float]:
    """Around a cell, as large as the plot has made it."""
    return {"x0": column - 0.47, "x1": column + 0.47, "y0": row - 0.47, "y1": row + 0.47}


def _numbers(
    shares: npt.NDArray[np.floating], written: npt.NDArray[np.str_], scale: Scale, palette: Palette
) -> Iterator[dict[str, Any]]:
    """What stands in the cells that are not empty, readable on their colours."""
    places = np.argwhere(shares).tolist()
    grounds = sample_colorscale(scale, [min(1.0, float(shares[row, column])) for row, column in places])
    for (row, column), ground in zip(places, grounds, strict=True):
        colour = palette.muted if row == column else palette.writing_on(_hex(ground))
        text = str(written[row, column])
        yield {"x": column, "y": row, "text": text, "showarrow": False, "font": {"size": 12, "color": colour}}


def _scale(palette: Palette) -> Scale:
    """Nothing looks like nothing; from a single mistake on, the scale of activations."""
    first, *others = palette.ramps["activation"]
    steps = np.linspace(PALEST, 1, len(others)).tolist()
    return [[0.0, first], [1e-9, others[0]], *([step, colour] for step, colour in zip(steps, others, strict=True))]


def _hex(colour: str) -> str:
    """Plotly's way of writing a colour, as the palette writes it."""
    channels = colour.removeprefix("rgb(").removesuffix(")").split(",")
    return "#" + "".join(f"{round(float(channel)):02X}" for channel in channels)
