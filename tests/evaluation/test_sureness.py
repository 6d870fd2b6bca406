"""How sure against how right, counted one by one."""

import numpy as np
import pytest

from explainer.claims import variant_for
from explainer.claims.evaluating import EVALUATE
from explainer.evaluation.abstaining import THRESHOLDS, outcomes
from explainer.evaluation.calibration import Bin, Calibration, calibration
from explainer.evaluation.scores import Evaluation


def test_bins_are_counted_one_by_one(evaluation: Evaluation) -> None:
    found = calibration(evaluation)
    confidences = evaluation.predictions.confidences.astype(float)
    error = 0.0
    for each in found.bins:
        inside = [i for i in range(600) if each.low < confidences[i] <= each.high]
        assert each.images == len(inside)
        assert each.confidence == pytest.approx(np.mean(confidences[inside]))
        assert each.accuracy == pytest.approx(np.mean(evaluation.is_right[inside]))
        error += len(inside) / 600 * abs(each.accuracy - each.confidence)
    assert found.images == 600
    assert found.error == pytest.approx(error)
    assert found.lean == pytest.approx(confidences.mean() - evaluation.accuracy)


def test_every_image_goes_one_of_four_ways(evaluation: Evaluation) -> None:
    confidences = evaluation.predictions.confidences.astype(float)
    for threshold, outcome in zip(THRESHOLDS, outcomes(evaluation), strict=True):
        given = confidences >= threshold / 1_000
        assert outcome.answered_right == np.count_nonzero(given & evaluation.is_right)
        assert outcome.answered_wrong == np.count_nonzero(given & ~evaluation.is_right)
        assert outcome.withheld_right == np.count_nonzero(~given & evaluation.is_right)
        assert outcome.withheld_wrong == np.count_nonzero(~given & ~evaluation.is_right)


@pytest.mark.parametrize(
    ("gaps", "expected"),
    [
        ([(0.9, 0.905)], "_close"),
        ([(0.9, 0.7), (0.6, 0.61)], "_sure"),
        ([(0.5, 0.7), (0.9, 0.9)], "_unsure"),
        ([(0.5, 0.7), (0.9, 0.7)], ""),
    ],
)
def test_what_is_said_of_a_calibration(gaps: list[tuple[float, float]], expected: str) -> None:
    bins = [Bin(0, 1, 50, confidence, accuracy) for confidence, accuracy in gaps]
    assert variant_for(EVALUATE, "page.evaluate.calibrated", Calibration(bins)) == f"page.evaluate.calibrated{expected}"
