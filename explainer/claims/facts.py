"""The facts that conditions examine, and the choice of a sentence's variant."""

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
        has_learned: Whether the training of the current weights was successful; see `explainer.claims.learning`.
    """

    stage: Stage
    stages: tuple[Stage, ...]
    has_learned: bool = True


Claims = Mapping[str, Mapping[str, Callable[[About], bool]]]
"""The variants of sentences with their conditions, by sentence id."""


def variant_for(claims: Claims[About], identifier: str, about: About) -> str:
    """Returns the id of the first variant whose condition holds, or `identifier` if none does.

    Args:
        identifier: Id of the sentence without variant.
    """
    for variant, holds in claims.get(identifier, {}).items():
        if holds(about):
            return f"{identifier}_{variant}"
    return identifier
