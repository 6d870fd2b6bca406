"""`AveragePooling2D`: the mean of each window."""

from typing import ClassVar, Literal

from explainer.network.kinds.facts import AnyArray, CellParts, LayerWeights, Rule
from explainer.network.kinds.sliding import PoolingKind


class AveragePooling2D(PoolingKind):
    """The mean of each window; see `PoolingKind`."""

    kind: Literal["average_pooling2d"] = "average_pooling2d"

    keras_name: ClassVar[str] = "AveragePooling2D"
    word: ClassVar[str] = "avg"
    rule: ClassVar[Rule] = "mean"
    is_affine: ClassVar[bool] = True

    def parts(self, inputs: AnyArray, weights: LayerWeights | None, index: tuple[int, ...]) -> CellParts:
        """Equal factors for all cells inside the map; padding does not count."""
        del weights
        row, column, channel = index
        cut = self.window.cut(inputs[..., channel : channel + 1], row, column)
        values, factors = cut.values[..., 0].ravel(), (cut.inside / cut.inside.sum()).ravel()
        return CellParts(self.rule, values, cut.origin(channel), factors, values * factors)
