"""One number of a trace, and the parts it is made of.

Every number of a trace is a node. Its account says by which rule it comes about and from which parts, each of which
leads to the node before it. Parts are computed in NumPy by the stage's kind; the whole is what Keras returned.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, overload

import numpy as np

from explainer.network.kinds import CellParts, Exact, Rule
from explainer.tracing import StageTrace, Trace, Weights


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
    """How one number comes about.

    Attributes:
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
        node: The number; of any stage but softmax, whose probabilities are shares and no sums.

    Raises:
        KeyError: If there is no such stage.
        ValueError: If the stage has no such number, or it is a probability.
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
    """The parts with the nodes they lead to."""

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
