"""What is said of maps of the test images, and when it is true."""

from dataclasses import dataclass
from types import MappingProxyType

from explainer.claims.facts import Claims

CLOSE = 0.01
"""One percentage point."""


@dataclass(frozen=True)
class Change:
    """Which share of the nearest images have the same label, before and after something is done.

    Attributes:
        before: 0 to 1.
        after: 0 to 1.
    """

    before: float
    after: float


def is_more(change: Change) -> bool:
    """It has become at least one percentage point more."""
    return change.after - change.before >= CLOSE


def is_less(change: Change) -> bool:
    """It has become at least one percentage point less."""
    return change.before - change.after >= CLOSE


def holds_all(share: float) -> bool:
    """Two axes hold all of the variance, but for rounding."""
    return share > 1 - 1e-4


NEIGHBOURS: Claims[Change] = MappingProxyType(
    {
        "page.embedding.by_network": {"more": is_more, "less": is_less},
        "page.embedding.on_map": {"more": is_more, "less": is_less},
    }
)

SHARES: Claims[float] = MappingProxyType({"page.embedding.pca": {"all": holds_all}})
