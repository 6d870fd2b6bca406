"""What is said of trainings epoch by epoch, and when it is true."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from explainer.claims.facts import Claims
from explainer.network import NetworkConfig


@dataclass(frozen=True)
class Timeline:
    """The epochs that there are weights of, and where the answer to an image turned.

    Attributes:
        epochs: Their numbers, in order; `None` for a moment within an epoch.
        turn: The place among them where the answer turned, from 0; `None` if it never did.
    """

    epochs: Sequence[int | None]
    turn: int | None


def has_moments_within(timeline: Timeline) -> bool:
    """There are weights from within an epoch, too: it may have turned before, between two of them."""
    return None in timeline.epochs


def lacks_earlier_epochs(timeline: Timeline) -> bool:
    """It may have turned before, at an epoch that there are no weights of."""
    turn = timeline.turn
    return turn is not None and timeline.epochs[turn] != turn


def lacks_later_epochs(timeline: Timeline) -> bool:
    """It may have turned again since, at an epoch that there are no weights of."""
    if timeline.turn is None:
        return False
    since = [epoch for epoch in timeline.epochs[timeline.turn :] if epoch is not None]
    return since[-1] - since[0] >= len(since)


TIME_MACHINE: Claims[Timeline] = MappingProxyType(
    {
        "component.timemachine.turn_right": {"moments": has_moments_within, "known": lacks_earlier_epochs},
        "component.timemachine.turn_settled": {"moments": has_moments_within, "known": lacks_later_epochs},
    }
)


def any_drops(configs: Sequence[NetworkConfig]) -> bool:
    """Dropout is at work while their training loss is measured."""
    return any(layer.dropped_share > 0 for config in configs for layer in config.layers)


COMPARE: Claims[Sequence[NetworkConfig]] = MappingProxyType({"page.compare.gaps_note": {"dropout": any_drops}})
