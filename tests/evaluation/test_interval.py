"""The confidence interval of an accuracy is SciPy's."""

import pytest
from scipy.stats import binomtest

from explainer.evaluation.interval import wilson


@pytest.mark.parametrize(("right", "total"), [(56, 60), (9_906, 10_000), (0, 1), (1, 1), (0, 400), (400, 400), (7, 11)])
def test_the_interval_is_scipy_s(right: int, total: int) -> None:
    expected = binomtest(right, total).proportion_ci(0.95, method="wilson")
    assert wilson(right, total) == pytest.approx((expected.low, expected.high), abs=1e-12)


@pytest.mark.parametrize(("right", "total"), [(0, 0), (-1, 3), (4, 3)])
def test_impossible_counts_are_refused(right: int, total: int) -> None:
    with pytest.raises(ValueError, match="Expected"):
        wilson(right, total)
