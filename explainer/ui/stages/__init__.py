"""The walkthrough's pictures: one module a kind of stage, each a pure `scene` and a `show` that mounts it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from explainer.ui.components import Choice, ChoiceCallback

if TYPE_CHECKING:
    from explainer.network import Stage
    from explainer.text import Text
    from explainer.tracing import StageTrace, Trace, Weights

__all__ = ["Choice", "ChoiceCallback", "StageContext"]


@dataclass(frozen=True, kw_only=True)
class StageContext:
    """What a stage's picture needs to know.

    Attributes:
        trace: The network's answer to the image in use.
        weights: The weights of the model in use.
        stage: The stage to show.
        text: The catalogue in the visitor's language.
        filter: The map (or unit) in focus, from 0, within range.
        channel: The input map in focus, or None for the one that adds most.
        row: Row of the output cell in focus, from 0, within range.
        column: Column of the output cell in focus, from 0, within range.
        own_scale: Whether every map of a strip has a scale of its own.
        label: The digit that the image is said to show; None if nobody has said.
        on_choice: Called with what the visitor chose, before the rerun that the choice causes.
    """

    trace: Trace
    weights: Weights
    stage: Stage
    text: Text
    filter: int = 0
    channel: int | None = None
    row: int = 0
    column: int = 0
    own_scale: bool = False
    label: int | None = None
    on_choice: ChoiceCallback | None = field(default=None, compare=False)

    @property
    def traced(self) -> StageTrace:
        """The stage's numbers."""
        return self.trace[self.stage.name]

    @property
    def key(self) -> str:
        """The Streamlit key of the stage's component."""
        return f"stage-{self.stage.name}"
