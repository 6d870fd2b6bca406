"""The input: 28×28 pixels from 0 to 1."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from explainer.network.kinds.facts import AnyArray, CellParts, LayerWeights, Rule, Signs
from explainer.network.kinds.kind import Kind


class Input(Kind):
    """What the network is given; no layer of `model.summary()`."""

    kind: Literal["input"] = "input"

    keras_name: ClassVar[str] = "Input"
    family: ClassVar[str] = "input"
    is_numbered: ClassVar[bool] = False
    picture: ClassVar[str] = "input"
    has_strip: ClassVar[bool] = False
    rule: ClassVar[Rule] = "pixel"
    is_affine: ClassVar[bool] = True

    @property
    def signs(self) -> Signs:
        """Pixels."""
        return "pixels"

    def parts(self, inputs: AnyArray, weights: LayerWeights | None, index: tuple[int, ...]) -> CellParts:
        """A pixel comes from nowhere."""
        del inputs, weights, index
        nothing = np.zeros(0)
        return CellParts("pixel", nothing, lambda _: None, nothing, nothing)
