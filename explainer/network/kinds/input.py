"""`Input`: the image, 28×28 pixels from 0 to 1."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

import keras
import numpy as np

from explainer.network.kinds.facts import AnyArray, CellParts, LayerWeights, Rule, Signs
from explainer.network.kinds.kind import Kind, refuse_differences


class Input(Kind):
    """The input stage; `model.summary()` does not list it."""

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
        """The shape of one image in an `InputLayer`'s config, or the invalid value that a file has instead."""
        shape = arguments.get("batch_shape")
        return tuple(shape[1:]) if isinstance(shape, list) else shape

    @staticmethod
    def refuse_other_scale(arguments: Mapping[str, Any]) -> None:
        """Checks that a `Rescaling` layer divides by 255. Here, pixels are scaled before the network.

        Args:
            arguments: The layer's `get_config()`, possibly from an untrusted file.

        Raises:
            UnsupportedArgumentError: If it scales differently.
        """
        refuse_differences(arguments, keras.layers.Rescaling(1 / 255, name="rescaling"))

    @property
    def signs(self) -> Signs:
        """Pixels."""
        return "pixels"

    def parts(self, inputs: AnyArray, weights: LayerWeights | None, index: tuple[int, ...]) -> CellParts:
        """No parts, since a pixel is not computed."""
        del inputs, weights, index
        nothing = np.zeros(0)
        return CellParts("pixel", nothing, lambda _: None, nothing, nothing)
