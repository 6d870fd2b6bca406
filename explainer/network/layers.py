"""What is known of each layer of a network before any Keras model is built."""

import math
from dataclasses import dataclass

from explainer.network.kinds import Kind, Shape, Window


@dataclass(frozen=True, kw_only=True)
class Layer:
    """One layer of the network.

    Attributes:
        name: Its name, also Keras's.
        settings: What was chosen; all that depends on its kind is asked of it.
        input_shape: `(height, width, channels)` or `(length,)`, without the batch.
        block: Index of its convolution block, from 0; `None` outside of one.
        number: Its place among the layers of its family, from 1: the second convolution has 2.
    """

    name: str
    settings: Kind
    input_shape: Shape
    output_shape: Shape
    block: int | None = None
    number: int = 1

    @property
    def kind(self) -> str:
        """Name of its kind."""
        return self.settings.kind

    @property
    def channels(self) -> int:
        """Number of feature maps, or of units, that it returns."""
        return self.output_shape[-1]

    @property
    def is_flat(self) -> bool:
        """Whether it returns one row of numbers instead of maps."""
        return len(self.output_shape) == 1

    @property
    def flattens(self) -> bool:
        """Whether it makes one row of numbers of maps."""
        return self.is_flat and len(self.input_shape) > 1

    @property
    def keeps_places(self) -> bool:
        """Whether it flattens maps and each of its numbers is still one cell of them."""
        return self.flattens and not self.settings.is_global

    @property
    def activation(self) -> str | None:
        """Name of its activation function; `None` if it has none."""
        return self.settings.activation_name

    @property
    def window(self) -> Window | None:
        """The window that slides over its input, or `None`."""
        return self.settings.window

    @property
    def window_size(self) -> int:
        """Height and width of the window that slides over the input, or 1."""
        return self.window.size if self.window else 1

    @property
    def strides(self) -> int | None:
        """How far the window moves, in cells; `None` where nothing slides."""
        return self.window.strides if self.window else None

    @property
    def padding_before(self) -> tuple[int, int]:
        """Rows of zeros above and columns left of the input; `(0, 0)` where there are none.

        Keras puts an odd one out below and to the right.
        """
        if self.window is None:
            return 0, 0
        rows, columns = (self.window.before(size) for size in self.input_shape[:2])
        return rows, columns

    @property
    def weight_shapes(self) -> tuple[Shape, ...]:
        """Shapes of its weights, in Keras's order; empty if it has none."""
        # A layer's input shape is known, so those of its weights are.
        return self.settings.weight_shapes(self.input_shape)  # type: ignore[return-value]

    @property
    def parameters(self) -> int:
        """Number of weights and biases."""
        return sum(math.prod(shape) for shape in self.weight_shapes)

    @property
    def non_trainable_parameters(self) -> int:
        """How many of them no gradient changes."""
        roles = zip(self.settings.roles, self.weight_shapes, strict=True)
        return sum(math.prod(shape) for role, shape in roles if role in self.settings.non_trainable_roles)

    @property
    def multiply_adds(self) -> int:
        """Products added up for one image."""
        products = self.settings.products(self.input_shape)
        return math.prod((*self.output_shape, *(factor or 0 for factor in products))) if products else 0


@dataclass(frozen=True, kw_only=True)
class Stage(Layer):
    """One step of the traced twin, in which an activation is a step of its own.

    Attributes:
        layer: Name of the layer of `NetworkConfig.built` that it belongs to; `"input"` for the input.
    """

    layer: str

    @property
    def is_logits(self) -> bool:
        """Whether it returns the ten scores."""
        return self.name == LOGITS


LOGITS = "logits"
