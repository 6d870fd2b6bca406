"""Right and wrong, as Keras's `evaluate` counts them, and class by class."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from explainer.mnist import CLASSES, Labels
from explainer.predicting import Predictions

Indices = npt.NDArray[np.int64]


@dataclass(frozen=True)
class ClassScore:
    """How well one class is recognized.

    Attributes:
        images: How many images show it.
    """

    digit: int
    images: int
    answers: int
    right: int

    @property
    def precision(self) -> float | None:
        """Of the answers, the share that is right; `None` if it never was the answer."""
        return self.right / self.answers if self.answers else None

    @property
    def recall(self) -> float | None:
        """Of the images, the share that is found; `None` if there are none."""
        return self.right / self.images if self.images else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall (van Rijsbergen 1979); `None` without images and answers."""
        return 2 * self.right / (self.images + self.answers) if self.images + self.answers else None


@dataclass(frozen=True)
class Evaluation:
    """What a network says of images whose labels are known.

    Attributes:
        labels: What the images show, `(n,)`, 0 to 9; at least one.

    Raises:
        ValueError: If there are not as many labels as predictions, or none.
    """

    predictions: Predictions
    labels: Labels

    def __post_init__(self) -> None:
        if not 0 < len(self.labels) == len(self.predictions.probabilities):
            raise ValueError(
                f"Expected a label for each of at least one image; received {len(self.labels)} labels for "
                f"{len(self.predictions.probabilities)} images."
            )

    @cached_property
    def is_right(self) -> npt.NDArray[np.bool_]:
        """Whether the answer is the label, `(n,)`."""
        found: npt.NDArray[np.bool_] = self.predictions.answers == self.labels
        return found

    @property
    def total(self) -> int:
        """How many images there are."""
        return len(self.labels)

    @cached_property
    def right(self) -> int:
        """How many answers are right."""
        return int(np.count_nonzero(self.is_right))

    @property
    def wrong(self) -> int:
        """How many are not."""
        return self.total - self.right

    @property
    def accuracy(self) -> float:
        """The share of right answers, 0 to 1."""
        return self.right / self.total

    @cached_property
    def loss(self) -> float:
        """The mean cross-entropy, 0 or more.

        From the scores, as Keras does where it finds them behind a softmax: −log of a probability that is rounded to
        0 would be infinite.
        """
        logits = self.predictions.logits.astype(np.float64)
        shifted = logits - logits.max(axis=1, keepdims=True)
        own = np.take_along_axis(shifted, self.labels[:, np.newaxis].astype(np.int64), axis=1)[:, 0]
        return float(np.mean(np.log(np.exp(shifted).sum(axis=1)) - own))

    @cached_property
    def confusion(self) -> Indices:
        """How many images of each label (rows) got each answer (columns), `(10, 10)`."""
        places = self.labels.astype(np.int64) * CLASSES + self.predictions.answers
        return np.bincount(places, minlength=CLASSES**2).reshape(CLASSES, CLASSES)

    @property
    def classes(self) -> tuple[ClassScore, ...]:
        """Each class's score, in order."""
        images, answers, right = self.confusion.sum(axis=1), self.confusion.sum(axis=0), self.confusion.diagonal()
        return tuple(
            ClassScore(digit, int(images[digit]), int(answers[digit]), int(right[digit])) for digit in range(CLASSES)
        )

    def mistakes(self) -> Indices:
        """The images whose answer is wrong, the surest answer first, among equals in the images' order."""
        return self._by_confidence(np.flatnonzero(~self.is_right))

    def surest_first(self) -> Indices:
        """All images, the surest answer first, among equals in the images' order."""
        return self._by_confidence(np.arange(self.total))

    def cell(self, label: int, answer: int) -> Indices:
        """The images of a cell of the confusion matrix: mistakes the surest first, right answers the least sure first.

        Args:
            label: What the images show, 0 to 9.
            answer: What the network says, 0 to 9.
        """
        found = self._by_confidence(np.flatnonzero((self.labels == label) & (self.predictions.answers == answer)))
        return found[::-1] if label == answer else found

    def _by_confidence(self, places: Indices) -> Indices:
        return places[np.argsort(-self.predictions.confidences[places], kind="stable")]
