"""What the kinds share that give numbers a mean and a spread."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from explainer.network.kinds.facts import AnyArray, CellParts, Exact, LayerWeights, Rule, WeightRule
from explainer.network.kinds.kind import Kind
from explainer.network.kinds.windows import PartShape

EPSILON = 0.001
"""Keras's default `epsilon`: it keeps numbers that hardly vary from being divided by 0."""


class NormalizationKind(Kind):
    """(number − mean) ÷ √(variance + ε) × gamma + beta; gamma and beta are numbers of the map."""

    picture: ClassVar[str] = "normalization"
    rule: ClassVar[Rule] = "scaled"
    is_shown_live: ClassVar[bool] = True

    def weight_shapes(self, input_shape: PartShape) -> tuple[PartShape, ...]:
        """For each map a number of each role."""
        return (input_shape[-1:],) * len(self.roles)

    def weight_rule(self, input_shape: PartShape) -> WeightRule | None:
        """Roles times maps."""
        maps = input_shape[-1]
        return None if maps is None else WeightRule((len(self.roles),), 0, maps)

    def moments(self, inputs: AnyArray, weights: LayerWeights) -> tuple[Exact, Exact]:
        """The mean and the variance that each number is normalized with.

        Args:
            inputs: `(height, width, channels)`.

        Returns:
            Both in a shape that NumPy stretches to that of the inputs.
        """
        raise NotImplementedError

    def parts(self, inputs: AnyArray, weights: LayerWeights | None, index: tuple[int, ...]) -> CellParts:
        """One number times gamma ÷ √(variance + ε), and what the mean and beta add."""
        assert weights is not None
        mean, variance = (float(np.broadcast_to(one, inputs.shape)[index]) for one in self.moments(inputs, weights))
        gamma, beta = (float(weights[role][index[-1]]) for role in ("gamma", "beta"))
        factor = gamma / float(np.sqrt(variance + EPSILON))
        value = np.array([float(inputs[index])])
        return CellParts("scaled", value, lambda _: index, np.array([factor]), value * factor, beta - mean * factor)
