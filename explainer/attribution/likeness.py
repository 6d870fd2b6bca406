"""How alike two maps are: the check of Adebayo et al. 2018 ("Sanity Checks for Saliency Maps")."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from scipy import stats

ALIKE, SOMEWHAT = 0.7, 0.3
"""From these rank correlations on, two maps are called alike, or somewhat alike: conventions, no more than that."""
LEAST = 16
"""Of fewer numbers, the ranks agree too often by chance: of four, one time in six as well as `ALIKE`."""

Verdict = Literal["unknown", "alike", "somewhat", "different", "reversed"]


def rank_correlation(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> float | None:
    """Spearman's: whether where the one is larger, the other is larger too.

    Args:
        one: Some numbers.
        other: As many, in the same order.

    Returns:
        -1 to 1; `None` if all numbers of one of them are the same, or there are fewer than `LEAST`.
    """
    if one.size < LEAST or np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    return float(stats.spearmanr(one.ravel(), other.ravel()).statistic)


def verdict(correlation: float | None) -> Verdict:
    """What is said of it.

    Args:
        correlation: As `rank_correlation` returns it.
    """
    if correlation is None:
        return "unknown"
    if correlation >= ALIKE:
        return "alike"
    if correlation >= SOMEWHAT:
        return "somewhat"
    return "reversed" if correlation <= -SOMEWHAT else "different"
