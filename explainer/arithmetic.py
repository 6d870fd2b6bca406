"""How one output cell comes about, in plain NumPy: an account independent of Keras.

Everything is computed in `float64` from the `float32` numbers Keras was given, term by term, so that every term can be
shown. Formulas: convolution as cross-correlation, as in `keras.layers.Conv2D`; `"same"` padding after TensorFlow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
AnyArray = npt.NDArray[Any]

LEAKY_RELU_SLOPE = 0.2
"""Keras's default `negative_slope` of `leaky_relu`."""

ACTIVATIONS: Mapping[str, Callable[[Array], Array]] = MappingProxyType(
    {
        "linear": lambda values: values,
        "relu": lambda values: np.maximum(values, 0.0),
        "leaky_relu": lambda values: np.where(values >= 0, values, LEAKY_RELU_SLOPE * values),
        "tanh": np.tanh,
        # The form that never overflows: e to a number that is not positive.
        "sigmoid": lambda values: np.where(values >= 0, 1.0, np.exp(-np.abs(values))) / (1.0 + np.exp(-np.abs(values))),
    }
)


def activate(name: str, values: AnyArray | float) -> Array:
    """Applies an activation function to each number by itself.

    Args:
        name: `"linear"`, `"relu"`, `"leaky_relu"`, `"tanh"` or `"sigmoid"`.
        values: Pre-activations of any shape.

    Raises:
        KeyError: If there is no such function.
    """
    return np.asarray(ACTIVATIONS[name](np.asarray(values, dtype=np.float64)))


def padding_before(size: int, window: int, strides: int, padding: str) -> int:
    """Zeros that `padding` puts before the first cell along one axis.

    For `"same"`, TensorFlow adds max((⌈size / strides⌉ − 1) · strides + window − size, 0) cells in all, the smaller
    half in front.

    Args:
        size: Cells of the input along the axis.
        window: Cells of the window along the axis.
        strides: Cells the window moves each time.
        padding: `"valid"` or `"same"`.
    """
    if padding == "valid":
        return 0
    places = -(-size // strides)
    return max((places - 1) * strides + window - size, 0) // 2


@dataclass(frozen=True)
class Window:
    """The part of an input that one output cell looks at.

    Attributes:
        row: Input row of its first row; negative where it starts in the padding.
        column: Input column of its first column.
        values: `(height, width, channels)`, with 0 in the padding.
        inside: `(height, width)`, whether a cell belongs to the input and not to the padding.
    """

    row: int
    column: int
    values: Array
    inside: npt.NDArray[np.bool_]


def window_at(inputs: AnyArray, size: int, strides: int, padding: str, row: int, column: int) -> Window:
    """Cuts out what the output cell at (`row`, `column`) looks at.

    Args:
        inputs: `(height, width, channels)`.
        size: Height and width of the window, in cells.
        strides: Cells the window moves each time.
        padding: `"valid"` or `"same"`.
        row: Row of the output cell, from 0.
        column: Its column, from 0.
    """
    height, width, channels = inputs.shape
    first_row = row * strides - padding_before(height, size, strides, padding)
    first_column = column * strides - padding_before(width, size, strides, padding)
    values = np.zeros((size, size, channels))
    inside = np.zeros((size, size), dtype=bool)
    for y in range(size):
        for x in range(size):
            source = (first_row + y, first_column + x)
            if 0 <= source[0] < height and 0 <= source[1] < width:
                values[y, x] = inputs[source]
                inside[y, x] = True
    return Window(first_row, first_column, values, inside)


@dataclass(frozen=True)
class ConvolutionCell:
    """How one number of a convolution's pre-activation comes about.

    Attributes:
        window: What the kernel lies on.
        kernel: The filter's kernel, `(height, width, channels)`.
        products: Window times kernel, cell by cell, of the same shape.
        channel_sums: The products added up for each input channel, `(channels,)`.
        total: All products added up.
        bias: The filter's bias.
        pre_activation: `total + bias`.
    """

    window: Window
    kernel: Array
    products: Array
    channel_sums: Array
    total: float
    bias: float
    pre_activation: float


def convolution_cell(
    inputs: AnyArray,
    kernel: AnyArray,
    bias: AnyArray,
    *,
    strides: int,
    padding: str,
    row: int,
    column: int,
    filter_index: int,
) -> ConvolutionCell:
    """Accounts for one output cell of a `Conv2D`.

    Args:
        inputs: `(height, width, channels)`.
        kernel: `(kernel_size, kernel_size, channels, filters)`.
        bias: `(filters,)`.
        strides: Cells the kernel moves each time.
        padding: `"valid"` or `"same"`.
        row: Row of the output cell, from 0.
        column: Its column, from 0.
        filter_index: The filter, from 0.
    """
    window = window_at(inputs, kernel.shape[0], strides, padding, row, column)
    chosen = kernel[..., filter_index].astype(np.float64)
    products = window.values * chosen
    total = float(products.sum())
    offset = float(bias[filter_index])
    return ConvolutionCell(window, chosen, products, products.sum(axis=(0, 1)), total, offset, total + offset)


@dataclass(frozen=True)
class PoolingCell:
    """How one number of a pooling layer comes about.

    Attributes:
        window: What it looks at; `values` is `(height, width, 1)`. Padding never counts.
        winner: Row and column in the input of the largest number, the first among equals; `None` for the mean.
        value: The largest number, or the mean.
    """

    window: Window
    winner: tuple[int, int] | None
    value: float


def pooling_cell(
    inputs: AnyArray,
    *,
    kind: str,
    pool_size: int,
    strides: int,
    padding: str,
    row: int,
    column: int,
    channel: int,
) -> PoolingCell:
    """Accounts for one output cell of a `MaxPooling2D` or `AveragePooling2D`.

    Args:
        inputs: `(height, width, channels)`.
        kind: `"max_pooling2d"` or `"average_pooling2d"`.
        pool_size: Height and width of the window, in cells.
        strides: Cells the window moves each time.
        padding: `"valid"` or `"same"`.
        row: Row of the output cell, from 0.
        column: Its column, from 0.
        channel: The feature map, from 0.
    """
    one_map = inputs[..., channel : channel + 1]
    window = window_at(one_map, pool_size, strides, padding, row, column)
    values = window.values[..., 0]
    if kind == "average_pooling2d":
        return PoolingCell(window, None, float(values[window.inside].mean()))
    place = np.unravel_index(np.argmax(np.where(window.inside, values, -np.inf)), values.shape)
    winner = (window.row + int(place[0]), window.column + int(place[1]))
    return PoolingCell(window, winner, float(values[place]))


@dataclass(frozen=True)
class DenseUnit:
    """How one number of a dense layer's pre-activation comes about.

    Attributes:
        inputs: `(inputs,)`.
        kernel: The unit's weights, `(inputs,)`.
        terms: Input times weight, `(inputs,)`.
        total: All terms added up.
        bias: The unit's bias.
        pre_activation: `total + bias`.
    """

    inputs: Array
    kernel: Array
    terms: Array
    total: float
    bias: float
    pre_activation: float


def dense_unit(inputs: AnyArray, kernel: AnyArray, bias: AnyArray, *, unit: int) -> DenseUnit:
    """Accounts for one unit of a `Dense` layer.

    Args:
        inputs: `(inputs,)`.
        kernel: `(inputs, units)`.
        bias: `(units,)`.
        unit: The unit, from 0.
    """
    values = inputs.astype(np.float64)
    chosen = kernel[:, unit].astype(np.float64)
    terms = values * chosen
    total = float(terms.sum())
    offset = float(bias[unit])
    return DenseUnit(values, chosen, terms, total, offset, total + offset)
