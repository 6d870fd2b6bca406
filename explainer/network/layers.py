"""What is known of each layer before any Keras model is built."""

from __future__ import annotations

from dataclasses import dataclass

Shape = tuple[int, ...]

WEIGHTED = ("conv2d", "dense")


@dataclass(frozen=True, kw_only=True)
class Layer:
    """One layer of the network.

    Attributes:
        name: Its name, also Keras's.
        kind: `"input"`, `"conv2d"`, `"activation"`, `"max_pooling2d"`, `"average_pooling2d"`, `"dropout"`,
            `"flatten"`, `"dense"` or `"softmax"`.
        input_shape: `(height, width, channels)` or `(length,)`, without the batch.
        output_shape: The same of what it returns.
        parameters: Number of weights and biases.
        multiply_adds: Products added up for one image.
        kernel_size: Height and width of the kernel, in cells (convolution).
        pool_size: Height and width of the window, in cells (pooling).
        strides: How far the window moves, in cells (convolution and pooling).
        padding: `"valid"` or `"same"` (convolution and pooling).
        activation: Name of the activation function (convolution, dense and activation).
        rate: Share of the numbers dropped while training (dropout).
    """

    name: str
    kind: str
    input_shape: Shape
    output_shape: Shape
    parameters: int = 0
    multiply_adds: int = 0
    kernel_size: int | None = None
    pool_size: int | None = None
    strides: int | None = None
    padding: str | None = None
    activation: str | None = None
    rate: float | None = None

    @property
    def window_size(self) -> int:
        """Height and width of the window that slides over the input: kernel, pooling window, or 1."""
        return self.kernel_size or self.pool_size or 1

    @property
    def padding_before(self) -> tuple[int, int]:
        """Rows of zeros above and columns left of the input; `(0, 0)` where there are none.

        Keras puts an odd one out below and to the right.
        """
        if self.strides is None:
            return 0, 0
        rows, columns = (
            max((places - 1) * self.strides + self.window_size - size, 0) // 2
            for places, size in zip(self.output_shape[:2], self.input_shape[:2], strict=True)
        )
        return rows, columns

    @property
    def channels(self) -> int:
        """Number of feature maps, or of units, that it returns."""
        return self.output_shape[-1]

    @property
    def weight_shapes(self) -> tuple[Shape, ...]:
        """Shapes of its kernel and its bias; empty if it has no weights."""
        if self.kind not in WEIGHTED:
            return ()
        window = () if self.kernel_size is None else (self.kernel_size, self.kernel_size)
        return (*window, self.input_shape[-1], self.channels), (self.channels,)


@dataclass(frozen=True, kw_only=True)
class Stage(Layer):
    """One step of the traced twin, in which an activation is a step of its own.

    Attributes:
        number: Its place among the stages of its family, from 1: the second convolution has 2.
        layer: Name of the layer of `NetworkConfig.layers` that it belongs to; `"input"` for the input.
    """

    number: int
    layer: str


def output_size(size: int, window: int, strides: int, padding: str) -> int:
    """Number of places a window stops at along one axis.

    Keras's rule: `"valid"` floor((size − window) / strides) + 1, `"same"` ceil(size / strides).

    Args:
        size: Cells of the input along the axis.
        window: Cells of the window along the axis.
        strides: Cells the window moves each time.
        padding: `"valid"` or `"same"`.
    """
    if padding == "same":
        return -(-size // strides)
    return (size - window) // strides + 1
