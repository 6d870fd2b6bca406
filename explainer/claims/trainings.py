"""Conditions of sentences about training runs over epochs."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from explainer.claims.facts import Claims
from explainer.network import NetworkConfig


@dataclass(frozen=True)
class Timeline:
    """The epochs with saved weights, and where the prediction for an image changed.

    Attributes:
        epochs: Numbers of the epochs, in order; `None` for weights within an epoch.
        turn: Index in `epochs` at which the prediction changed; `None` if it never did.
    """

    epochs: Sequence[int | None]
    turn: int | None


def has_moments_within(timeline: Timeline) -> bool:
    """Whether there are weights within an epoch; the prediction may have changed earlier, between two of them."""
    return None in timeline.epochs


def lacks_earlier_epochs(timeline: Timeline) -> bool:
    """Whether the prediction may have changed earlier, at an epoch without weights."""
    turn = timeline.turn
    return turn is not None and timeline.epochs[turn] != turn


def lacks_later_epochs(timeline: Timeline) -> bool:
    """Whether the prediction may have changed again later, at an epoch without weights."""
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
    """Whether a network has dropout, which affects its training loss."""
    return any(layer.dropped_share > 0 for config in configs for layer in config.layers)


COMPARE: Claims[Sequence[NetworkConfig]] = MappingProxyType({"page.compare.gaps_note": {"dropout": any_drops}})
