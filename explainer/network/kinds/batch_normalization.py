"""`BatchNormalization`: normalizes each map over the batch."""

from typing import Any, ClassVar, Literal

import keras
import numpy as np

from explainer.network.kinds.facts import AnyArray, CellParts, Exact, LayerStep, LayerWeights, Operation
from explainer.network.kinds.normalizing import EPSILON, NormalizationKind
from explainer.network.kinds.windows import Shape

MOMENTUM = 0.99
"""Keras's default `momentum` of the moving mean and variance."""


class BatchNormalization(NormalizationKind):
    """Gives each map the mean `beta` and the standard deviation `gamma` (Ioffe & Szegedy 2015).

    Training uses the mean and variance of the batch, inference the moving mean and variance.
    """

    kind: Literal["batch_normalization"] = "batch_normalization"

    keras_name: ClassVar[str] = "BatchNormalization"
    family: ClassVar[str] = "batch_normalization"
    word: ClassVar[str] = "bn"
    is_affine: ClassVar[bool] = True
    roles: ClassVar[tuple[str, ...]] = ("gamma", "beta", "moving_mean", "moving_variance")
    non_trainable_roles: ClassVar[tuple[str, ...]] = ("moving_mean", "moving_variance")

    def call(self, inputs: Any, *weights: Any) -> Any:
        """Normalizes with the moving mean and variance."""
        gamma, beta, mean, variance = weights
        return keras.ops.batch_normalization(inputs, mean, variance, axis=-1, offset=beta, scale=gamma, epsilon=EPSILON)

    def call_in_training(self, inputs: Any, *weights: Any) -> Any:
        """Normalizes with the batch's mean and variance."""
        gamma, beta, *_ = weights
        mean, variance = keras.ops.moments(inputs, axes=list(range(len(inputs.shape) - 1)))
        return self.call(inputs, gamma, beta, mean, variance)

    def moments(self, inputs: AnyArray, weights: LayerWeights) -> tuple[Exact, Exact]:
        """The moving mean and variance of each map, `(channels,)`."""
        del inputs
        return weights["moving_mean"].astype(np.float64), weights["moving_variance"].astype(np.float64)

    def moments_in_training(self, inputs: Exact) -> tuple[Exact, Exact]:
        """The mean and variance of each map over the batch, `(channels,)`."""
        axes = tuple(range(inputs.ndim - 1))
        return inputs.mean(axis=axes), inputs.var(axis=axes)

    def moved_by_batch(self, inputs: Exact, weights: LayerWeights) -> dict[str, Exact]:
        """The moving averages after the batch: 99 % of the old value plus 1 % of the batch's."""
        batch = dict(zip(self.non_trainable_roles, self.moments_in_training(inputs), strict=True))
        return {role: MOMENTUM * weights[role].astype(np.float64) + (1 - MOMENTUM) * batch[role] for role in batch}

    def operation(self, input_shape: Shape, weights: LayerWeights | None) -> Operation:
        """One factor and one offset per map."""
        del input_shape
        assert weights is not None
        gamma, beta, mean, variance = (weights[role].astype(np.float64) for role in self.roles)
        factor = gamma / np.sqrt(variance + EPSILON)
        offset = beta - mean * factor
        return Operation(self.rule, {}, {"factor": factor.astype(np.float32), "offset": offset.astype(np.float32)})

    def gradient_parts(self, step: LayerStep, index: tuple[int, ...]) -> CellParts:
        """The gradient through the value itself, the batch's mean and the batch's variance.

        The formula is that of Ioffe & Szegedy 2015. The second and third part depend on the whole batch.
        """
        assert step.weights is not None
        channel = index[-1]
        normalized, deviation = self.normalized(step.inputs)
        own, upstream = normalized[..., channel], step.upstream_gradient[..., channel]
        factor = float(step.weights["gamma"][channel] / deviation[channel])
        values = np.array([upstream[index[:-1]], upstream.mean(), (upstream * own).mean()])
        factors = factor * np.array([1.0, -1.0, -own[index[:-1]]])
        return CellParts("scaled", values, lambda part: None if part else index[1:], factors, values * factors)
