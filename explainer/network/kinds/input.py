"""The input: 28×28 pixels from 0 to 1."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

import keras
import numpy as np

from explainer.network.kinds.facts import AnyArray, CellParts, LayerWeights, Rule, Signs
from explainer.network.kinds.kind import Kind, refuse_differences


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

    @staticmethod
    def shape_from_keras(arguments: Mapping[str, Any]) -> Any:
        """The shape of one image in the `get_config()` of an `InputLayer`, or what a file has in its place."""
        shape = arguments.get("batch_shape")
        return tuple(shape[1:]) if isinstance(shape, list) else shape

    @staticmethod
    def refuse_other_scale(arguments: Mapping[str, Any]) -> None:
        """Makes sure that a `Rescaling` makes 0 to 1 of bytes: the pixels here are scaled before the network.

        Args:
            arguments: Its `get_config()`, perhaps of a file that anybody may have made.

        Raises:
            UnsupportedArgumentError: If it does something else.
        """
        refuse_differences(arguments, keras.layers.Rescaling(1 / 255, name="rescaling"))

    @property
    def signs(self) -> Signs:
        """Pixels."""
        return "pixels"

    def parts(self, inputs: AnyArray, weights: LayerWeights | None, index: tuple[int, ...]) -> CellParts:
        """A pixel comes from nowhere."""
        del inputs, weights, index
        nothing = np.zeros(0)
        return CellParts("pixel", nothing, lambda _: None, nothing, nothing)
