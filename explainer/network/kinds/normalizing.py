"""The base class of normalizations."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

import numpy as np

from explainer.network.kinds.facts import AnyArray, CellParts, Exact, LayerStep, LayerWeights, Rule, WeightRule
from explainer.network.kinds.kind import Kind, one_value
from explainer.network.kinds.windows import PartShape

EPSILON = 0.001
"""Keras's default `epsilon`, which avoids division by 0."""


class NormalizationKind(Kind):
    """(value − mean) ÷ √(variance + ε) × gamma + beta, with a gamma and a beta per map."""

    picture: ClassVar[str] = "normalization"
    rule: ClassVar[Rule] = "scaled"
    is_shown_live: ClassVar[bool] = True

    @classmethod
    def from_keras(cls, arguments: Mapping[str, Any]) -> Self:
        """Accepts axis 3 for the last axis, -1."""
        axis = one_value(arguments.get("axis"))
        return super().from_keras({**arguments, "axis": -1 if axis == 3 else axis})

    def weight_shapes(self, input_shape: PartShape) -> tuple[PartShape, ...]:
        """`(maps,)` for each role."""
        return (input_shape[-1:],) * len(self.roles)

    def weight_rule(self, input_shape: PartShape) -> WeightRule | None:
        """Number of roles × maps."""
        maps = input_shape[-1]
        return None if maps is None else WeightRule((len(self.roles),), 0, maps)

    def moments(self, inputs: AnyArray, weights: LayerWeights) -> tuple[Exact, Exact]:
        """The mean and variance at inference.

        Args:
            inputs: `(height, width, channels)`.

        Returns:
            Two arrays that broadcast to the inputs.
        """
        raise NotImplementedError

    def moments_in_training(self, inputs: Exact) -> tuple[Exact, Exact]:
        """The mean and variance in training, for a batch `(images, height, width, channels)`."""
        raise NotImplementedError

    def normalized(self, inputs: Exact) -> tuple[Exact, Exact]:
        """The normalized batch, and √(variance + ε)."""
        mean, variance = self.moments_in_training(inputs)
        deviation = np.sqrt(variance + EPSILON)
        return (inputs - mean) / deviation, deviation

    def parts(self, inputs: AnyArray, weights: LayerWeights | None, index: tuple[int, ...]) -> CellParts:
        """The value times gamma ÷ √(variance + ε), plus an offset from the mean and beta."""
        assert weights is not None
        mean, variance = (float(np.broadcast_to(one, inputs.shape)[index]) for one in self.moments(inputs, weights))
        gamma, beta = (float(weights[role][index[-1]]) for role in ("gamma", "beta"))
        factor = gamma / float(np.sqrt(variance + EPSILON))
        value = np.array([float(inputs[index])])
        return CellParts("scaled", value, lambda _: index, np.array([factor]), value * factor, beta - mean * factor)

    def weight_gradient_parts(self, step: LayerStep, image: int, role: str, index: tuple[int, ...]) -> CellParts:
        """For each cell of the map: its normalized value (1 for beta) times the gradient."""
        if role in self.non_trainable_roles:
            return super().weight_gradient_parts(step, image, role, index)
        (channel,) = index
        upstream = step.upstream_gradient[image, ..., channel]
        values = np.ones_like(upstream) if role == "beta" else self.normalized(step.inputs)[0][image, ..., channel]
        width = upstream.shape[1]
        return CellParts(
            "products",
            values.ravel(),
            lambda cell: (*divmod(cell, width), channel),
            upstream.ravel(),
            (values * upstream).ravel(),
        )
