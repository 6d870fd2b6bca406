"""`MaxPooling2D`: the maximum of each window."""

from typing import ClassVar, Literal

import numpy as np

from explainer.network.kinds.facts import AnyArray, CellParts, LayerWeights, Rule
from explainer.network.kinds.sliding import PoolingKind


class MaxPooling2D(PoolingKind):
    """The maximum of each window; see `PoolingKind`."""

    kind: Literal["max_pooling2d"] = "max_pooling2d"

    keras_name: ClassVar[str] = "MaxPooling2D"
    word: ClassVar[str] = "max"
    rule: ClassVar[Rule] = "largest"

    def parts(self, inputs: AnyArray, weights: LayerWeights | None, index: tuple[int, ...]) -> CellParts:
        """Factor 1 for the maximum (the first one in case of a tie), 0 for the other cells."""
        del weights
        row, column, channel = index
        cut = self.window.cut(inputs[..., channel : channel + 1], row, column)
        values = cut.values[..., 0].ravel()
        factors = np.zeros_like(values)
        factors[np.argmax(np.where(cut.inside.ravel(), values, -np.inf))] = 1.0
        return CellParts(self.rule, values, cut.origin(channel), factors, values * factors)
