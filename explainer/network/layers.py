"""`Layer` and `Stage`: names, shapes, parameters and cost, without building a Keras model."""

import math
from dataclasses import dataclass

from explainer.network.kinds import Kind, Shape, Window


@dataclass(frozen=True, kw_only=True)
class Layer:
    """One layer of the network.

    Attributes:
        name: Its name, also in Keras.
        settings: The layer type and its settings.
        input_shape: `(height, width, channels)` or `(length,)`, without the batch axis.
        block: Index of its convolution block, from 0; `None` outside of blocks.
        number: Its number among the layers of its family, from 1.
    """

    name: str
    settings: Kind
    input_shape: Shape
    output_shape: Shape
    block: int | None = None
    number: int = 1

    @property
    def kind(self) -> str:
        """The layer type, e.g. `"conv2d"`."""
        return self.settings.kind

    @property
    def channels(self) -> int:
        """Number of output maps or units."""
        return self.output_shape[-1]

    @property
    def is_flat(self) -> bool:
        """Whether its output is a vector and not maps."""
        return len(self.output_shape) == 1

    @property
    def flattens(self) -> bool:
        """Whether it turns maps into a vector."""
        return self.is_flat and len(self.input_shape) > 1

    @property
    def keeps_places(self) -> bool:
        """Whether it flattens maps such that each value is one of their cells."""
        return self.flattens and not self.settings.is_global

    @property
    def activation(self) -> str | None:
        """Name of its activation function; `None` if it has none."""
        return self.settings.activation_name

    @property
    def window(self) -> Window | None:
        """The window that slides over the input, or `None`."""
        return self.settings.window

    @property
    def window_size(self) -> int:
        """Height and width of the window; 1 if there is none."""
        return self.window.size if self.window else 1

    @property
    def strides(self) -> int | None:
        """Step of the window, in cells; `None` if there is no window."""
        return self.window.strides if self.window else None

    @property
    def padding_before(self) -> tuple[int, int]:
        """Rows of padding above and columns of padding left of the input.

        If the padding is odd, Keras adds the larger half below and to the right.
        """
        if self.window is None:
            return 0, 0
        rows, columns = (self.window.before(size) for size in self.input_shape[:2])
        return rows, columns

    @property
    def weight_shapes(self) -> tuple[Shape, ...]:
        """Shapes of its weights, in Keras's order; empty if it has none."""
        # The shapes are known, because a layer's input shape is.
        return self.settings.weight_shapes(self.input_shape)  # type: ignore[return-value]

    @property
    def parameters(self) -> int:
        """Number of weights and biases."""
        return sum(math.prod(shape) for shape in self.weight_shapes)

    @property
    def non_trainable_parameters(self) -> int:
        """Number of non-trainable parameters."""
        roles = zip(self.settings.roles, self.weight_shapes, strict=True)
        return sum(math.prod(shape) for role, shape in roles if role in self.settings.non_trainable_roles)

    @property
    def multiply_adds(self) -> int:
        """Number of multiply-adds per image."""
        products = self.settings.products(self.input_shape)
        return math.prod((*self.output_shape, *(factor or 0 for factor in products))) if products else 0


@dataclass(frozen=True, kw_only=True)
class Stage(Layer):
    """One stage of `twin_model`: a layer without its activation, or an activation.

    Attributes:
        layer: Name of its layer in `NetworkConfig.built`; `"input"` for the input.
    """

    layer: str

    @property
    def is_logits(self) -> bool:
        """Whether its output is the logits."""
        return self.name == LOGITS


LOGITS = "logits"
