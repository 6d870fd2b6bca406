"""What all figures share: sizes, marks, and nothing that is not data."""

import plotly.graph_objects as go

from explainer.figures.palette import Palette

SYMBOLS = ("circle", "square", "diamond", "triangle-up", "triangle-down")
"""One for each of up to five trainings, so that nobody needs colours to tell them apart."""

PLOT = {"displayModeBar": False, "displaylogo": False}
"""How Plotly shows them: without tools of its own."""


def axes(palette: Palette, height: int, right: int) -> go.Figure:
    """An empty figure.

    Args:
        height: Of all of it, in pixels.
        right: Margin on the right for words at the ends of lines.
    """
    words = {"size": 12, "color": palette.muted}
    # A title without a font of its own gets Streamlit's, which is too faint.
    line = {"gridcolor": palette.hairline, "zeroline": False, "fixedrange": True, "ticks": "", "title": {"font": words}}
    figure = go.Figure()
    figure.update_layout(
        height=height,
        margin={"l": 52, "r": right, "t": 12, "b": 40},
        paper_bgcolor="rgba(0, 0, 0, 0)",
        plot_bgcolor="rgba(0, 0, 0, 0)",
        showlegend=False,
        hovermode="closest",
        dragmode=False,
        font=words,
        hoverlabel={"bgcolor": palette.page, "font": {"size": 13, "color": palette.text}},
        xaxis={**line, "showgrid": False, "linecolor": palette.muted, "tickfont": words, "tickformat": "d"},
        yaxis={**line, "tickfont": words},
    )
    return figure
