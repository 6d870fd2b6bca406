"""`BatchNormalization`: every map is shifted and stretched by four numbers of its own."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import keras
import numpy as np

from explainer.network.kinds.facts import (
    AnyArray,
    CellParts,
    Exact,
    LayerStep,
    LayerWeights,
    Operation,
    Rule,
    WeightRule,
)
from explainer.network.kinds.kind import Kind
from explainer.network.kinds.windows import PartShape, Shape

EPSILON = 0.001
"""Keras's default `epsilon`: it keeps a map that hardly varies from being divided by 0."""


class BatchNormalization(Kind):
    """Makes a map's numbers have mean `beta` and spread `gamma`.

    While training, mean and variance are those of the batch; when answering, the moving ones learned by then
    (Ioffe & Szegedy 2015; Keras's `momentum` 0.99).
    """

    kind: Literal["batch_normalization"] = "batch_normalization"

    keras_name: ClassVar[str] = "BatchNormalization"
    family: ClassVar[str] = "batch_normalization"
    picture: ClassVar[str] = "normalization"
    word: ClassVar[str] = "bn"
    rule: ClassVar[Rule] = "scaled"
    is_affine: ClassVar[bool] = True
    is_shown_live: ClassVar[bool] = True
    roles: ClassVar[tuple[str, ...]] = ("gamma", "beta", "moving_mean", "moving_variance")
    non_trainable_roles: ClassVar[tuple[str, ...]] = ("moving_mean", "moving_variance")

    def weight_shapes(self, input_shape: PartShape) -> tuple[PartShape, ...]:
        """Four numbers a map."""
        return (input_shape[-1:],) * len(self.roles)

    def weight_rule(self, input_shape: PartShape) -> WeightRule | None:
        """Four times the maps."""
        maps = input_shape[-1]
        return None if maps is None else WeightRule((len(self.roles),), 0, maps)

    def call(self, inputs: Any, *weights: Any) -> Any:
        """Gamma times what is left of the mean, divided by the spread, plus beta."""
        gamma, beta, mean, variance = weights
        return keras.ops.batch_normalization(inputs, mean, variance, axis=-1, offset=beta, scale=gamma, epsilon=EPSILON)

    def operation(self, input_shape: Shape, weights: LayerWeights | None) -> Operation:
        """One factor and one offset a map."""
        del input_shape
        assert weights is not None
        gamma, beta, mean, variance = (weights[role].astype(np.float64) for role in self.roles)
        factor = gamma / np.sqrt(variance + EPSILON)
        offset = beta - mean * factor
        return Operation(self.rule, {}, {"factor": factor.astype(np.float32), "offset": offset.astype(np.float32)})

    def parts(self, inputs: AnyArray, weights: LayerWeights | None, index: tuple[int, ...]) -> CellParts:
        """One number times gamma ÷ √(variance + ε), and what the mean and beta add."""
        assert weights is not None
        gamma, beta, mean, variance = (float(weights[role][index[-1]]) for role in self.roles)
        factor = gamma / float(np.sqrt(variance + EPSILON))
        value = np.array([float(inputs[index])])
        return CellParts("scaled", value, lambda _: index, np.array([factor]), value * factor, beta - mean * factor)

    def weighed_in_training(self, inputs: Any, *weights: Any) -> Any:
        """The same with mean and variance of the batch."""
        gamma, beta, *_ = weights
        mean, variance = keras.ops.moments(inputs, axes=list(range(len(inputs.shape) - 1)))
        return self.weighed(inputs, gamma, beta, mean, variance)

    def gradient_parts(self, step: LayerStep, index: tuple[int, ...]) -> CellParts:
        """Its own gradient, and what it moves in the batch's mean and variance, each times gamma ÷ √(variance + ε).

        The formula is the one of Ioffe & Szegedy 2015. The second and third part come from the whole batch.
        """
        assert step.weights is not None
        channel = index[-1]
        normalized, deviation = _normalized(step.inputs[..., channel])
        upstream = step.upstream_gradient[..., channel]
        factor = float(step.weights["gamma"][channel]) / deviation
        values = np.array([upstream[index[:-1]], upstream.mean(), (upstream * normalized).mean()])
        factors = factor * np.array([1.0, -1.0, -normalized[index[:-1]]])
        return CellParts("scaled", values, lambda part: None if part else index[1:], factors, values * factors)

    def weight_gradient_parts(self, step: LayerStep, image: int, role: str, index: tuple[int, ...]) -> CellParts:
        """Every cell of the map: its normalized number (for beta, 1) times the gradient."""
        if role in self.non_trainable_roles:
            return super().weight_gradient_parts(step, image, role, index)
        (channel,) = index
        upstream = step.upstream_gradient[image, ..., channel]
        values = np.ones_like(upstream) if role == "beta" else _normalized(step.inputs[..., channel])[0][image]
        width = upstream.shape[1]
        return CellParts(
            "products",
            values.ravel(),
            lambda cell: (*divmod(cell, width), channel),
            upstream.ravel(),
            (values * upstream).ravel(),
        )


def _normalized(numbers: Exact) -> tuple[Exact, float]:
    """A map's numbers in all images, with the mean taken away and divided by the deviation, and the deviation."""
    deviation = float(np.sqrt(numbers.var() + EPSILON))
    return (numbers - numbers.mean()) / deviation, deviation
