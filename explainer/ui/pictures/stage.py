"""The walkthrough's pictures: one module a kind of stage, each with a pure `scene`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypedDict, TypeVar

from explainer.network import Stage
from explainer.text import Text
from explainer.tracing import StageTrace, Trace, Weights
from explainer.ui.components.mounting import index_in

Table = TypeVar("Table", bound=str)
Asked = Literal["open", "answered"]


class StageMeta(TypedDict):
    """What the picture of every stage is sent.

    Attributes:
        stage: The stage's name.
    """

    identity: str
    stage: str


@dataclass(frozen=True, kw_only=True)
class StageContext:
    """What a stage's picture needs to know.

    Attributes:
        trace: The network's answer to the image in use.
        filter: The map (or unit) in focus, from 0, within range.
        channel: The input map in focus, or `None` for the one that adds most.
        row: Row of the output cell in focus, from 0, within range.
        column: Column of the output cell in focus, from 0, within range.
        all_maps: Whether the visitor asked for all maps of a strip, also beyond the first 64.
        enlarged: Whether the strip's maps are shown enlarged below it.
        label: The digit that the image is said to show; `None` if nobody has said.
        shifted: The network's answer to the same image, one pixel further to the right; only where it is shown.
        blank: Its answer to an image that is black everywhere; only where that is subtracted.
        question: Which question is asked about the stage; empty for none.
        asked: Of a picture that shows what the answer is made of, whether the question is `"open"`, so that the number
            in focus is to be hidden, or `"answered"`; `None` for others.
    """

    trace: Trace
    weights: Weights
    stage: Stage
    text: Text
    filter: int = 0
    channel: int | None = None
    row: int = 0
    column: int = 0
    all_maps: bool = False
    enlarged: bool = False
    label: int | None = None
    shifted: Trace | None = None
    blank: Trace | None = None
    question: str = ""
    asked: Asked | None = None

    @property
    def traced(self) -> StageTrace:
        """The stage's numbers."""
        return self.trace[self.stage.name]

    @property
    def identity(self) -> str:
        """Whose living picture this is: another stage, network's, language or question starts afresh."""
        return f"{self.stage} {self.text.language} {self.question}"

    def tables(self, *names: Table) -> dict[Table, dict[str, str]]:
        """The words of a picture that is made of several components, by component."""
        return {name: self.text.table(f"component.{name}") for name in names}


@dataclass(frozen=True)
class Choice:
    """What a visitor chose in a stage's picture; `None` is "not this time".

    Attributes:
        filter: A map of the stage, or a unit of a dense stage.
        channel: A map of the stage's input.
        row: Row of the output cell in focus, from 0.
        column: Column of the output cell in focus, from 0.
    """

    filter: int | None = None
    channel: int | None = None
    row: int | None = None
    column: int | None = None


def parse_choice(answer: Mapping[str, object], stage: Stage) -> Choice:
    """Reads a choice out of a component's answer, and drops what is out of range.

    Args:
        stage: The stage shown, whose shapes bound the choice. A flat stage has one row of cells.

    Returns:
        The choice, with `None` for everything missing or invalid.
    """
    rows, columns = stage.output_shape[:2] if len(stage.output_shape) == 3 else (1, stage.output_shape[0])
    return Choice(
        filter=index_in(answer, "filter", stage.output_shape[-1]),
        channel=index_in(answer, "channel", stage.input_shape[-1]),
        row=index_in(answer, "row", rows),
        column=index_in(answer, "column", columns),
    )
