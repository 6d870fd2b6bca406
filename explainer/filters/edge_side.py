"""What one kernel over pixels looks for: whether bright pixels on one side, with dark ones on the other, please it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import numpy as np

from explainer.tracing import Array

Side = Literal["right", "left", "below", "above"]

OPPOSITE: Mapping[Side, Side] = MappingProxyType({"right": "left", "left": "right", "below": "above", "above": "below"})

CLEARLY = 0.5
"""The two sides of the kernel differ by at least this share of all its weights' sizes."""

HARDLY = 0.25
"""Across that direction they differ by at most this share."""


def bright_side(kernel: Array) -> Side | None:
    """The side on which bright pixels raise a filter's number while they lower it on the other.

    Args:
        kernel: `(height, width)`.

    Returns:
        The side, if it is clear; otherwise `None`.
    """
    size = float(np.abs(kernel).sum())
    half = len(kernel) // 2
    if not size or not half:
        return None
    parts = {"right": kernel[:, -half:], "left": kernel[:, :half], "below": kernel[-half:], "above": kernel[:half]}
    pleased = {side: float(part.sum()) / size for side, part in parts.items()}
    side = max(OPPOSITE, key=pleased.__getitem__)
    other = OPPOSITE[side]
    first, second = (pleased[each] for each in OPPOSITE if each not in (side, other))
    is_clear = pleased[side] > 0 > pleased[other] and pleased[side] - pleased[other] >= CLEARLY
    return side if is_clear and abs(first - second) <= HARDLY else None
