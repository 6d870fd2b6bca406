"""`GlobalAveragePooling2D`: the mean of each map."""

from typing import ClassVar, Literal

import numpy as np

from explainer.network.kinds.facts import AnyArray, CellParts, LayerStep, LayerWeights, Rule, Signs, SizeRule
from explainer.network.kinds.kind import Kind
from explainer.network.kinds.windows import PartShape, Shape


class GlobalAveragePooling2D(Kind):
    """Returns the mean of each map, as an alternative to `Flatten`."""

    kind: Literal["global_average_pooling2d"] = "global_average_pooling2d"

    keras_name: ClassVar[str] = "GlobalAveragePooling2D"
    family: ClassVar[str] = "global_average_pooling2d"
    is_numbered: ClassVar[bool] = False
    picture: ClassVar[str] = "whole_map"
    has_strip: ClassVar[bool] = False
    word: ClassVar[str] = "gap"
    rule: ClassVar[Rule] = "mean"
    is_global: ClassVar[bool] = True
    is_affine: ClassVar[bool] = True

    @property
    def signs(self) -> Signs:
        """The same as its inputs'."""
        return "kept"

    def output_shape(self, input_shape: PartShape) -> PartShape:
        """`(maps,)`."""
        return (input_shape[-1],)

    def size_rule(self, input_shape: Shape) -> SizeRule:
        """The number of maps."""
        return SizeRule("channels", input_shape[-1])

    def parts(self, inputs: AnyArray, weights: LayerWeights | None, index: tuple[int, ...]) -> CellParts:
        """Equal factors for all cells of the map."""
        del weights
        (channel,) = index
        height, width, _ = inputs.shape
        values = inputs[..., channel].astype(np.float64).ravel()
        factors = np.full(height * width, 1 / (height * width))
        return CellParts(self.rule, values, lambda cell: (*divmod(cell, width), channel), factors, values * factors)

    def gradient_parts(self, step: LayerStep, index: tuple[int, ...]) -> CellParts:
        """The gradient of the map's mean, divided by the number of cells."""
        image, _, _, channel = index
        value = step.upstream_gradient[image, [channel]]
        factor = np.array([1 / np.prod(step.inputs.shape[1:3])])
        return CellParts("mean", value, lambda _: (channel,), factor, value * factor)
