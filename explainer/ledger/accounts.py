"""Accounts: the computation of one value of a trace from its parts.

Every value of a trace is a node. Its account has the rule and the parts of its computation; each part refers to a node
of the previous stage. The stage's kind computes the parts in NumPy. The value itself is Keras's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, overload

import numpy as np

from explainer.network.kinds import CellParts, Exact, Rule
from explainer.tracing import StageTrace, Trace, Weights


@dataclass(frozen=True)
class Node:
    """A value of a trace.

    Attributes:
        stage: Name of the stage.
        index: Index in the stage's output: `(row, column, channel)` or `(unit,)`.
        channel: The input channel, for one channel's contribution to a convolution's cell; otherwise `None`.
    """

    stage: str
    index: tuple[int, ...]
    channel: int | None = None


class Part(NamedTuple):
    """The contribution of one value to another.

    Attributes:
        value: The input value.
        factor: Its factor: a weight, 1 ÷ cells for a mean, otherwise 1.
        term: The contribution; value × factor, except for a function.
        node: The node of `value`; `None` for padding, which is 0.
    """

    value: float
    factor: float
    term: float
    node: Node | None


class Parts(Sequence[Part]):
    """All parts of a value, in order; immutable.

    Args:
        values: `(parts,)`.
        factors: `(parts,)`.
        terms: `(parts,)`.
        node_of: Returns the node of a part, by its index.
    """

    def __init__(self, values: Exact, factors: Exact, terms: Exact, node_of: Callable[[int], Node | None]) -> None:
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
    """The computation of one value.

    Attributes:
        value: Keras's result; for one channel's contribution, which Keras does not return, the sum of its products.
        parts: The inputs of a dense unit, the channels of a convolution's cell, or the cells of a window row by row,
            including padding. For a maximum, only the winner's term is not 0.
        bias: `None` if there is none.
    """

    node: Node
    rule: Rule
    value: float
    parts: Parts
    bias: float | None = None

    @property
    def total(self) -> float:
        """The sum of the terms and the bias; equal to `value` up to rounding."""
        return float(self.parts.terms.sum()) + (self.bias or 0.0)

    @property
    def winner(self) -> int | None:
        """The index of the maximum among the parts (the first one in case of a tie); `None` for other rules."""
        if self.rule != "largest":
            return None
        return next(place for place, part in enumerate(self.parts) if part.factor == 1.0)


def account(trace: Trace, weights: Weights, node: Node) -> Account:
    """Returns the account of a value.

    Args:
        node: A value of any stage except softmax, whose probabilities are not sums.

    Raises:
        KeyError: If there is no such stage.
        ValueError: If the stage has no such index, or is softmax.
    """
    traced = trace[node.stage]
    _check(traced, node)
    given = trace.before(node.stage)
    settings, layer = traced.stage.settings, weights.get(node.stage)
    if node.channel is not None:
        share = settings.share(given.output, weights[node.stage], node.index, node.channel)
        return Account(node, share.rule, float(share.terms.sum()), _parts(share, node, given.name))
    cell = settings.parts(given.output, layer, node.index)
    return Account(node, cell.rule, float(traced.output[node.index]), _parts(cell, node, given.name), cell.bias)


def _parts(cell: CellParts, node: Node, given: str) -> Parts:
    """Adds the nodes to the parts."""

    def node_of(place: int) -> Node | None:
        origin = cell.origin(place)
        if origin is None:
            return None
        return replace(node, channel=origin[0]) if cell.are_shares else Node(given, origin)

    return Parts(cell.values, cell.factors, cell.terms, node_of)


def _check(traced: StageTrace, node: Node) -> None:
    fits = len(node.index) == len(traced.shape)
    inside = fits and all(0 <= place < size for place, size in zip(node.index, traced.shape, strict=True))
    has_shares = traced.stage.settings.has_kernel and traced.stage.window is not None
    share = node.channel is None or (has_shares and 0 <= node.channel < traced.stage.input_shape[-1])
    if not inside or not share:
        raise ValueError(f"Expected a number of {traced.name}, {traced.shape}; received {node}.")


def _read_only(array: Exact) -> Exact:
    array = np.asarray(array, dtype=np.float64).view()
    array.flags.writeable = False
    return array
