"""`Softmax`: the stage that turns logits into probabilities."""

from typing import ClassVar, Literal

import keras

from explainer.network.kinds.facts import AnyArray, CellParts, LayerWeights, Rule, Signs
from explainer.network.kinds.kind import Kind


class Softmax(Kind):
    """The final layer's activation function, as a separate stage."""

    kind: Literal["softmax"] = "softmax"

    keras_name: ClassVar[str] = "Activation"
    family: ClassVar[str] = "softmax"
    is_numbered: ClassVar[bool] = False
    picture: ClassVar[str] = "softmax"
    rule: ClassVar[Rule] = "share"
    is_function: ClassVar[bool] = True
    is_global: ClassVar[bool] = True
    mixes_channels: ClassVar[bool] = True

    @property
    def signs(self) -> Signs:
        """Probabilities."""
        return "positive"

    @property
    def activation_name(self) -> str:
        """Keras's name of the function."""
        return "softmax"

    def build(self, name: str) -> keras.Layer:
        """Builds Keras's `Activation("softmax")`."""
        return keras.layers.Activation("softmax", name=name)

    def parts(self, inputs: AnyArray, weights: LayerWeights | None, index: tuple[int, ...]) -> CellParts:
        """Not defined: a probability is not a sum of parts.

        Raises:
            ValueError: Always.
        """
        del inputs, weights
        raise ValueError(f"Expected a number of another stage than softmax; received {index}.")
