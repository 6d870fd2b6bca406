"""The stages of a network as the columns of its overview, and their words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypedDict

from explainer.claims import Facts, variant_for
from explainer.claims.overview import OVERVIEW
from explainer.network import Stage
from explainer.text import Text

TEXT = "component.overview"
CIRCLED = "①②③④"

Drawing = Literal["maps", "strip", "units", "classes"]
"""How numbers are drawn: as maps, as a line without gaps, one by one, or as bars with their digits."""

Origin = Literal["given", "window", "same", "cell", "map", "numbers"]
"""What a number of a column comes from: nothing, as a pixel; a window on the maps before; the same place of the
column before, or a window there; one cell or the whole of a map; or all numbers before."""

Word = Literal["image", "map", "place", "mean", "unit", "class"]
"""What the catalogue calls a thing that can be pointed at."""

OF_ORIGINS: dict[Origin, Word] = {
    "given": "image", "window": "map", "same": "map", "cell": "place", "map": "mean", "numbers": "unit",
}  # fmt: skip


@dataclass
class Column:
    """One column: a stage, with the activation of a dense stage and the softmax of the logits in it.

    Attributes:
        stages: Its stages in order; the output of the last is painted.
        chain: The place of the first column of its chain.
        idle: Stages after it that hand its numbers on unchanged.
    """

    stages: list[Stage]
    origin: Origin
    chain: int
    idle: list[Stage] = field(default_factory=list)

    @property
    def stage(self) -> Stage:
        """The stage that a click opens."""
        return self.stages[-1] if self.stages[-1].settings.is_global else self.stages[0]

    @property
    def painted(self) -> str:
        """Name of the stage whose output is painted."""
        return self.stages[-1].name

    @property
    def account(self) -> str | None:
        """Name of the stage that adds up its numbers; `None` if they are no sums."""
        return self.stages[0].name if self.stages[0].settings.has_kernel else None

    @property
    def drawing(self) -> Drawing:
        """How its numbers are drawn."""
        if not self.stage.is_flat:
            return "maps"
        return "strip" if self.origin == "cell" else "classes" if self.stage.settings.is_function else "units"

    @property
    def word(self) -> Word:
        """What the catalogue calls one of its numbers or maps."""
        return "class" if self.drawing == "classes" else OF_ORIGINS[self.origin]

    @property
    def parameters(self) -> int | None:
        """Those of its own stages; `None` where nobody expects any."""
        return sum(stage.parameters for stage in self.stages) or (None if self.stage.block is None else 0)


def columns_of(stages: Sequence[Stage]) -> list[Column]:
    """Sort the stages into columns.

    Args:
        stages: Those of a configuration or a trace, in order.
    """
    columns: list[Column] = []
    for stage in stages:
        last = columns[-1] if columns else None
        if last is not None and stage.settings.is_identity:
            last.idle.append(stage)
        elif last is not None and stage.settings.is_function and stage.is_flat:
            last.stages.append(stage)
        elif last is not None and not stage.settings.has_kernel and not stage.flattens:
            columns.append(Column([stage], "same", last.chain))
        else:
            columns.append(Column([stage], "given" if last is None else _origin(stage), len(columns)))
    return columns


def _origin(stage: Stage) -> Origin:
    if stage.settings.has_kernel:
        return "numbers" if stage.is_flat else "window"
    return "cell" if stage.keeps_places else "map"


class Brace(TypedDict):
    """What stands over the columns from `first` to `last`."""

    title: str
    first: int
    last: int


def braces(columns: Sequence[Column], stages: tuple[Stage, ...], text: Text, *, has_learned: bool) -> list[Brace]:
    """Group the columns by what they are for: a brace a convolution block, and one for the rest.

    Args:
        has_learned: Whether the weights were trained to any avail.
    """
    blocks = [[place for place, column in enumerate(columns) if column.stage.block == block] for block in range(3)]
    evidence = [place for place, column in enumerate(columns) if column.drawing != "maps"]
    groups = [("brace_block", places) for places in blocks if places] + [("brace_evidence", evidence)]

    def title(name: str, places: Sequence[int]) -> str:
        return text(variant_for(OVERVIEW, f"{TEXT}.{name}", Facts(columns[places[0]].stage, stages, has_learned)))

    return [
        {"title": f"{CIRCLED[index]} {title(name, places)}", "first": places[0], "last": places[-1]}
        for index, (name, places) in enumerate(groups)
    ]


def title_of(column: Column, columns: Sequence[Column], text: Text) -> str:
    """The name over a column, numbered where there could be several."""
    stage = column.stage
    title = text(f"{TEXT}.title_{stage.settings.variant}")
    several = stage.block is not None or sum(other.word == "unit" for other in columns) > 1
    numbered = several and stage.settings.is_numbered
    return f"{title}{text(f'{TEXT}.number', number=stage.number)}" if numbered else title


def sentence_of(column: Column, stages: tuple[Stage, ...], text: Text, *, has_learned: bool) -> str:
    """What the column does, in one sentence.

    Args:
        has_learned: Whether the weights were trained to any avail.
    """
    stage = column.stage
    base = f"{TEXT}.sentence_{stage.settings.variant_for(stage.input_shape)}"
    return text(
        variant_for(OVERVIEW, base, Facts(stage, stages, has_learned)),
        size=stage.window_size,
        channels=stage.input_shape[-1],
        count=stage.output_shape[-1],
    )


def shape_of(stage: Stage) -> str:
    """A shape as it is spoken: 26×26×64."""
    return "×".join(str(size) for size in stage.output_shape)
