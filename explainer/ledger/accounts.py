"""One number of a trace, and the parts it is made of.

Every number of a trace is a node. Its account says by which rule it comes about and from which parts, each of which
leads to the node before it. Parts are computed by `explainer.arithmetic`; the whole is what Keras returned.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, overload

import numpy as np

from explainer.arithmetic import AnyArray, Array, activate, convolution_cell, dense_unit, pooling_cell, window_at
from explainer.tracing import StageTrace, Trace, Weights

Rule = Literal["sum", "products", "function", "largest", "mean", "same", "pixel"]
"""How a number comes about: inputs times weights and a bias (a dense unit), or channel sums and a bias (a convolution
cell); a window's products (one channel's sum); a function of one number; the largest or the mean of a window; handed on
unchanged; or given, as a pixel."""


@dataclass(frozen=True)
class Node:
    """A number of a trace.

    Attributes:
        stage: Name of the stage that returned it.
        index: Its place in the stage's output: `(row, column, channel)` or `(unit,)`.
        channel: For the share that one input channel has in a convolution's cell, that channel; otherwise `None`.
    """

    stage: str
    index: tuple[int, ...]
    channel: int | None = None


class Part(NamedTuple):
    """What one number contributes to another.

    Attributes:
        value: The number it comes from.
        factor: What it is multiplied by: a weight, 1 / cells for a mean, otherwise 1.
        term: What it contributes.
        node: Where its value comes from; `None` for padding, which is 0 and comes from nowhere.
    """

    value: float
    factor: float
    term: float
    node: Node | None


class Parts(Sequence[Part]):
    """All parts of a number, in the order of their places; immutable.

    Args:
        values: `(parts,)`.
        factors: `(parts,)`.
        terms: `(parts,)`.
        node_of: The node that a part leads to.
    """

    def __init__(self, values: Array, factors: Array, terms: Array, node_of: Callable[[int], Node | None]) -> None:
        self.values, self.factors, self.terms = (_read_only(array) for array in (values, factors, terms))
        self._node_of = node_of

    @overload
    def __getitem__(self, place: int) -> Part: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Part, ...]: ...
    def __getitem__(self, place: int | slice) -> Part | tuple[Part, ...]:
        if isinstance(place, slice):
            return tuple(self[index] for index in range(*place.indices(len(self))))
        index = range(len(self))[place]
        return Part(
            float(self.values[index]), float(self.factors[index]), float(self.terms[index]), self._node_of(index)
        )

    def __len__(self) -> int:
        return len(self.terms)


@dataclass(frozen=True, eq=False)
class Account:
    """How one number comes about.

    Attributes:
        node: The number.
        rule: The rule by which its parts make it.
        value: What Keras returned; for the share of one channel, which Keras never shows, the sum of its products.
        parts: By place: an input of a dense unit, a channel of a convolution's cell, a cell of a window row by row
            (padding included). Of the largest, only the winner's term is not 0.
        bias: What is added besides; `None` where nothing is.
    """

    node: Node
    rule: Rule
    value: float
    parts: Parts
    bias: float | None = None

    @property
    def total(self) -> float:
        """The parts' terms and the bias added up; but for the precision of floats, `value`."""
        return float(self.parts.terms.sum()) + (self.bias or 0.0)

    @property
    def winner(self) -> int | None:
        """Which part is the largest of a window; the first among equals."""
        if self.rule != "largest":
            return None
        return next(place for place, part in enumerate(self.parts) if part.factor == 1.0)


def account(trace: Trace, weights: Weights, node: Node) -> Account:
    """Says how a number of a trace comes about.

    Args:
        trace: The network's answer to an image.
        weights: The weights it was computed with.
        node: The number; of any stage but softmax, whose probabilities are shares and no sums.

    Raises:
        KeyError: If there is no such stage.
        ValueError: If the stage has no such number, or it is a probability.
    """
    traced = trace[node.stage]
    _check(traced, node)
    given = trace.stages[max(trace.index(node.stage) - 1, 0)]
    if node.channel is not None:
        return _channel_share(traced, given, weights, node)
    value = float(traced.output[node.index])
    match traced.kind:
        case "conv2d":
            return _convolution(traced, given, weights, node, value)
        case "dense":
            layer = weights[node.stage]
            unit = dense_unit(given.output, layer.kernel, layer.bias, unit=node.index[0])
            parts = Parts(unit.inputs, unit.kernel, unit.terms, lambda place: Node(given.name, (place,)))
            return Account(node, "sum", value, parts, unit.bias)
        case "activation":
            before = float(given.output[node.index])
            after = float(activate(str(traced.stage.activation), before))
            return Account(node, "function", value, _one(before, after, Node(given.name, node.index)))
        case "max_pooling2d" | "average_pooling2d":
            return _pooling(traced, given, node, value)
    return _handed_on(traced, given, node, value)


def _check(traced: StageTrace, node: Node) -> None:
    fits = len(node.index) == len(traced.shape)
    inside = fits and all(0 <= place < size for place, size in zip(node.index, traced.shape, strict=True))
    share = node.channel is None or (traced.kind == "conv2d" and 0 <= node.channel < traced.stage.input_shape[-1])
    if traced.kind == "softmax" or not inside or not share:
        raise ValueError(f"Expected a number of {traced.name}, {traced.shape}, but no probability; received {node}.")


def _handed_on(traced: StageTrace, given: StageTrace, node: Node, value: float) -> Account:
    """A pixel, or a number that `Flatten` or `Dropout` did not change."""
    if traced.kind == "input":
        return Account(node, "pixel", value, Parts(np.zeros(0), np.zeros(0), np.zeros(0), lambda _: None))
    place = node.index
    if traced.kind == "flatten":
        place = tuple(int(axis) for axis in np.unravel_index(node.index[0], given.shape))
    return Account(node, "same", value, _one(value, value, Node(given.name, place)))


def _convolution(traced: StageTrace, given: StageTrace, weights: Weights, node: Node, value: float) -> Account:
    stage, layer = traced.stage, weights[node.stage]
    row, column, filter_index = node.index
    cell = convolution_cell(
        given.output,
        layer.kernel,
        layer.bias,
        strides=stage.strides or 1,
        padding=str(stage.padding),
        row=row,
        column=column,
        filter_index=filter_index,
    )
    parts = Parts(
        cell.channel_sums,
        np.ones_like(cell.channel_sums),
        cell.channel_sums,
        lambda channel: replace(node, channel=channel),
    )
    return Account(node, "sum", value, parts, cell.bias)


def _channel_share(traced: StageTrace, given: StageTrace, weights: Weights, node: Node) -> Account:
    stage, channel = traced.stage, node.channel or 0
    row, column, filter_index = node.index
    one_map = given.output[..., channel : channel + 1]
    window = window_at(one_map, stage.window_size, stage.strides or 1, str(stage.padding), row, column)
    kernel = weights[node.stage].kernel[..., channel, filter_index].astype(np.float64)
    values = window.values[..., 0]
    terms = values * kernel
    nodes = _window_nodes(given.name, window.row, window.column, window.inside, channel)
    parts = Parts(values.ravel(), kernel.ravel(), terms.ravel(), nodes)
    return Account(node, "products", float(terms.sum()), parts)


def _pooling(traced: StageTrace, given: StageTrace, node: Node, value: float) -> Account:
    stage = traced.stage
    row, column, channel = node.index
    cell = pooling_cell(
        given.output,
        kind=traced.kind,
        pool_size=stage.window_size,
        strides=stage.strides or 1,
        padding=str(stage.padding),
        row=row,
        column=column,
        channel=channel,
    )
    window, values = cell.window, cell.window.values[..., 0]
    if cell.winner is None:
        factors = window.inside / window.inside.sum()
    else:
        factors = np.zeros(values.shape)
        factors[cell.winner[0] - window.row, cell.winner[1] - window.column] = 1.0
    nodes = _window_nodes(given.name, window.row, window.column, window.inside, channel)
    parts = Parts(values.ravel(), factors.ravel(), (values * factors).ravel(), nodes)
    return Account(node, "mean" if cell.winner is None else "largest", value, parts)


def _window_nodes(
    stage: str, first_row: int, first_column: int, inside: AnyArray, channel: int
) -> Callable[[int], Node | None]:
    size = inside.shape[1]

    def node_of(place: int) -> Node | None:
        row, column = divmod(place, size)
        return Node(stage, (first_row + row, first_column + column, channel)) if inside[row, column] else None

    return node_of


def _one(value: float, term: float, node: Node) -> Parts:
    return Parts(np.array([value]), np.ones(1), np.array([term]), lambda _: node)


def _read_only(array: Array) -> Array:
    array = np.asarray(array, dtype=np.float64).view()
    array.flags.writeable = False
    return array
