"""What conditions look at, and how a sentence is chosen by them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from explainer.network import Stage

About = TypeVar("About")


@dataclass(frozen=True)
class Facts:
    """A stage and the network around it.

    Attributes:
        stages: All stages of its network, in order.
        has_learned: Whether the weights in use were trained to any avail; see `explainer.claims.learning`.
    """

    stage: Stage
    stages: tuple[Stage, ...]
    has_learned: bool = True


Claims = Mapping[str, Mapping[str, Callable[[About], bool]]]
"""Sentences that have variants: by id, each variant's condition; the first that holds is said."""


def variant_for(claims: Claims[About], identifier: str, about: About) -> str:
    """The id of the sentence to say.

    Args:
        identifier: The sentence that is said where no condition holds.
    """
    for variant, holds in claims.get(identifier, {}).items():
        if holds(about):
            return f"{identifier}_{variant}"
    return identifier
