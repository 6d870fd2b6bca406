"""`BatchNormalization`: every map is shifted and stretched by four numbers of its own."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import keras
import numpy as np

from explainer.network.kinds.facts import AnyArray, Exact, LayerWeights, Operation
from explainer.network.kinds.normalizing import EPSILON, NormalizationKind
from explainer.network.kinds.windows import Shape


class BatchNormalization(NormalizationKind):
    """Makes a map's numbers have mean `beta` and spread `gamma`.

    While training, mean and variance are those of the batch; when answering, the moving ones learned by then
    (Ioffe & Szegedy 2015; Keras's `momentum` 0.99).
    """

    kind: Literal["batch_normalization"] = "batch_normalization"

    keras_name: ClassVar[str] = "BatchNormalization"
    family: ClassVar[str] = "batch_normalization"
    word: ClassVar[str] = "bn"
    is_affine: ClassVar[bool] = True
    roles: ClassVar[tuple[str, ...]] = ("gamma", "beta", "moving_mean", "moving_variance")
    non_trainable_roles: ClassVar[tuple[str, ...]] = ("moving_mean", "moving_variance")

    def call(self, inputs: Any, *weights: Any) -> Any:
        """Gamma times what is left of the mean, divided by the spread, plus beta."""
        gamma, beta, mean, variance = weights
        return keras.ops.batch_normalization(inputs, mean, variance, axis=-1, offset=beta, scale=gamma, epsilon=EPSILON)

    def moments(self, inputs: AnyArray, weights: LayerWeights) -> tuple[Exact, Exact]:
        """The moving ones, the same at all places of a map."""
        del inputs
        return weights["moving_mean"].astype(np.float64), weights["moving_variance"].astype(np.float64)

    def operation(self, input_shape: Shape, weights: LayerWeights | None) -> Operation:
        """One factor and one offset a map."""
        del input_shape
        assert weights is not None
        gamma, beta, mean, variance = (weights[role].astype(np.float64) for role in self.roles)
        factor = gamma / np.sqrt(variance + EPSILON)
        offset = beta - mean * factor
        return Operation(self.rule, {}, {"factor": factor.astype(np.float32), "offset": offset.astype(np.float32)})
