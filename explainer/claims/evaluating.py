"""What is said of an evaluation, and when it is true."""

from types import MappingProxyType

from explainer.claims.facts import Claims
from explainer.evaluation.calibration import Calibration

CLOSE = 0.01
"""One percentage point."""


def is_close(found: Calibration) -> bool:
    """Confidence and accuracy are less than one percentage point apart, as a mean over the images."""
    return found.error < CLOSE


def is_sure(found: Calibration) -> bool:
    """Most of the distance is confidence above accuracy."""
    return found.lean > found.error / 2


def is_unsure(found: Calibration) -> bool:
    """Most of the distance is accuracy above confidence; where neither is so, there is some of both."""
    return found.lean < -found.error / 2


EVALUATE: Claims[Calibration] = MappingProxyType(
    {"page.evaluate.calibrated": {"close": is_close, "sure": is_sure, "unsure": is_unsure}}
)
