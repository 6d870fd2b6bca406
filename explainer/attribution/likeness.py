"""How alike two maps are: the check of Adebayo et al. 2018 ("Sanity Checks for Saliency Maps")."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from scipy import stats

ALIKE, SOMEWHAT = 0.7, 0.3
"""From these rank correlations on, two maps are called alike, or somewhat alike: conventions, no more than that."""
LEAST = 16
"""Of fewer numbers, the ranks agree too often by chance: of four, one time in six as well as `ALIKE`."""

FEWEST_DRAWS = 3
"""Of fewer draws that can be compared, nothing is said."""
AGREEING_SHARE = 0.8
"""At least this share of the draws must say the same: one draw alone often says something else than the next."""

Verdict = Literal["unknown", "alike", "somewhat", "different", "reversed", "mixed"]


@dataclass(frozen=True)
class Likeness:
    """How alike a map is to those of several draws of random weights.

    Attributes:
        verdict: What most draws say; `"mixed"` if they disagree, `"unknown"` if too few can be compared.
        agreeing: How many draws say the same as most.
        correlations: The rank correlation with each draw that can be compared.
    """

    verdict: Verdict
    agreeing: int
    correlations: tuple[float, ...]


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


def likeness(correlations: Sequence[float | None]) -> Likeness:
    """What several draws say together.

    Args:
        correlations: One of each draw, as `rank_correlation` returns it.
    """
    known = tuple(correlation for correlation in correlations if correlation is not None)
    if len(known) < FEWEST_DRAWS:
        return Likeness("unknown", 0, known)
    ((most, agreeing),) = Counter(map(_verdict, known)).most_common(1)
    return Likeness(most if agreeing >= AGREEING_SHARE * len(known) else "mixed", agreeing, known)


def _verdict(correlation: float) -> Verdict:
    if correlation >= ALIKE:
        return "alike"
    if correlation >= SOMEWHAT:
        return "somewhat"
    return "reversed" if correlation <= -SOMEWHAT else "different"
