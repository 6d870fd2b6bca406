"""What came of a training that was repeated with several seeds."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from explainer.figures.look import axes
from explainer.figures.palette import PALETTES, Theme

HEIGHT = 280


@dataclass(frozen=True)
class Repeated:
    """One variant.

    Attributes:
        shares: What came of each seed, 0 to 1.
        own: What came of the visitor's own training; `None` if there is none.
    """

    name: str
    shares: Sequence[float]
    own: float | None = None

    @property
    def mean(self) -> float:
        """Of all seeds."""
        return sum(self.shares) / len(self.shares)


def spread(variants: Sequence[Repeated], *, theme: Theme, own: str) -> go.Figure:
    """The mean of each variant, with a bar from the lowest to the highest seed.

    Args:
        own: What the visitor's own training is called.
    """
    palette = PALETTES[theme]
    figure = axes(palette, HEIGHT, 20)
    names = [variant.name for variant in variants]
    figure.add_scatter(
        x=names,
        y=[variant.mean for variant in variants],
        mode="lines+markers",
        line={"color": palette.training, "width": 2},
        marker={"size": 9, "color": palette.training},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [max(variant.shares) - variant.mean for variant in variants],
            "arrayminus": [variant.mean - min(variant.shares) for variant in variants],
            "color": palette.training,
        },
        hovertemplate="%{x}: %{y:.2%}<extra></extra>",
    )
    trained = [variant for variant in variants if variant.own is not None]
    figure.add_scatter(
        x=[variant.name for variant in trained],
        y=[variant.own for variant in trained],
        mode="markers",
        name=own,
        marker={"size": 13, "symbol": "diamond", "color": palette.focus, "line": {"color": palette.page, "width": 1.5}},
        hovertemplate=f"{own} · %{{x}}: %{{y:.2%}}<extra></extra>",
    )
    # Numbers are names here: each is as far from the next.
    figure.update_xaxes(type="category", categoryorder="array", categoryarray=names)
    figure.update_yaxes(tickformat=".1%", nticks=6)
    return figure
