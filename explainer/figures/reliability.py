"""How sure against how right."""

from collections.abc import Sequence

import plotly.graph_objects as go

from explainer.evaluation.calibration import Bin
from explainer.figures.look import axes
from explainer.figures.palette import PALETTES, Theme

HEIGHT = 340
SMALLEST, LARGEST = 8, 18
"""Sides of a mark, in pixels: the one with the most images is the largest."""


def reliability(
    points: Sequence[Bin], hover: Sequence[str], *, theme: Theme, confidence: str, accuracy: str
) -> go.Figure:
    """Draws the points with their numbers of images, and the line on which they would match.

    Args:
        points: In order of their confidence, at least one.
    """
    palette = PALETTES[theme]
    figure = axes(palette, HEIGHT, 28)
    low = min(min(point.confidence, point.accuracy) for point in points)
    low = max(0.0, (int(low * 10 - 0.5)) / 10)
    figure.add_scatter(
        x=[low, 1],
        y=[low, 1],
        mode="lines",
        line={"color": palette.muted, "width": 1, "dash": "dash"},
        hoverinfo="skip",
    )
    most = max(point.images for point in points)
    figure.add_scatter(
        x=[point.confidence for point in points],
        y=[point.accuracy for point in points],
        mode="lines+markers+text",
        line={"color": palette.training, "width": 2.5},
        marker={
            "color": palette.training,
            "opacity": 1,
            "size": [SMALLEST + (LARGEST - SMALLEST) * (point.images / most) ** 0.5 for point in points],
            "line": {"color": palette.page, "width": 1.5},
        },
        text=[f"{point.images:,}" for point in points],
        textposition=["bottom right" if point.accuracy < point.confidence < 0.95 else "top left" for point in points],
        textfont={"size": 12, "color": palette.text},
        cliponaxis=False,
        customdata=list(hover),
        hovertemplate="%{customdata}<extra></extra>",
    )
    ends = {"tickformat": ".0%", "dtick": 0.1 if low >= 0.4 else 0.2}
    figure.update_xaxes(range=[low - 0.02, 1.02], title={"text": confidence, "standoff": 8}, **ends)
    # Below the lowest point there is room for its number.
    figure.update_yaxes(range=[low - 0.07, 1.05], title={"text": accuracy, "standoff": 4}, **ends)
    figure.update_layout(margin={"l": 60, "t": 30})
    return figure
