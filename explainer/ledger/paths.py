"""Paths of accounts from a logit down to a pixel, and the comparison of two logits."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explainer.errors import ExplainerError
from explainer.ledger.accounts import Account, Node, Parts, account
from explainer.network import LOGITS
from explainer.network.kinds import Rule
from explainer.tracing import Trace, Weights

CHOICES: tuple[Rule, ...] = ("sum", "products", "mean")
"""Rules with several contributing parts, among which a path can choose."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """The difference of two logits: score A − score B = Σ input × (weight A − weight B) + (bias A − bias B).

    Attributes:
        first: The account of score A.
        second: The account of score B, with the same inputs.
        parts: Each input, weight A − weight B, and its term in A − its term in B.
        value: Score A − score B, from Keras's results.
    """

    first: Account
    second: Account
    parts: Parts
    bias: float
    value: float


def compare(trace: Trace, weights: Weights, first: int, second: int) -> Comparison:
    """Compares the logits of two classes."""
    a, b = (account(trace, weights, Node(LOGITS, (digit,))) for digit in (first, second))
    parts = Parts(
        a.parts.values,
        a.parts.factors - b.parts.factors,
        a.parts.terms - b.parts.terms,
        lambda place: a.parts[place].node,
    )
    return Comparison(a, b, parts, (a.bias or 0.0) - (b.bias or 0.0), a.value - b.value)


@dataclass(frozen=True, eq=False)
class PathStep:
    """One account of a path.

    Attributes:
        chosen: Index of the part that the path continues with; `None` at a pixel.
        is_choice: Whether other parts could be chosen.
    """

    account: Account
    chosen: int | None
    is_choice: bool


def follow(trace: Trace, weights: Weights, start: Node, choices: Sequence[int] = ()) -> tuple[PathStep, ...]:
    """Follows a value back to a pixel or to padding.

    Args:
        start: The first node.
        choices: Index of the part at each choice, in order; after the last one, the strongest part is chosen.

    Raises:
        ExplainerError: `trail_does_not_fit` if there is no such part, or there are more choices than steps.
    """
    steps: list[PathStep] = []
    remaining = list(choices)
    node: Node | None = start
    while node is not None:
        current = account(trace, weights, node)
        chosen, is_choice = _next(current, remaining)
        steps.append(PathStep(current, chosen, is_choice))
        node = None if chosen is None else current.parts[chosen].node
    if remaining:
        raise _misfit(f"{len(choices) - len(remaining)} choices", f"{len(choices)}")
    return tuple(steps)


def _next(current: Account, remaining: list[int]) -> tuple[int | None, bool]:
    """The part to continue with, and whether there was a choice; removes it from `remaining`."""
    if current.rule not in CHOICES:
        return (0 if current.rule != "largest" else current.winner) if len(current.parts) else None, False
    if not remaining:
        return strongest(current.parts, current.value), True
    place = remaining.pop(0)
    if not 0 <= place < len(current.parts) or current.parts[place].node is None:
        raise _misfit(f"a part of {current.node}, one of {len(current.parts)}", str(place))
    return place, True


def _misfit(expected: str, received: str) -> ExplainerError:
    return ExplainerError("trail_does_not_fit", f"Expected {expected}; received {received}.")


def origin(trace: Trace, weights: Weights, node: Node) -> Node:
    """The node whose value `Flatten` and `Dropout` only copied."""
    while (current := account(trace, weights, node)).rule == "same" and current.parts[0].node is not None:
        node = current.parts[0].node
    return node


def strongest(parts: Parts, value: float) -> int:
    """The index of the part that contributes most to a value.

    Args:
        value: For a negative value, this is the most negative part.
    """
    pull = parts.terms if value >= 0 else -parts.terms
    place = int(np.argmax(pull))
    if pull[place] > 0:
        return place
    # All parts have the opposite sign or are 0: take the one with the largest magnitude, but never padding.
    order = np.argsort(-np.abs(parts.terms), kind="stable")
    return next(int(other) for other in order if parts[int(other)].node is not None)
