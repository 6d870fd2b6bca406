"""What all figures share: colours by theme, sizes, and nothing that is not data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import plotly.graph_objects as go

Theme = Literal["light", "dark"]


@dataclass(frozen=True)
class Palette:
    """Colours of one theme.

    Attributes:
        page: The page's background.
        text: Text; likewise `quiet` for text that matters less.
        quiet: See `text`.
        hairline: Grid lines.
        focus: What is looked at now.
        runs: One colour for each of up to four trainings.
        training: Whatever is measured on the training images.
        validation: Whatever is measured on the validation images.
        gap: The area between the two.
    """

    page: str
    text: str
    quiet: str
    hairline: str
    focus: str
    runs: tuple[str, str, str, str]
    training: str
    validation: str
    gap: str


PALETTES: Mapping[Theme, Palette] = MappingProxyType(
    {
        "light": Palette(
            page="#FFFFFF",
            text="#17202B",
            quiet="#56616F",
            hairline="#DCE1E7",
            focus="#D4006A",
            runs=("#0A2E63", "#5497D4", "#AF5010", "#56616F"),
            training="#5497D4",
            validation="#0A2E63",
            gap="rgba(23, 32, 43, 0.07)",
        ),
        "dark": Palette(
            page="#0E1319",
            text="#E9EEF4",
            quiet="#A0ACBA",
            hairline="#2C3642",
            focus="#FF5CA8",
            runs=("#EAF5FF", "#3A88CE", "#F3AB66", "#A0ACBA"),
            training="#3A88CE",
            validation="#EAF5FF",
            gap="rgba(233, 238, 244, 0.09)",
        ),
    }
)

SYMBOLS = ("circle", "square", "diamond", "triangle-up")
"""One for each of up to four trainings, so that nobody needs colours to tell them apart."""


def axes(palette: Palette, height: int, right: int) -> go.Figure:
    """An empty figure.

    Args:
        palette: Its colours.
        height: Of all of it, in pixels.
        right: Margin on the right for words at the ends of lines.
    """
    line = {"gridcolor": palette.hairline, "zeroline": False, "fixedrange": True, "ticks": ""}
    words = {"size": 12, "color": palette.quiet}
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
        xaxis={**line, "showgrid": False, "linecolor": palette.quiet, "tickfont": words, "tickformat": "d"},
        yaxis={**line, "tickfont": words},
    )
    return figure
