"""How accuracy falls as digits get harder, with a digit at each point."""

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go
from PIL import Image

from explainer.figures.look import axes
from explainer.figures.palette import PALETTES, Theme

HEIGHT = 310
BELOW, STRIP = 0.16, 0.3
"""Where the digits begin below the axis, and their height, as shares of the plot's."""

PLACED = {"yref": "paper", "yanchor": "top"}
IMAGE = {**PLACED, "xref": "x", "y": -BELOW, "sizex": 0.86, "sizey": STRIP, "xanchor": "center"}
ANSWER = {**PLACED, "y": -BELOW - STRIP, "showarrow": False}


@dataclass(frozen=True)
class Tried:
    """A level, what became of accuracy, and what of one digit.

    Attributes:
        name: The level as it is written.
        accuracy: 0 to 1.
        image: The digit at that level, `uint8`, `(28, 28)`.
        answer: What the network says of it, as it is written.
        hover: What the point says that is pointed at.
    """

    name: str
    accuracy: float
    image: npt.NDArray[np.uint8]
    answer: str
    hover: str


def robustness(tried: Sequence[Tried], *, theme: Theme) -> go.Figure:
    """Draws the curve, and below each point the digit and the answer to it.

    Args:
        tried: The levels, in order.
    """
    palette = PALETTES[theme]
    figure = axes(palette, HEIGHT, 12)
    places = list(range(len(tried)))
    figure.add_scatter(
        x=places,
        y=[each.accuracy for each in tried],
        mode="lines+markers",
        line={"color": palette.training, "width": 2.5},
        marker={"color": palette.training, "size": 9, "opacity": 1, "line": {"color": palette.page, "width": 1.25}},
        cliponaxis=False,
        customdata=[each.hover for each in tried],
        hovertemplate="%{customdata}<extra></extra>",
    )
    figure.update_layout(
        images=[{**IMAGE, "x": place, "source": _address(each.image)} for place, each in enumerate(tried)],
        annotations=[{**ANSWER, "x": place, "text": each.answer} for place, each in enumerate(tried)],
    )
    figure.update_xaxes(range=[-0.5, len(tried) - 0.5], tickvals=places, ticktext=[each.name for each in tried])
    figure.update_yaxes(range=[0, 1.02], tickformat=".0%", dtick=0.25)
    figure.update_layout(margin={"l": 52, "r": 8, "t": 12, "b": 118}, font={"size": 13, "color": palette.text})
    return figure


def _address(image: npt.NDArray[np.uint8]) -> str:
    file = io.BytesIO()
    # Larger, so that browsers do not smooth it.
    Image.fromarray(image.repeat(4, axis=0).repeat(4, axis=1)).save(file, format="PNG")
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
