"""The gap between the two losses of a run, and whether they part: the one rule for overfitting.

The Train page speaks of it and the Compare page marks it. The 10,000 test images never decide it: who chooses by them
has no untouched images left to test with.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from explainer.network import NetworkConfig
from explainer.training.curves.curves import complete_epochs, do_averages_lag
from explainer.training.recipes.recipe import Recipe
from explainer.training.store.records import EpochRecord

PARTING_SHARE = 0.2
"""A validation loss whose mean rises by this share parts from the training loss. Dropout makes it swing by 15 %."""
LATELY_EPOCHS = 2
"""The end of a training is at least so many epochs: one may be chance."""
LATELY_SHARE = 8
"""In a long one it is one epoch in so many."""
MEMORISED_SHARE = 0.05
"""The training loss must have fallen by this share meanwhile: overfitting is both, and then the gap has widened."""


@dataclass(frozen=True)
class Gap:
    """Loss on the images that are learned from, and on those that are not, epoch by epoch.

    Attributes:
        epochs: From 1.
        training: Loss on the training images while learning.
        validation: Loss on the validation images after the epoch.
        lags: Whether the validation loss says nothing yet, see `do_averages_lag`.
    """

    epochs: tuple[int, ...]
    training: tuple[float, ...]
    validation: tuple[float, ...]
    lags: bool = False

    @property
    def turn(self) -> int:
        """The place of the smallest validation loss; among equals the first."""
        return self.validation.index(min(self.validation))

    @property
    def is_parting(self) -> bool:
        """Whether the two part: after its minimum the validation loss rises for good, while the training loss falls on.

        A gap alone is no overfitting, and neither are a few bad epochs: means over an eighth of all epochs are
        compared, the last with the smallest, and the minimum must lie before the last. The last epoch itself, whose
        numbers are told, must show it too.
        """
        window = max(LATELY_EPOCHS, len(self.epochs) // LATELY_SHARE)
        if self.lags or len(self.epochs) - 1 - self.turn < window:
            return False
        validated = [
            sum(self.validation[start : start + window]) / window for start in range(len(self.epochs) - window + 1)
        ]
        trained = sum(self.training[-window:]) / window
        rises = validated[-1] >= (1.0 + PARTING_SHARE) * min(validated)
        then, now = self.training[self.turn], self.training[-1]
        return rises and trained <= (1.0 - MEMORISED_SHARE) * then and now < then and self._ends_higher

    @property
    def _ends_higher(self) -> bool:
        return self.validation[-1] >= (1.0 + MEMORISED_SHARE) * self.validation[self.turn]

    @property
    def last(self) -> float:
        """How far the two are apart at the end."""
        return self.validation[-1] - self.training[-1]


def gap_of(config: NetworkConfig, recipe: Recipe, epochs: Sequence[EpochRecord]) -> Gap | None:
    """The two losses of a run by epoch; epochs that were cut short, or whose loss is no number, are left out.

    Args:
        epochs: The end of each epoch.

    Returns:
        `None` without validation images, or before the second epoch.
    """
    rows = [
        (record.epoch, record.loss, record.val_loss)
        for record in complete_epochs(recipe, epochs)
        if record.loss is not None
        and record.val_loss is not None
        and math.isfinite(record.loss)
        and math.isfinite(record.val_loss)
    ]
    if len(rows) < 2:
        return None
    numbers, training, validation = zip(*rows, strict=True)
    return Gap(numbers, training, validation, lags=do_averages_lag(config, len(rows) * recipe.batches))
