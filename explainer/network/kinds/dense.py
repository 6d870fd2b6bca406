"""`Dense`: a fully connected layer."""

import math
from typing import Annotated, Any, ClassVar, Literal, Self

import keras
import numpy as np
from pydantic import Field

from explainer.network.kinds.activation import FUNCTIONS, ChosenActivation
from explainer.network.kinds.facts import AnyArray, CellParts, LayerStep, LayerWeights, Rule, Setting, SizeRule
from explainer.network.kinds.kind import Kind
from explainer.network.kinds.windows import PartShape, Shape


class Dense(Kind):
    """A dense layer with its activation function.

    Attributes:
        units: Number of units, 1 to 1,024.
        activation: The activation function; `"softmax"` only for the final layer.
    """

    kind: Literal["dense"] = "dense"
    units: Annotated[
        int,
        Field(ge=1, le=1024),
        Setting(
            "units",
            link=None,
            steps=(1, 2, 4, 8, 16, 32, 64, 84, 100, 120, 128, 256, 512, 1024),
            twins=(16, 32, 64, 128, 256),
        ),
    ]
    activation: ChosenActivation = "relu"

    keras_name: ClassVar[str] = "Dense"
    family: ClassVar[str] = "dense"
    picture: ClassVar[str] = "dense"
    positional: ClassVar[tuple[str, ...]] = ("units",)
    word: ClassVar[str] = "d"
    roles: ClassVar[tuple[str, ...]] = ("kernel", "bias")
    rule: ClassVar[Rule] = "sum"
    mixes_channels: ClassVar[bool] = True
    is_affine: ClassVar[bool] = True
    is_global: ClassVar[bool] = True
    shrinking: ClassVar[str] = "units"

    @classmethod
    def start(cls) -> Self:
        """A layer with 128 units."""
        return cls(units=128)

    @classmethod
    def classifier(cls, classes: int) -> Self:
        """The final layer, which returns the class probabilities."""
        return cls.model_construct(kind="dense", units=classes, activation="softmax")

    @property
    def title(self) -> str:
        """The final layer has the title of its function."""
        return self.kind if self.activation in FUNCTIONS else self.activation

    def output_shape(self, input_shape: PartShape) -> PartShape:
        """`(units,)`."""
        del input_shape
        return (self.units,)

    def size_rule(self, input_shape: Shape) -> SizeRule:
        """The number of units."""
        del input_shape
        return SizeRule("units", self.units)

    def products(self, input_shape: PartShape) -> PartShape:
        """The number of inputs."""
        return input_shape

    def call(self, inputs: Any, *weights: Any) -> Any:
        """Matrix product plus bias."""
        kernel, bias = weights
        product = _product_of_one if inputs.shape[0] == 1 else keras.ops.matmul
        return product(inputs, kernel) + bias

    def parts(self, inputs: AnyArray, weights: LayerWeights | None, index: tuple[int, ...]) -> CellParts:
        """Each input times its weight, and the bias."""
        assert weights is not None
        (unit,) = index
        values, kernel = inputs.astype(np.float64), weights.kernel[:, unit].astype(np.float64)
        return CellParts("sum", values, lambda place: (place,), kernel, values * kernel, float(weights.bias[unit]))

    def gradient_parts(self, step: LayerStep, index: tuple[int, ...]) -> CellParts:
        """For each unit: its gradient times the weight of the input."""
        assert step.weights is not None
        image, place = index
        values = step.upstream_gradient[image]
        factors = step.weights.kernel[place].astype(np.float64)
        return CellParts("products", values, lambda unit: (unit,), factors, values * factors)

    def weight_gradient_parts(self, step: LayerStep, image: int, role: str, index: tuple[int, ...]) -> CellParts:
        """One product: the input (1 for the bias) times the unit's gradient."""
        unit = index[-1]
        value = np.array([step.inputs[image, index[0]] if role == "kernel" else 1.0])
        factor = step.upstream_gradient[image, [unit]]
        return CellParts("products", value, lambda _: (unit,), factor, value * factor)


def _product_of_one(inputs: Any, kernel: Any) -> Any:
    """Matrix product for a batch of one, in about √n blocks of about √n terms.

    For a single row, XLA sums all n terms of a unit in one float32 accumulator. With 200,704 terms the error is 2e-5 of
    the sum of their magnitudes; with blocks it is below 1e-6, and the product is faster. XLA sums larger batches in
    blocks by itself.
    """
    length, units = kernel.shape
    blocks = next(count for count in range(math.isqrt(length), 0, -1) if length % count == 0)
    sums = keras.ops.matmul(
        keras.ops.reshape(inputs, (blocks, 1, length // blocks)),
        keras.ops.reshape(kernel, (blocks, length // blocks, units)),
    )
    return keras.ops.sum(sums, axis=0)
