"""What came of the guided experiments: the results that ship with the project, `assets/experiments.json`.

`python -m explainer.experiments.measure` makes them.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from statistics import fmean
from typing import Literal

from pydantic import BaseModel, ConfigDict

from explainer.experiments.twins import TwinValue
from explainer.training.store.records import Versions

PATH = Path(__file__).resolve().parents[2] / "assets" / "experiments.json"


class _Stored(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Epoch(_Stored):
    """The end of an epoch.

    Attributes:
        loss: Keras's mean over the epoch.
        accuracy: The same of the accuracy, 0 to 1.
        val_loss: Loss on the validation images; `None` if there are none.
        val_accuracy: The same of the accuracy, 0 to 1.
        test_accuracy: Accuracy on the 10,000 test images, 0 to 1; `None` if they were not evaluated then.
    """

    loss: float
    accuracy: float
    val_loss: float | None = None
    val_accuracy: float | None = None
    test_accuracy: float | None = None


class Training(_Stored):
    """One training with one seed.

    Attributes:
        epochs: The end of each epoch, from the first.
        seconds: Time on one processor per epoch, without the first epoch and without evaluations.
    """

    seed: int
    epochs: tuple[Epoch, ...]
    seconds: float

    @property
    def test_accuracy(self) -> float:
        """At the end, on the 10,000 test images, 0 to 1."""
        found = self.epochs[-1].test_accuracy
        assert found is not None
        return found


class Measured(_Stored):
    """One variant of an experiment.

    Attributes:
        value: What it has otherwise than the others.
        trainings: One for each seed.
    """

    value: TwinValue
    parameters: int
    trainings: tuple[Training, ...]

    @property
    def accuracies(self) -> tuple[float, ...]:
        """Of each training, on the test images at the end, 0 to 1."""
        return tuple(training.test_accuracy for training in self.trainings)

    @property
    def accuracy(self) -> float:
        """Their mean."""
        return fmean(self.accuracies)

    @property
    def seconds(self) -> float:
        """The least time of an epoch on one processor, for ratios: what is beyond it others on the machine took."""
        return min(training.seconds for training in self.trainings)

    def against(self, other: Measured) -> Literal["more", "less", "even"]:
        """Whether every seed has more right than any of another variant, or less; otherwise chance can explain it."""
        if min(self.accuracies) > max(other.accuracies):
            return "more"
        return "less" if max(self.accuracies) < min(other.accuracies) else "even"


class Results(_Stored):
    """All experiments, by name."""

    versions: Versions
    experiments: Mapping[str, tuple[Measured, ...]]


@functools.cache
def shipped_results() -> Results:
    """Reads them.

    Raises:
        OSError: If there are none.
        pydantic.ValidationError: If the file is damaged.
    """
    return Results.model_validate_json(PATH.read_bytes())
