"""The subject of a question: one value of a stage, with its trace and weights."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from explainer.network import Stage, replaced
from explainer.network.kinds import CellParts, Kind, LayerWeights
from explainer.questions.question import Mistake
from explainer.tracing import Array, Trace, Weights

NEIGHBOURS = {"window_left": (0, -1), "window_right": (0, 1), "window_up": (-1, 0), "window_down": (1, 0)}
"""Positions of a window that is shifted by one, for mistakes."""


@dataclass(frozen=True, kw_only=True)
class QuestionSubject:
    """A value of a stage.

    Attributes:
        trace: The trace of the current image.
        index: Index in the stage's output.
        turn: How often the stage's question types have been repeated, from 0.
    """

    trace: Trace
    weights: Weights
    stage: Stage
    index: tuple[int, ...]
    turn: int = 0

    @property
    def settings(self) -> Kind:
        """The stage's layer type and its settings."""
        return self.stage.settings

    @property
    def inputs(self) -> Array:
        """The stage's input."""
        return self.trace.input_of(self.stage.name)

    @property
    def outputs(self) -> Array:
        """The stage's output."""
        return self.trace[self.stage.name].output

    @property
    def layer(self) -> LayerWeights | None:
        """The stage's weights, or `None`."""
        return self.weights.get(self.stage.name)

    @property
    def value(self) -> float:
        """Keras's value."""
        return float(self.outputs[self.index])

    @cached_property
    def parts(self) -> CellParts:
        """The computation of the value."""
        return self.settings.parts(self.inputs, self.layer, self.index)

    @property
    def following(self) -> Stage | None:
        """The next stage, if it is an element-wise activation function; otherwise `None`."""
        after = self.trace.after(self.stage.name)
        if after is None or not after.stage.settings.is_function or after.stage.settings.is_global:
            return None
        return after.stage

    @property
    def place(self) -> dict[str, int]:
        """The index under the names of the texts' placeholders."""
        names = ("row", "column", "map") if len(self.index) == 3 else ("unit",)
        return dict(zip(names, self.index, strict=True))

    def moved_windows(self, step: str, outputs: Array | None = None) -> list[Mistake]:
        """Mistakes from a window at a neighbouring position, or with strides of 1.

        Args:
            step: Name of the step at which they are made.
            outputs: The output that has the resulting values; by default this stage's.
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
    """The sum of the terms and the bias."""
    return float(np.sum(parts.terms)) + (parts.bias or 0.0)
