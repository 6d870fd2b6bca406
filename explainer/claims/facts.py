"""What conditions look at, and how a sentence is chosen by them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from explainer.network import Stage


@dataclass(frozen=True)
class Facts:
    """A stage and the network around it.

    Attributes:
        stage: The stage that is spoken of.
        stages: All stages of its network, in order.
        has_learned: Whether the weights in use were trained to any avail; see `explainer.claims.learning`.
    """

    stage: Stage
    stages: Sequence[Stage]
    has_learned: bool = True


Condition = Callable[[Facts], bool]
Claims = Mapping[str, Mapping[str, Condition]]
"""Sentences that have variants: by id, each variant's condition; the first that holds is said."""


def fitting(claims: Claims, identifier: str, facts: Facts) -> str:
    """The id of the sentence to say.

    Args:
        claims: The conditions.
        identifier: The sentence that is said where no condition holds.
        facts: What is spoken of.
    """
    for variant, holds in claims.get(identifier, {}).items():
        if holds(facts):
            return f"{identifier}_{variant}"
    return identifier
