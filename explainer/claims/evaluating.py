"""Conditions of sentences about an evaluation."""

from types import MappingProxyType

from explainer.claims.facts import Claims
from explainer.evaluation.calibration import Calibration

CLOSE = 0.01
"""One percentage point."""


def is_close(found: Calibration) -> bool:
    """Whether the calibration error is below one percentage point."""
    return found.error < CLOSE


def is_sure(found: Calibration) -> bool:
    """Whether most of the calibration error is overconfidence."""
    return found.lean > found.error / 2


def is_unsure(found: Calibration) -> bool:
    """Whether most of the calibration error is underconfidence."""
    return found.lean < -found.error / 2


EVALUATE: Claims[Calibration] = MappingProxyType(
    {"page.evaluate.calibrated": {"close": is_close, "sure": is_sure, "unsure": is_unsure}}
)
