"""What a learner may choose about a network, validated and immutable."""

from __future__ import annotations

import functools
import hashlib
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from explainer.frozen import Frozen
from explainer.network.planning import Misfit, Plan, plan

if TYPE_CHECKING:
    from explainer.network.layers import Layer, Stage

Activation = Literal["linear", "relu", "leaky_relu", "tanh", "sigmoid"]
Padding = Literal["valid", "same"]
PoolingKind = Literal["max", "average"]

Filters = Annotated[int, Field(ge=1, le=256)]
KernelSize = Annotated[int, Field(ge=1, le=7)]
Strides = Annotated[int, Field(ge=1, le=3)]
PoolSize = Annotated[int, Field(ge=1, le=7)]
PoolStrides = Annotated[int, Field(ge=1, le=7)]
Units = Annotated[int, Field(ge=1, le=1024)]
Rate = Annotated[float, Field(ge=0.0, le=0.9)]

MAX_BLOCKS = 3
MAX_DENSE = 2
MAX_PARAMETERS = 20_000_000
"""With the optimizer's two numbers for each, some 250 MB: no single learner fills a classroom's server."""
MAX_MULTIPLY_ADDS = 1_000_000_000
"""Some 400 times the article's network: still a second or less for one image."""


class Pooling(Frozen):
    """A pooling layer: `MaxPooling2D` or `AveragePooling2D`.

    Attributes:
        kind: Which number of each window is kept: the largest or the mean.
        pool_size: Height and width of the window, 1 to 7 cells.
        strides: How far the window moves, 1 to 7 cells; `None` means `pool_size`, as in Keras.
        padding: `"valid"` or `"same"`.
    """

    kind: PoolingKind = "max"
    pool_size: PoolSize = 2
    strides: PoolStrides | None = None
    padding: Padding = "valid"


class ConvolutionBlock(Frozen):
    """A `Conv2D` with its activation, an optional pooling and an optional dropout.

    Attributes:
        filters: Number of feature maps, 1 to 256.
        kernel_size: Height and width of the kernel, 1 to 7 cells.
        strides: How far the kernel moves, 1 to 3 cells.
        padding: `"valid"` or `"same"`.
        activation: The activation function.
        pooling: The pooling layer after it, or `None`.
        dropout: Share of the outputs dropped while training, 0 to 0.9; 0 means no dropout layer.
    """

    filters: Filters
    kernel_size: KernelSize = 3
    strides: Strides = 1
    padding: Padding = "valid"
    activation: Activation = "relu"
    pooling: Pooling | None = Pooling()
    dropout: Rate = 0.0


class DenseLayer(Frozen):
    """A `Dense` layer with its activation and an optional dropout.

    Attributes:
        units: Number of units, 1 to 1,024.
        activation: The activation function.
        dropout: Share of the outputs dropped while training, 0 to 0.9; 0 means no dropout layer.
    """

    units: Units
    activation: Activation = "relu"
    dropout: Rate = 0.0


class NetworkConfig(Frozen):
    """A network for 28×28×1 images and 10 classes that is known to fit together.

    The last layer, `Dense(10, activation="softmax")`, is always there and not part of the choice.

    Attributes:
        blocks: 0 to 3 convolution blocks, in order.
        dense: 0 to 2 dense layers between `Flatten` and the softmax layer.

    Raises:
        pydantic.ValidationError: For unknown or out-of-range fields, by name; of type `layer_does_not_fit`, with a
            `Misfit`'s fields as context, if a window is larger than the map it slides over; of type
            `network_too_large` if it exceeds `MAX_PARAMETERS` or `MAX_MULTIPLY_ADDS`.
    """

    blocks: Annotated[tuple[ConvolutionBlock, ...], Field(max_length=MAX_BLOCKS, strict=False)] = ()
    dense: Annotated[tuple[DenseLayer, ...], Field(max_length=MAX_DENSE, strict=False)] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self._plan.misfit is not None:
            raise _impossible(self._plan.misfit)
        for what, limit in (("parameters", MAX_PARAMETERS), ("multiply_adds", MAX_MULTIPLY_ADDS)):
            if getattr(self, what) > limit:
                raise _too_large(what, limit, getattr(self, what))
        return self

    @functools.cached_property
    def _plan(self) -> Plan:
        return plan(self.blocks, self.dense)

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers as `model.summary()` lists them, without the input."""
        return self._plan.layers

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The steps of the traced twin: input first, softmax last, each activation a step of its own."""
        return self._plan.stages

    @property
    def parameters(self) -> int:
        """Number of trainable parameters."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def multiply_adds(self) -> int:
        """Multiply-adds of the convolution and dense layers for one image."""
        return sum(layer.multiply_adds for layer in self.layers)

    @functools.cached_property
    def fingerprint(self) -> str:
        """A short hash of the configuration, the same in every process."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]


def _impossible(misfit: Misfit) -> PydanticCustomError:
    return PydanticCustomError(
        "layer_does_not_fit",
        "Expected a {field} of at most {limit} at {layer} with padding 'valid'; "
        "received {value} on a {height}×{width} map. Nearest choice: {field} {limit}, or padding 'same'.",
        misfit.as_context(),
    )


def _too_large(what: str, limit: int, received: int) -> PydanticCustomError:
    return PydanticCustomError(
        "network_too_large",
        "Expected at most {limit} {what}; received {received}.",
        {"what": what, "limit": limit, "received": received},
    )
