"""What one kernel over pixels looks for: whether bright pixels on one side, with dark ones on the other, please it."""

from __future__ import annotations

from typing import Literal

import numpy as np

from explainer.tracing import Array

Side = Literal["right", "left", "below", "above"]

CLEARLY = 0.5
"""The two sides of the kernel differ by at least this share of all its weights' sizes."""

HARDLY = 0.25
"""Across that direction they differ by at most this share."""


def leaning(kernel: Array) -> Side | None:
    """The side on which bright pixels raise a filter's number while they lower it on the other.

    Args:
        kernel: `(height, width)`.

    Returns:
        The side, if it is clear; otherwise `None`.
    """
    size = float(np.abs(kernel).sum())
    if not size:
        return None
    middle = len(kernel) // 2
    behind = -middle or None
    right, left = (float(part.sum()) / size for part in (kernel[:, behind:], kernel[:, :middle]))
    below, above = (float(part.sum()) / size for part in (kernel[behind:], kernel[:middle]))
    sides: tuple[tuple[Side, Side, float, float, float], ...] = (
        ("right", "left", right, left, abs(below - above)),
        ("below", "above", below, above, abs(right - left)),
    )
    for more, less, first, second, across in sides:
        if abs(first - second) >= CLEARLY and across <= HARDLY and first * second < 0:
            return more if first > second else less
    return None
