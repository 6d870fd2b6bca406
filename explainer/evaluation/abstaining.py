"""A network that may say "I don't know": what that prevents, and what it costs."""

from dataclasses import dataclass

import numpy as np

from explainer.evaluation.scores import Evaluation

THRESHOLDS = (*range(0, 900, 50), *range(900, 990, 10), *range(990, 1_000))
"""In thousandths: finer where most networks have most of their answers."""

USUAL = 900


@dataclass(frozen=True)
class Outcome:
    """What becomes of all images, each in one of four ways.

    Attributes:
        answered_right: It answers, and is right.
        answered_wrong: It answers, and is wrong.
        withheld_right: It says "I don't know", and would have been right.
        withheld_wrong: It says "I don't know", and would have been wrong.
    """

    answered_right: int
    answered_wrong: int
    withheld_right: int
    withheld_wrong: int


def outcomes(evaluation: Evaluation) -> tuple[Outcome, ...]:
    """What becomes of the images if answers below a threshold are withheld; one that is just as sure is given.

    Returns:
        An outcome for each of `THRESHOLDS`.
    """
    confidences = evaluation.predictions.confidences.astype(np.float64)
    limits = np.asarray(THRESHOLDS) / 1_000
    right, wrong = (np.sort(confidences[chosen]) for chosen in (evaluation.is_right, ~evaluation.is_right))
    withheld = (np.searchsorted(each, limits, side="left").tolist() for each in (right, wrong))
    return tuple(
        Outcome(len(right) - no_right, len(wrong) - no_wrong, no_right, no_wrong)
        for no_right, no_wrong in zip(*withheld, strict=True)
    )
