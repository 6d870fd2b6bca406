"""`Conv2D`: a convolution over all input maps."""

from typing import Annotated, Any, ClassVar, Literal, Self

import keras
import numpy as np
from pydantic import Field

from explainer.network.kinds.activation import ChosenActivation
from explainer.network.kinds.convolving import ConvolutionKind
from explainer.network.kinds.facts import AnyArray, CellParts, LayerStep, LayerWeights, Setting
from explainer.network.kinds.sliding import WINDOWS, sliding_shape
from explainer.network.kinds.windows import Padding, PartShape, Shape, Window


class Conv2D(ConvolutionKind):
    """A convolution with its activation function.

    Attributes:
        filters: Number of feature maps, 1 to 256.
        kernel_size: Height and width of the kernel, 1 to 7 cells.
        strides: Step of the kernel, 1 to 3 cells.
    """

    kind: Literal["conv2d"] = "conv2d"
    filters: Annotated[
        int,
        Field(ge=1, le=256),
        Setting(
            "filters",
            link=None,
            steps=(1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256),
            twins=(4, 8, 16, 32, 64, 128),
        ),
    ]
    kernel_size: Annotated[
        int, Field(ge=1, le=7), Setting("kernel_size", link="k", steps=WINDOWS, is_square=True, twins=(1, 3, 5, 7))
    ] = 3
    strides: Annotated[int, Field(ge=1, le=3), Setting("strides", link="s")] = 1
    padding: Annotated[Padding, Setting("padding")] = "valid"
    activation: ChosenActivation = "relu"

    keras_name: ClassVar[str] = "Conv2D"
    family: ClassVar[str] = "conv2d"
    positional: ClassVar[tuple[str, ...]] = ("filters", "kernel_size")
    word: ClassVar[str] = "c"
    mixes_channels: ClassVar[bool] = True
    opens_block: ClassVar[bool] = True
    lab: ClassVar[str] = "convolution"
    shrinking: ClassVar[str] = "filters"

    @classmethod
    def start(cls) -> Self:
        """A layer with 32 filters."""
        return cls(filters=32)

    @property
    def window(self) -> Window:
        """The kernel's window."""
        return Window(self.kernel_size, self.strides, self.padding, "kernel_size")

    def variant_for(self, input_shape: Shape) -> str:
        """A separate text for several input maps."""
        return "conv2d_many" if input_shape[-1] > 1 else "conv2d"

    def output_shape(self, input_shape: PartShape) -> PartShape:
        """`(positions, positions, filters)`."""
        return sliding_shape(self.window, input_shape, self.filters)

    def products(self, input_shape: PartShape) -> PartShape:
        """Kernel height × kernel width × input maps."""
        return self.kernel_size, self.kernel_size, input_shape[-1]

    def call(self, inputs: Any, *weights: Any) -> Any:
        """Cross-correlation plus bias."""
        kernel, bias = weights
        return keras.ops.conv(inputs, kernel, self.strides, self.padding, data_format="channels_last") + bias

    def parts(self, inputs: AnyArray, weights: LayerWeights | None, index: tuple[int, ...]) -> CellParts:
        """The sum of products of each input channel, and the bias."""
        assert weights is not None
        row, column, filter_index = index
        products = self.window.cut(inputs, row, column).values * weights.kernel[..., filter_index].astype(np.float64)
        sums = products.sum(axis=(0, 1))
        bias = float(weights.bias[filter_index])
        return CellParts("sum", sums, lambda channel: (channel,), np.ones_like(sums), sums, bias, are_shares=True)

    def gradient_parts(self, step: LayerStep, index: tuple[int, ...]) -> CellParts:
        """For each position of the kernel that covers the cell, and each filter: the gradient times the weight."""
        assert step.weights is not None
        image, row, column, channel = index
        stops, met = self.window.stops_over(step.inputs.shape[1:3], row, column)
        values = step.upstream_gradient[image][tuple(stops.T)]
        factors = step.weights.kernel[met[:, 0], met[:, 1], channel].astype(np.float64)
        filters = values.shape[-1]

        def origin(part: int) -> tuple[int, ...]:
            stop, filter_index = divmod(part, filters)
            return int(stops[stop, 0]), int(stops[stop, 1]), filter_index

        return CellParts("products", values.ravel(), origin, factors.ravel(), (values * factors).ravel())
