"""Counts as bars."""

from collections.abc import Sequence

import plotly.graph_objects as go

from explainer.figures.look import axes
from explainer.figures.palette import PALETTES, Theme

HEIGHT = 240
ROOM = 8


def bars(counts: Sequence[int], *, chosen: int | None, theme: Theme, axis: str) -> go.Figure:
    """Draws a bar for each class, with its count on top.

    Args:
        counts: One a class, in order.
        chosen: The class that is looked at; `None` for all.
    """
    palette = PALETTES[theme]
    figure = axes(palette, HEIGHT, ROOM)
    colours = [palette.validation if digit == chosen else palette.training for digit in range(len(counts))]
    figure.add_bar(
        x=list(range(len(counts))),
        y=list(counts),
        marker={"color": colours},
        text=[f"{count:,}" for count in counts],
        textposition="outside",
        textfont={"size": 12, "color": palette.text},
        cliponaxis=False,
        hoverinfo="skip",
    )
    figure.update_layout(bargap=0.25, margin={"l": 8, "r": ROOM, "t": 24, "b": 44})
    figure.update_xaxes(title={"text": axis, "standoff": 8}, dtick=1)
    figure.update_yaxes(visible=False)
    return figure
