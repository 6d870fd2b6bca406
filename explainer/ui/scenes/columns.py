"""The stages of a network as the columns of its overview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from explainer.network import Stage
from explainer.text import Text

TEXT = "component.overview"
CIRCLED = "①②③④"

Picture = Literal["maps", "strip", "units", "classes"]


@dataclass
class Column:
    """One column: a stage, with the activation of a dense stage and the softmax of the logits in it.

    Attributes:
        stage: The stage that a click opens.
        picture: How its numbers are drawn.
        painted: Name of the stage whose output is painted.
        weighted: The convolution or dense stage its numbers come from; `None` for input and flatten.
        block: Its convolution block, from 0; `None` outside of one.
        dropouts: Dropout stages after it, which do nothing to an image that is only looked at.
    """

    stage: Stage
    picture: Picture
    painted: str
    weighted: Stage | None = None
    block: int | None = None
    dropouts: list[Stage] = field(default_factory=list)


def columns_of(stages: Sequence[Stage]) -> list[Column]:
    """Sort the stages into columns.

    Args:
        stages: Those of a configuration or a trace, in order.
    """
    columns: list[Column] = []
    for stage in stages:
        settings, last = stage.settings, columns[-1] if columns else None
        if last is not None and settings.is_idle:
            last.dropouts.append(stage)
        elif last is not None and settings.is_function and stage.is_flat:
            last.painted = stage.name
            if settings.takes_all:
                last.picture, last.stage = "classes", stage
        else:
            picture: Picture = "strip" if stage.flattens else "units" if stage.is_flat else "maps"
            before = last.weighted if last is not None and picture == "maps" else None
            columns.append(Column(stage, picture, stage.name, stage if settings.weighs else before, stage.block))
    return columns


def braces(columns: Sequence[Column], text: Text) -> list[dict[str, object]]:
    """Group the columns by what they are for: a brace a convolution block, and one for the rest.

    Args:
        columns: All columns.
        text: The catalogue.

    Returns:
        For each brace its `title` and the places of its `first` and `last` column.
    """
    blocks = [[place for place, column in enumerate(columns) if column.block == block] for block in range(3)]
    evidence = [place for place, column in enumerate(columns) if column.picture != "maps"]
    groups = [(f"brace_block_{block + 1}", places) for block, places in enumerate(blocks) if places]
    groups.append(("brace_evidence", evidence))
    return [
        {"title": f"{CIRCLED[index]} {text(f'{TEXT}.{name}')}", "first": places[0], "last": places[-1]}
        for index, (name, places) in enumerate(groups)
    ]


def title_of(column: Column, columns: Sequence[Column], text: Text) -> str:
    """The name over a column, numbered where there could be several.

    Args:
        column: The column.
        columns: All columns.
        text: The catalogue.
    """
    stage = column.stage
    title = text(f"{TEXT}.title_{stage.settings.variant}")
    several = column.picture == "units" and sum(other.picture == "units" for other in columns) > 1
    numbered = several or (column.block is not None and not stage.settings.is_function)
    return f"{title}{text(f'{TEXT}.number', number=stage.number)}" if numbered else title


def sentence_of(column: Column, text: Text) -> str:
    """What the column does, in one sentence.

    Args:
        column: The column.
        text: The catalogue.
    """
    stage = column.stage
    return text(
        f"{TEXT}.sentence_{stage.settings.variant_for(stage.input_shape)}",
        size=stage.window_size,
        channels=stage.input_shape[-1],
        count=stage.output_shape[-1],
    )


def shape_of(stage: Stage) -> str:
    """A shape as it is spoken: 26×26×64."""
    return "×".join(str(size) for size in stage.output_shape)
