"""`DepthwiseConv2D`: a convolution of each input map separately."""

from typing import Annotated, Any, ClassVar, Literal

import keras
import numpy as np
from pydantic import Field

from explainer.network.kinds.activation import ActivationName
from explainer.network.kinds.convolving import ConvolutionKind
from explainer.network.kinds.facts import AnyArray, CellParts, LayerStep, LayerWeights, Operation, Setting
from explainer.network.kinds.sliding import WINDOWS, sliding_shape
from explainer.network.kinds.windows import Padding, PartShape, Shape, Window


class DepthwiseConv2D(ConvolutionKind):
    """A depthwise convolution with its activation function.

    Attributes:
        kernel_size: Height and width of the kernels, 1 to 7 cells.
        depth_multiplier: Number of kernels per input map, 1 to 4.
        strides: Step of the kernels, 1 to 3 cells.
    """

    kind: Literal["depthwise_conv2d"] = "depthwise_conv2d"
    kernel_size: Annotated[
        int, Field(ge=1, le=7), Setting("depth_kernel_size", link=None, steps=WINDOWS, is_square=True)
    ] = 3
    depth_multiplier: Annotated[int, Field(ge=1, le=4), Setting("depth_multiplier", link="m", steps=(1, 2, 3, 4))] = 1
    strides: Annotated[int, Field(ge=1, le=3), Setting("depth_strides", link="s")] = 1
    padding: Annotated[Padding, Setting("depth_padding")] = "valid"
    activation: Annotated[ActivationName, Setting("depth_activation")] = "linear"

    keras_name: ClassVar[str] = "DepthwiseConv2D"
    family: ClassVar[str] = "depthwise_conv2d"
    positional: ClassVar[tuple[str, ...]] = ("kernel_size",)
    word: ClassVar[str] = "dw"

    @property
    def window(self) -> Window:
        """The kernels' window."""
        return Window(self.kernel_size, self.strides, self.padding, "kernel_size")

    def initializer(self, layer: keras.Layer, role: str) -> keras.Initializer:
        """Keras calls the kernel's initializer `depthwise_initializer`."""
        return layer.depthwise_initializer if role == "kernel" else super().initializer(layer, role)

    def source_map(self, channel: int) -> int:
        """The input map of a kernel."""
        return channel // self.depth_multiplier

    def output_shape(self, input_shape: PartShape) -> PartShape:
        """`(positions, positions, maps × depth_multiplier)`."""
        maps = input_shape[-1]
        return sliding_shape(self.window, input_shape, None if maps is None else maps * self.depth_multiplier)

    def products(self, input_shape: PartShape) -> PartShape:
        """Kernel height × kernel width."""
        del input_shape
        return self.kernel_size, self.kernel_size

    def weight_shapes(self, input_shape: PartShape) -> tuple[PartShape, ...]:
        """The kernels `(height, width, maps, depth_multiplier)` and a bias per output map."""
        kernel = (self.kernel_size, self.kernel_size, input_shape[-1], self.depth_multiplier)
        return kernel, self.output_shape(input_shape)[-1:]

    def map_kernels(self, weights: LayerWeights) -> AnyArray:
        """One kernel per output map, `(height, width, 1, output maps)`."""
        return weights.kernel.reshape(*weights.kernel.shape[:2], 1, -1)

    def call(self, inputs: Any, *weights: Any) -> Any:
        """Depthwise cross-correlation plus bias."""
        kernel, bias = weights
        product = keras.ops.depthwise_conv(inputs, kernel, self.strides, self.padding, data_format="channels_last")
        return product + bias

    def operation(self, input_shape: Shape, weights: LayerWeights | None) -> Operation:
        """A convolution's window over one map."""
        assert weights is not None
        return Operation("depthwise", self.window.numbers(input_shape), weights)

    def parts(self, inputs: AnyArray, weights: LayerWeights | None, index: tuple[int, ...]) -> CellParts:
        """The sum of products of the kernel's input map, and the bias."""
        assert weights is not None
        source = self.source_map(index[-1])
        share = self.share(inputs, weights, index, source).terms.sum(keepdims=True)
        bias = float(weights.bias[index[-1]])
        return CellParts("sum", share, lambda _: (source,), np.ones(1), share, bias, are_shares=True)

    def gradient_parts(self, step: LayerStep, index: tuple[int, ...]) -> CellParts:
        """For each position that covers the cell, and each kernel of its map: the gradient times the weight."""
        assert step.weights is not None
        image, row, column, channel = index
        first = channel * self.depth_multiplier
        stops, met = self.window.stops_over(step.inputs.shape[1:3], row, column)
        values = step.upstream_gradient[image][tuple(stops.T)][:, first : first + self.depth_multiplier]
        factors = step.weights.kernel[met[:, 0], met[:, 1], channel].astype(np.float64)

        def origin(part: int) -> tuple[int, ...]:
            stop, copy = divmod(part, self.depth_multiplier)
            return int(stops[stop, 0]), int(stops[stop, 1]), first + copy

        return CellParts("products", values.ravel(), origin, factors.ravel(), (values * factors).ravel())

    def output_map(self, role: str, index: tuple[int, ...]) -> int:
        """The output map of a kernel's weight, from its input map and its index there."""
        return index[-1] if role == "bias" else index[2] * self.depth_multiplier + index[3]
