"""Output shapes of sliding windows, and the base class of pooling."""

from typing import Annotated, ClassVar, Self

import numpy as np
from pydantic import Field

from explainer.network.kinds.facts import CellParts, LayerStep, Setting, Signs, SizeKind, SizeRule, Value
from explainer.network.kinds.kind import Kind
from explainer.network.kinds.windows import Padding, PartShape, Shape, Window

WINDOWS = tuple(range(1, 8))
"""Window sizes in the form."""


def sliding_shape(window: Window, input_shape: PartShape, channels: int | None) -> PartShape:
    """`(positions, positions, channels)`."""
    rows, columns = input_shape[:2]
    return window.places(rows), window.places(columns), channels


def sliding_size(window: Window, size: int, *, strides_by_default: int) -> SizeRule:
    """The computation of the number of window positions along one axis.

    Args:
        size: Cells of the input along the axis.
        strides_by_default: Keras's default for the strides.
    """
    places = window.places(size) or 0
    if window.padding == "same":
        return SizeRule("same" if window.strides == 1 else "same_steps", places, size, window.size, window.strides)
    kind: SizeKind = "fits" if window.strides == 1 else "steps"
    if window.size == strides_by_default == window.strides != 1:
        kind = "divides"
    return SizeRule(kind, places, size, window.size, window.strides, (size - window.size) % window.strides)


class PoolingKind(Kind):
    """Pooling of each map separately.

    Attributes:
        pool_size: Height and width of the window, 1 to 7 cells.
        strides: Step of the window, 1 to 7 cells; `None` means `pool_size`, as in Keras.
        padding: `"valid"` or `"same"`; padded cells are ignored.
    """

    pool_size: Annotated[int, Field(ge=1, le=7), Setting("pool_size", link=None, steps=WINDOWS, is_square=True)] = 2
    strides: Annotated[int | None, Field(ge=1, le=7), Setting("pool_strides", link="s", steps=WINDOWS)] = None
    padding: Annotated[Padding, Setting("pool_padding")] = "valid"

    family: ClassVar[str] = "pooling2d"
    picture: ClassVar[str] = "pooling"
    is_pooling: ClassVar[bool] = True
    lab: ClassVar[str] = "pooling"
    is_shown_live: ClassVar[bool] = True
    positional: ClassVar[tuple[str, ...]] = ("pool_size",)

    @property
    def signs(self) -> Signs:
        """The same as its inputs'."""
        return "kept"

    def effective(self, field: str) -> Value:
        """Replaces `strides=None` by `pool_size`."""
        return self.window.strides if field == "strides" else super().effective(field)

    def simplest(self) -> Self:
        """Replaces strides that equal `pool_size` by `None`."""
        return self.model_copy(update={"strides": None}) if self.strides == self.pool_size else self

    @property
    def window(self) -> Window:
        """The pooling window."""
        return Window(self.pool_size, self.strides or self.pool_size, self.padding, "pool_size")

    def output_shape(self, input_shape: PartShape) -> PartShape:
        """`(positions, positions, maps)`."""
        return sliding_shape(self.window, input_shape, input_shape[-1])

    def size_rule(self, input_shape: Shape) -> SizeRule:
        """The number of positions of the window."""
        return sliding_size(self.window, input_shape[0], strides_by_default=self.pool_size)

    def gradient_parts(self, step: LayerStep, index: tuple[int, ...]) -> CellParts:
        """For each position of the window that covers the cell: the gradient times the cell's factor."""
        image, row, column, channel = index
        stops, met = self.window.stops_over(step.inputs.shape[1:3], row, column)
        cells = met @ [self.window.size, 1]
        inputs = step.inputs[image]
        factors = np.array(
            [self.parts(inputs, None, (*stop, channel)).factors[cell] for stop, cell in zip(stops, cells, strict=True)]
        )
        values = step.upstream_gradient[image][(*stops.T, channel)]
        return CellParts(self.rule, values, lambda part: (*map(int, stops[part]), channel), factors, values * factors)
