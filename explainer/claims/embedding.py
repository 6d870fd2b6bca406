"""Conditions of sentences about the maps of the test images."""

from dataclasses import dataclass
from types import MappingProxyType

from explainer.claims.facts import Claims

CLOSE = 0.01
"""One percentage point."""


@dataclass(frozen=True)
class Change:
    """The share of nearest images with the same label before and after a transformation, 0 to 1."""

    before: float
    after: float


def is_more(change: Change) -> bool:
    """Whether the share has increased by at least one percentage point."""
    return change.after - change.before >= CLOSE


def is_less(change: Change) -> bool:
    """Whether the share has decreased by at least one percentage point."""
    return change.before - change.after >= CLOSE


def holds_all(share: float) -> bool:
    """Whether two axes explain all of the variance, up to rounding."""
    return share > 1 - 1e-4


NEIGHBOURS: Claims[Change] = MappingProxyType(
    {
        "page.embedding.by_network": {"more": is_more, "less": is_less},
        "page.embedding.on_map": {"more": is_more, "less": is_less},
    }
)

SHARES: Claims[float] = MappingProxyType({"page.embedding.pca": {"all": holds_all}})
