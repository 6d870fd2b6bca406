"""Curves of trainings that have ended."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from explainer.figures.look import SYMBOLS, axes
from explainer.figures.palette import PALETTES, Palette, Theme

HEIGHT = 260
GAP_HEIGHT = 330
ROOM_FOR_LETTERS = 24
MOST_MARKED = 12
"""Epochs up to which each has its mark, and what happens within them is drawn; of more, the last alone is marked."""
ROOM_FOR_WORDS = 118


@dataclass(frozen=True)
class Curve:
    """One training's curve.

    Attributes:
        marks: After each epoch `(epoch, value)`, on images that are not learned from; after each epoch of training
            where there are none.
        thin: Within the epochs `(epoch, value)`, on the images that are learned from.
    """

    letter: str
    marks: Sequence[tuple[float, float]]
    thin: Sequence[tuple[float, float]] = ()


@dataclass(frozen=True)
class GapWords:
    """What is written into the picture of a gap, in the visitor's language.

    Attributes:
        training: Name of the training images' curve; likewise `validation`.
        turn: What the marked epoch is; empty where nothing is marked.
    """

    training: str
    validation: str
    turn: str
    epoch: str


def overlaid(
    curves: Sequence[Curve], *, theme: Theme, epoch: str, is_share: bool, limits: tuple[float, float] | None
) -> go.Figure:
    """Lays the curves of up to five trainings over one another.

    Args:
        curves: Each training's, in order; the first lies on top.
        is_share: Whether the values are shares, 0 to 1, shown as percentages.
        limits: Ends of the vertical axis; `None` for those of the values.
    """
    palette = PALETTES[theme]
    figure = axes(palette, HEIGHT, ROOM_FOR_LETTERS)
    ordered = list(zip(curves, palette.runs, SYMBOLS, strict=False))[::-1]
    shown = ".2%" if is_share else ".4f"
    is_short = max((len(curve.marks) for curve in curves), default=0) <= MOST_MARKED
    for curve, colour, _ in ordered:
        x, y = _columns(curve.thin if is_short else ())
        line = {"color": colour, "width": 1}
        figure.add_scatter(x=x, y=y, mode="lines", line=line, opacity=0.55, hoverinfo="skip", name=curve.letter)
    for curve, colour, symbol in ordered:
        x, y = _columns(curve.marks)
        figure.add_scatter(
            x=x,
            y=y,
            mode="lines+markers",
            name=curve.letter,
            line={"color": colour, "width": 2.5},
            marker={
                "symbol": symbol,
                "size": 9 if is_short else [0] * (len(x) - 1) + [10],
                "color": colour,
                "opacity": 1,
                "line": {"color": palette.page, "width": 1.25 if is_short else [0] * (len(x) - 1) + [1.25]},
            },
            hovertemplate=f"{curve.letter} · {epoch} %{{x}}: %{{y:{shown}}}<extra></extra>",
        )
    last = max((place for curve in curves for place, _ in (*curve.marks, *curve.thin)), default=1.0)
    figure.update_xaxes(title={"text": epoch, "standoff": 4}, range=[0, 1.03 * last], **_ticks(last))
    figure.update_yaxes(range=limits, tickformat=".0%" if is_share else "", nticks=6)
    if is_share and limits and limits[1] - limits[0] < 0.05:
        figure.update_yaxes(tickformat=".1%")
    return figure


def gap(
    epochs: Sequence[int],
    training: Sequence[float],
    validation: Sequence[float],
    *,
    theme: Theme,
    words: GapWords,
    top: float,
    turn: int | None,
) -> go.Figure:
    """Loss on training and on validation images, with the gap between them tinted.

    Args:
        epochs: From 1.
        training: Loss on the training images.
        validation: Loss on the validation images.
        top: Upper end of the vertical axis, shared with the pictures beside it.
        turn: Place of the epoch from which on the two part; `None` if they do not.
    """
    palette = PALETTES[theme]
    figure = axes(palette, GAP_HEIGHT, ROOM_FOR_WORDS)
    curves = ((training, palette.training, words.training), (validation, palette.validation, words.validation))
    for losses, colour, name in curves:
        figure.add_scatter(
            x=list(epochs),
            y=list(losses),
            mode="lines",
            name=name,
            line={"color": colour, "width": 2.5},
            fill="tonexty" if losses is validation else None,
            fillcolor=palette.gap,
            hovertemplate=f"{name} · {words.epoch} %{{x}}: %{{y:.4f}}<extra></extra>",
        )
        figure.add_annotation(
            x=epochs[-1],
            y=min(losses[-1], top),
            text=f"<b>{name} {losses[-1]:.3f}</b>",
            showarrow=False,
            xanchor="left",
            xshift=6,
            font={"size": 13, "color": palette.text},
        )
    if turn is not None:
        is_late = turn > 0.55 * len(epochs)
        _mark_turn(figure, palette, words.turn, (epochs[turn], validation[turn]), top, is_late=is_late)
    figure.update_xaxes(
        title={"text": words.epoch, "standoff": 4}, range=[epochs[0], epochs[-1]], **_ticks(float(epochs[-1]))
    )
    figure.update_yaxes(range=[0, top], nticks=6)
    return figure


def _mark_turn(
    figure: go.Figure, palette: Palette, name: str, place: tuple[int, float], top: float, *, is_late: bool
) -> None:
    """Marks where the curves part; what is late is named on its left, where there is room."""
    epoch, value = place
    figure.add_vline(x=epoch, line={"color": palette.focus, "width": 2, "dash": "dash"})
    figure.add_scatter(
        x=[epoch],
        y=[value],
        mode="markers",
        name=name,
        marker={"size": 12, "color": palette.focus, "line": {"color": palette.page, "width": 1.5}},
        hovertemplate=f"{name}: %{{y:.4f}}<extra></extra>",
    )
    figure.add_annotation(
        x=epoch,
        y=top,
        yanchor="top",
        text=f"<b>{name}</b>",
        showarrow=False,
        xanchor="right" if is_late else "left",
        xshift=-8 if is_late else 8,
        font={"size": 15, "color": palette.focus},
    )


def _columns(points: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [place for place, _ in points], [value for _, value in points]


def _ticks(last: float) -> dict[str, float]:
    """Whole epochs only."""
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if last / step <= 8)
    return {"dtick": step, "tick0": 0}
