"""From a learner's choices to the list of layers, shape by shape, without Keras."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from explainer.mnist import CLASSES, IMAGE_SIZE
from explainer.network.layers import Layer, Shape, Stage, output_size

if TYPE_CHECKING:
    from explainer.network.config import ConvolutionBlock, DenseLayer, Pooling

INPUT_SHAPE: Shape = (IMAGE_SIZE, IMAGE_SIZE, 1)


@dataclass(frozen=True)
class Misfit:
    """A window that is larger than the map it should slide over.

    Attributes:
        layer: Name of the layer that cannot be built.
        block: Index of its block, from 0.
        field: The field that is too large: `"kernel_size"` or `"pool_size"`.
        value: What was chosen.
        limit: The largest that fits with padding `"valid"`; any size fits with `"same"`.
        height: Rows of the map it should slide over.
        width: Its columns.
    """

    layer: str
    block: int
    field: str
    value: int
    limit: int
    height: int
    width: int

    def as_context(self) -> dict[str, Any]:
        """The fields as a dictionary, for an error's context."""
        return asdict(self)


@dataclass(frozen=True)
class Plan:
    """The layers up to the end, or up to the first that cannot be built.

    Attributes:
        layers: As `model.summary()` lists them, without the input.
        stages: The steps of the traced twin.
        misfit: Why the plan ends early, or `None`.
    """

    layers: tuple[Layer, ...]
    stages: tuple[Stage, ...]
    misfit: Misfit | None = None


def plan(blocks: Sequence[ConvolutionBlock], dense: Sequence[DenseLayer]) -> Plan:
    """Lays the layers one after another and stops at the first that does not fit.

    Args:
        blocks: Convolution blocks, in order.
        dense: Dense layers, in order.
    """
    builder = _Builder()
    for index, block in enumerate(blocks):
        misfit = builder.add_block(index, block)
        if misfit is not None:
            return Plan(tuple(builder.layers), tuple(builder.stages), misfit)
    builder.add_flatten()
    for layer in dense:
        builder.add_dense(layer)
    builder.add_classifier()
    return Plan(tuple(builder.layers), tuple(builder.stages))


class _Builder:
    """Appends layers and their stages, and keeps the running shape."""

    def __init__(self) -> None:
        self.layers: list[Layer] = []
        self.stages: list[Stage] = [
            Stage(
                name="input",
                kind="input",
                input_shape=INPUT_SHAPE,
                output_shape=INPUT_SHAPE,
                number=1,
                layer="input",
            )
        ]
        self._shape = INPUT_SHAPE
        self._count: Counter[str] = Counter()

    def add_block(self, index: int, block: ConvolutionBlock) -> Misfit | None:
        misfit = self._misfit(index, "conv2d", "kernel_size", block.kernel_size, block.padding)
        if misfit is not None:
            return misfit
        self._add_convolution(block)
        if block.pooling is not None:
            pooling = block.pooling
            misfit = self._misfit(index, "pooling2d", "pool_size", pooling.pool_size, pooling.padding)
            if misfit is not None:
                return misfit
            self._add_pooling(pooling)
        self._add_dropout(block.dropout)
        return None

    def add_flatten(self) -> None:
        output_shape = (math.prod(self._shape),)
        self._add(
            Layer(
                name="flatten",
                kind="flatten",
                input_shape=self._shape,
                output_shape=output_shape,
            )
        )

    def add_dense(self, dense: DenseLayer) -> None:
        layer = self._dense(self._next("dense"), dense.units, dense.activation)
        self._add(layer)
        self._add_activation(layer)
        self._add_dropout(dense.dropout)

    def add_classifier(self) -> None:
        layer = self._dense(self._next("dense"), CLASSES, "softmax")
        self.layers.append(layer)
        self._stage(replace(layer, name="logits"), layer.name)
        self._shape = layer.output_shape
        self._stage(
            Layer(
                name="softmax",
                kind="softmax",
                input_shape=self._shape,
                output_shape=self._shape,
                activation="softmax",
            ),
            layer.name,
        )

    def _misfit(self, block: int, family: str, field: str, value: int, padding: str) -> Misfit | None:
        height, width, _ = self._shape
        limit = min(height, width)
        if padding == "same" or value <= limit:
            return None
        name = f"{family}_{self._count[family] + 1}"
        return Misfit(name, block, field, value, limit, height, width)

    def _add_convolution(self, block: ConvolutionBlock) -> None:
        height, width, channels = self._shape
        rows, columns = (output_size(size, block.kernel_size, block.strides, block.padding) for size in (height, width))
        weights = block.kernel_size**2 * channels * block.filters
        layer = Layer(
            name=self._next("conv2d"),
            kind="conv2d",
            input_shape=self._shape,
            output_shape=(rows, columns, block.filters),
            parameters=weights + block.filters,
            multiply_adds=weights * rows * columns,
            kernel_size=block.kernel_size,
            strides=block.strides,
            padding=block.padding,
            activation=block.activation,
        )
        self._add(layer)
        self._add_activation(layer)

    def _add_pooling(self, pooling: Pooling) -> None:
        height, width, channels = self._shape
        strides = pooling.strides or pooling.pool_size
        rows, columns = (output_size(size, pooling.pool_size, strides, pooling.padding) for size in (height, width))
        self._add(
            Layer(
                name=self._next("pooling2d"),
                kind=f"{pooling.kind}_pooling2d",
                input_shape=self._shape,
                output_shape=(rows, columns, channels),
                pool_size=pooling.pool_size,
                strides=strides,
                padding=pooling.padding,
            )
        )

    def _add_dropout(self, rate: float) -> None:
        if rate > 0:
            self._add(
                Layer(
                    name=self._next("dropout"),
                    kind="dropout",
                    input_shape=self._shape,
                    output_shape=self._shape,
                    rate=rate,
                )
            )

    def _add_activation(self, layer: Layer) -> None:
        """The layer's activation: a stage of the twin, but no layer of its own."""
        self._stage(
            Layer(
                name=self._next("activation"),
                kind="activation",
                input_shape=layer.output_shape,
                output_shape=layer.output_shape,
                activation=layer.activation,
            ),
            layer.name,
        )

    def _dense(self, name: str, units: int, activation: str) -> Layer:
        weights = self._shape[0] * units
        return Layer(
            name=name,
            kind="dense",
            input_shape=self._shape,
            output_shape=(units,),
            parameters=weights + units,
            multiply_adds=weights,
            activation=activation,
        )

    def _add(self, layer: Layer) -> None:
        self.layers.append(layer)
        self._stage(layer, layer.name)
        self._shape = layer.output_shape

    def _stage(self, layer: Layer, belongs_to: str) -> None:
        number = self._count[layer.name.rpartition("_")[0]] or 1
        self.stages.append(Stage(**vars(layer), number=number, layer=belongs_to))

    def _next(self, family: str) -> str:
        self._count[family] += 1
        return f"{family}_{self._count[family]}"
