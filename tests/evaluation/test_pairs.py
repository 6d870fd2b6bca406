"""Who of two networks is right where, and what chance explains."""

import numpy as np
import pytest
from scipy.stats import binomtest

from explainer.evaluation.pairs import GROUPS, agreement, mcnemar


@pytest.mark.parametrize(
    ("first", "second"), [(0, 1), (1, 0), (5, 5), (57, 54), (3, 12), (12, 3), (0, 20), (302, 157), (5_000, 4_900)]
)
def test_mcnemar_is_scipys_binomial_test(first: int, second: int) -> None:
    expected = binomtest(first, first + second, 0.5).pvalue
    assert mcnemar(first, second) == pytest.approx(expected, rel=1e-9)


def test_mcnemar_by_hand() -> None:
    assert mcnemar(0, 0) == 1.0
    assert mcnemar(0, 5) == 2 / 32
    assert mcnemar(1, 4) == 12 / 32


def test_every_image_is_in_one_group() -> None:
    first, second = (np.array(values, bool) for values in ([1, 1, 0, 0, 0], [1, 0, 1, 0, 0]))
    result = agreement(first, second)
    assert tuple(result.groups) == GROUPS
    assert {group: images.tolist() for group, images in result.groups.items()} == {
        "only_first": [1],
        "only_second": [2],
        "both_wrong": [3, 4],
        "both_right": [0],
    }
    assert result.split == 2
    assert result.lead == 0
    assert result.is_chance


def test_a_clear_lead_is_no_chance() -> None:
    result = agreement(np.ones(20, bool), np.arange(20) >= 10)
    assert result.lead == 10
    assert result.p_value == 2 / 2**10
    assert not result.is_chance


def test_both_answer_the_same_images() -> None:
    with pytest.raises(ValueError, match="Expected as many"):
        agreement(np.zeros(3, bool), np.zeros(1, bool))
