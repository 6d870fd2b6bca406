"""How far an accuracy that was measured on a few images may be from that on all such images."""

import math

Z = 1.959963984540054
"""95 % of a normal distribution lies within this number of standard deviations from its mean."""


def wilson(right: int, total: int) -> tuple[float, float]:
    """The 95 % confidence interval of a share (Wilson 1927), which holds for few images and near 0 and 1, too.

    Args:
        total: At least 1.

    Returns:
        Its lower and its upper end, 0 to 1.

    Raises:
        ValueError: If there are not 0 to `total` right ones of at least one.
    """
    if not 0 <= right <= total or total < 1:
        raise ValueError(f"Expected 0 to {total} right ones of at least 1; received {right}.")
    share, spread = right / total, Z**2 / total
    middle = (share + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * math.sqrt(share * (1 - share) / total + spread / (4 * total))
    return max(0.0, middle - half), min(1.0, middle + half)
