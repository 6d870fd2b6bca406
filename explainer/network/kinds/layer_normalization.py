"""`LayerNormalization`: normalizes over the channels at each position."""

from typing import Any, ClassVar, Literal

import keras
import numpy as np

from explainer.network.kinds.facts import AnyArray, CellParts, Exact, LayerStep, LayerWeights, Operation
from explainer.network.kinds.normalizing import EPSILON, NormalizationKind
from explainer.network.kinds.windows import Shape


class LayerNormalization(NormalizationKind):
    """Uses mean and variance of the channels at one position of one image (Ba, Kiros & Hinton 2016), as in Keras."""

    kind: Literal["layer_normalization"] = "layer_normalization"

    keras_name: ClassVar[str] = "LayerNormalization"
    family: ClassVar[str] = "layer_normalization"
    word: ClassVar[str] = "ln"
    roles: ClassVar[tuple[str, ...]] = ("gamma", "beta")
    mixes_channels: ClassVar[bool] = True

    def call(self, inputs: Any, *weights: Any) -> Any:
        """Normalizes over the last axis."""
        gamma, beta = weights
        return keras.ops.layer_normalization(inputs, gamma, beta, axis=-1, epsilon=EPSILON)

    def moments(self, inputs: AnyArray, weights: LayerWeights) -> tuple[Exact, Exact]:
        """The mean and variance over the channels, `(height, width, 1)`."""
        del weights
        return self.moments_in_training(inputs.astype(np.float64))

    def moments_in_training(self, inputs: Exact) -> tuple[Exact, Exact]:
        """The mean and variance over the channels, `(images, height, width, 1)`."""
        return inputs.mean(axis=-1, keepdims=True), inputs.var(axis=-1, keepdims=True)

    def operation(self, input_shape: Shape, weights: LayerWeights | None) -> Operation:
        """Gamma and beta of each map."""
        del input_shape
        assert weights is not None
        return Operation("normalized", {"epsilon": EPSILON}, weights)

    def gradient_parts(self, step: LayerStep, index: tuple[int, ...]) -> CellParts:
        """For each channel at the position, since all channels share the mean and the variance."""
        assert step.weights is not None
        image, row, column, channel = index
        normalized, deviation = self.normalized(step.inputs)
        own = normalized[image, row, column]
        is_own = np.arange(len(own)) == channel
        derivatives = is_own - (1 + own * own[channel]) / len(own)
        values = step.upstream_gradient[image, row, column]
        factors = step.weights["gamma"].astype(np.float64) * derivatives / deviation[image, row, column]
        return CellParts("scaled", values, lambda part: (row, column, part), factors, values * factors)
