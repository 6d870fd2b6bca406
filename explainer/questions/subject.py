"""What a question is about: one number of a stage, and all that leads to it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from explainer.network import Stage, replaced
from explainer.network.kinds import CellParts, Kind, LayerWeights
from explainer.questions.question import Mistake
from explainer.tracing import Array, Trace, Weights

NEIGHBOURS = {"window_left": (0, -1), "window_right": (0, 1), "window_up": (-1, 0), "window_down": (1, 0)}
"""Where the window stands of whoever shifts it by one place."""


@dataclass(frozen=True, kw_only=True)
class QuestionSubject:
    """A number of a stage.

    Attributes:
        trace: The network's answer to the image in use.
        index: The number's place in the stage's output.
        turn: How often the stage's questions have come round, from 0.
    """

    trace: Trace
    weights: Weights
    stage: Stage
    index: tuple[int, ...]
    turn: int = 0

    @property
    def settings(self) -> Kind:
        """What is known of the stage's kind."""
        return self.stage.settings

    @property
    def inputs(self) -> Array:
        """What the stage was given."""
        return self.trace.input_of(self.stage.name)

    @property
    def outputs(self) -> Array:
        """What the stage returned."""
        return self.trace[self.stage.name].output

    @property
    def layer(self) -> LayerWeights | None:
        """What the stage has learned."""
        return self.weights.get(self.stage.name)

    @property
    def value(self) -> float:
        """The number that Keras returned."""
        return float(self.outputs[self.index])

    @cached_property
    def parts(self) -> CellParts:
        """How the number comes about."""
        return self.settings.parts(self.inputs, self.layer, self.index)

    @property
    def following(self) -> Stage | None:
        """The stage that applies a function to each of this one's numbers by itself, if the next one does."""
        after = self.trace.after(self.stage.name)
        if after is None or not after.stage.settings.is_function or after.stage.settings.is_global:
            return None
        return after.stage

    @property
    def place(self) -> dict[str, int]:
        """The number's place by the names that the catalogue uses."""
        names = ("row", "column", "map") if len(self.index) == 3 else ("unit",)
        return dict(zip(names, self.index, strict=True))

    def moved_windows(self, step: str, outputs: Array | None = None) -> list[Mistake]:
        """What those answer who put the window beside its place, or move it by too few cells.

        Args:
            outputs: The numbers that they find there; by default this stage's.
        """
        window = self.stage.window
        if window is None:
            return []
        found = self.outputs if outputs is None else outputs
        rows, columns = found.shape[:2]
        mistakes = []
        for name, (down, across) in NEIGHBOURS.items():
            row, column = self.index[0] + down, self.index[1] + across
            if 0 <= row < rows and 0 <= column < columns:
                mistakes.append(Mistake(name, float(found[row, column, self.index[2]]), step))
        if window.strides > 1 and window.padding == "valid" and outputs is None:
            slow = replaced(self.settings, strides=1).parts(self.inputs, self.layer, self.index)
            mistakes.append(Mistake("strides_forgotten", total(slow), step))
        return mistakes


def total(parts: CellParts) -> float:
    """The number that parts make."""
    return float(np.sum(parts.terms)) + (parts.bias or 0.0)
