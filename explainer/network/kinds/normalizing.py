"""What the kinds share that give numbers a mean and a spread."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

import numpy as np

from explainer.network.kinds.facts import AnyArray, CellParts, Exact, LayerStep, LayerWeights, Rule, WeightRule
from explainer.network.kinds.kind import Kind, one_value
from explainer.network.kinds.windows import PartShape

EPSILON = 0.001
"""Keras's default `epsilon`: it keeps numbers that hardly vary from being divided by 0."""


class NormalizationKind(Kind):
    """(number − mean) ÷ √(variance + ε) × gamma + beta; gamma and beta are numbers of the map."""

    picture: ClassVar[str] = "normalization"
    rule: ClassVar[Rule] = "scaled"
    is_shown_live: ClassVar[bool] = True

    @classmethod
    def from_keras(cls, arguments: Mapping[str, Any]) -> Self:
        """The maps' axis, the last one, may be called 3, too."""
        axis = one_value(arguments.get("axis"))
        return super().from_keras({**arguments, "axis": -1 if axis == 3 else axis})

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

    def moments_in_training(self, inputs: Exact) -> tuple[Exact, Exact]:
        """The same while training, of a batch `(images, height, width, channels)`."""
        raise NotImplementedError

    def normalized(self, inputs: Exact) -> tuple[Exact, Exact]:
        """A batch with the mean taken away and divided by the deviation, and the deviation."""
        mean, variance = self.moments_in_training(inputs)
        deviation = np.sqrt(variance + EPSILON)
        return (inputs - mean) / deviation, deviation

    def parts(self, inputs: AnyArray, weights: LayerWeights | None, index: tuple[int, ...]) -> CellParts:
        """One number times gamma ÷ √(variance + ε), and what the mean and beta add."""
        assert weights is not None
        mean, variance = (float(np.broadcast_to(one, inputs.shape)[index]) for one in self.moments(inputs, weights))
        gamma, beta = (float(weights[role][index[-1]]) for role in ("gamma", "beta"))
        factor = gamma / float(np.sqrt(variance + EPSILON))
        value = np.array([float(inputs[index])])
        return CellParts("scaled", value, lambda _: index, np.array([factor]), value * factor, beta - mean * factor)

    def weight_gradient_parts(self, step: LayerStep, image: int, role: str, index: tuple[int, ...]) -> CellParts:
        """Every cell of the map: its normalized number (for beta, 1) times the gradient."""
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
