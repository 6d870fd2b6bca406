"""How sure a network is against how often it is right."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explainer.evaluation.scores import Evaluation

BINS = 10


@dataclass(frozen=True)
class Bin:
    """The images whose confidence lies in one tenth of the range.

    Attributes:
        low: Where it begins; itself not included.
        high: Where it ends; included.
        images: How many images there are, at least one.
        confidence: Their mean confidence, 0 to 1.
        accuracy: The share of right answers among them, 0 to 1.
    """

    low: float
    high: float
    images: int
    confidence: float
    accuracy: float


@dataclass(frozen=True)
class Calibration:
    """The reliability diagram of a network.

    Attributes:
        bins: Those that are not empty, in order.
    """

    bins: Sequence[Bin]

    @property
    def images(self) -> int:
        """How many images there are in all."""
        return sum(each.images for each in self.bins)

    @property
    def error(self) -> float:
        """The expected calibration error, 0 to 1: Σ images/all · |accuracy − confidence|.

        Naeini, Cooper and Hauskrecht (2015), "Obtaining Well Calibrated Probabilities Using Bayesian Binning", as in
        Guo et al. (2017), "On Calibration of Modern Neural Networks", equation 3.
        """
        return sum(each.images * abs(each.accuracy - each.confidence) for each in self.bins) / self.images

    @property
    def lean(self) -> float:
        """Mean confidence less accuracy, −1 to 1: positive for a network that is surer than right."""
        return sum(each.images * (each.confidence - each.accuracy) for each in self.bins) / self.images


def calibration(evaluation: Evaluation) -> Calibration:
    """Sorts images into `BINS` tenths of the confidence."""
    confidences = evaluation.predictions.confidences.astype(np.float64)
    places = np.clip(np.ceil(confidences * BINS).astype(np.int64) - 1, 0, BINS - 1)
    images, sure, right = (
        np.bincount(places, weights, BINS) for weights in (None, confidences, evaluation.is_right.astype(np.float64))
    )
    return Calibration(
        tuple(
            Bin(
                low=place / BINS,
                high=(place + 1) / BINS,
                images=int(images[place]),
                confidence=float(sure[place] / images[place]),
                accuracy=float(right[place] / images[place]),
            )
            for place in np.flatnonzero(images).tolist()
        )
    )
