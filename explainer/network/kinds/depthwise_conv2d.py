"""`DepthwiseConv2D`: a kernel slides over one map, and every stop gives one cell of a new map."""

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
    """A convolution that treats every map by itself, with its activation function.

    Attributes:
        kernel_size: Height and width of the kernels, 1 to 7 cells.
        depth_multiplier: Number of kernels, and so of new maps, for each map; 1 to 4.
        strides: How far the kernels move, 1 to 3 cells.
        padding: `"valid"` or `"same"`.
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
        """The kernels' place on the input."""
        return Window(self.kernel_size, self.strides, self.padding, "kernel_size")

    def initializer(self, layer: keras.Layer, role: str) -> keras.Initializer:
        """Keras names the kernel's otherwise here."""
        return layer.depthwise_initializer if role == "kernel" else super().initializer(layer, role)

    def source_map(self, channel: int) -> int:
        """The map that a kernel slides over."""
        return channel // self.depth_multiplier

    def output_shape(self, input_shape: PartShape) -> PartShape:
        """Places × places × (maps × depth multiplier)."""
        maps = input_shape[-1]
        return sliding_shape(self.window, input_shape, None if maps is None else maps * self.depth_multiplier)

    def products(self, input_shape: PartShape) -> PartShape:
        """Kernel height × kernel width."""
        del input_shape
        return self.kernel_size, self.kernel_size

    def weight_shapes(self, input_shape: PartShape) -> tuple[PartShape, ...]:
        """The kernels `(height, width, maps, depth multiplier)` and a bias for each new map."""
        kernel = (self.kernel_size, self.kernel_size, input_shape[-1], self.depth_multiplier)
        return kernel, self.output_shape(input_shape)[-1:]

    def map_kernels(self, weights: LayerWeights) -> AnyArray:
        """Each new map has one kernel, over one map: `(height, width, 1, maps)`."""
        return weights.kernel.reshape(*weights.kernel.shape[:2], 1, -1)

    def call(self, inputs: Any, *weights: Any) -> Any:
        """Cross-correlation of each map by itself, and bias."""
        kernel, bias = weights
        product = keras.ops.depthwise_conv(inputs, kernel, self.strides, self.padding, data_format="channels_last")
        return product + bias

    def operation(self, input_shape: Shape, weights: LayerWeights | None) -> Operation:
        """The same window as a convolution's, over one map."""
        assert weights is not None
        return Operation("depthwise", self.window.numbers(input_shape), weights)

    def parts(self, inputs: AnyArray, weights: LayerWeights | None, index: tuple[int, ...]) -> CellParts:
        """The share of the one map that the kernel slides over, and the bias."""
        assert weights is not None
        source = self.source_map(index[-1])
        share = self.share(inputs, weights, index, source).terms.sum(keepdims=True)
        bias = float(weights.bias[index[-1]])
        return CellParts("sum", share, lambda _: (source,), np.ones(1), share, bias, are_shares=True)

    def gradient_parts(self, step: LayerStep, index: tuple[int, ...]) -> CellParts:
        """For every stop over the cell and every kernel of its map: the gradient there times the weight on the cell."""
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
        """A kernel's weight stands by its input map and its number there."""
        return index[-1] if role == "bias" else index[2] * self.depth_multiplier + index[3]
