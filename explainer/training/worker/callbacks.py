"""The Keras callbacks of a run."""

import time
from typing import Any

import keras
import numpy as np
import numpy.typing as npt

from explainer.training.recipes.recipe import TEST_BATCH_SIZE
from explainer.training.store.history import HistoryLogger
from explainer.training.store.run import Run
from explainer.training.worker.clocks import Timing
from explainer.training.worker.reports import EpochFacts, ProgressWriter
from explainer.training.worker.snapshots import Snapshots
from explainer.training.worker.time_limit import RoomForCheckpoints


class Opening(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """The first callback: starts the clocks that `ProgressWriter`, the last one, stops."""

    def __init__(self, timing: Timing) -> None:
        super().__init__()
        self._timing = timing

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Starts an epoch's clock."""
        self._timing.begin_epoch()

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Starts the callbacks' clock."""
        self._timing.begin_overhead()

    def on_test_begin(self, logs: dict[str, float] | None = None) -> None:
        """Starts the clock of the validation, which `fit` runs before an epoch ends."""
        self._timing.begin_validation()

    def on_test_end(self, logs: dict[str, float] | None = None) -> None:
        """Stops it."""
        self._timing.end_validation()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Stops the epoch's clock before anything else is evaluated or saved."""
        self._timing.end_epoch()
        self._timing.begin_overhead()


class EvaluationOnTest(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """Evaluates the test images with Keras's `evaluate`; they are never used to choose a model.

    Args:
        images: `(n, 28, 28, 1)`, `float32`, 0 to 1.
        labels: `(n, 10)`, one-hot, or `(n,)`, integers, as the loss expects.
        timing: Counts the time of evaluations, which is not overhead.
        each_epoch: Whether to evaluate after each epoch.
    """

    def __init__(
        self, images: npt.NDArray[np.float32], labels: npt.NDArray[Any], timing: Timing, *, each_epoch: bool
    ) -> None:
        super().__init__()
        self._images = images
        self._labels = labels
        self._timing = timing
        self._each_epoch = each_epoch
        self.latest: dict[str, float] | None = None

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Adds `test_loss` and `test_accuracy` to the epoch's logs."""
        if logs is not None and self._each_epoch:
            self.latest = self.evaluate()
            logs.update(self.latest)

    def evaluate(self) -> dict[str, float]:
        """Evaluates the model with its current weights. Returns `test_loss` and `test_accuracy` (0 to 1)."""
        began = time.perf_counter()
        logs = self.model.evaluate(self._images, self._labels, batch_size=TEST_BATCH_SIZE, verbose=0, return_dict=True)
        self._timing.add_testing(time.perf_counter() - began)
        return {f"test_{name}": value for name, value in logs.items()}


class SnapshotWriter(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """Writes snapshots of the kernels and of the prediction for one image, for pages to show."""

    def __init__(self, snapshots: Snapshots) -> None:
        super().__init__()
        self._snapshots = snapshots
        self._epoch = 0
        self._batch = 0

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Stores the number of the epoch."""
        self._epoch = epoch + 1

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Writes a snapshot if one is due."""
        self._batch = batch + 1
        self._snapshots.write_if_due(self._epoch, self._batch)

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Writes a snapshot at the end of the epoch."""
        self._snapshots.write(self._epoch, self._batch)


def keras_callbacks(
    run: Run,
    timing: Timing,
    tests: EvaluationOnTest,
    facts: EpochFacts,
    history: HistoryLogger,
    snapshots: Snapshots,
    progress: ProgressWriter,
    room: RoomForCheckpoints,
) -> list[Any]:
    """All callbacks, in the required order.

    Keras's progress bar comes before the evaluation, so that it shows the training time only. An epoch is recorded
    after its checkpoint is saved, and checkpoints are deleted only after that.
    """
    watching = [] if snapshots.is_idle else [SnapshotWriter(snapshots)]
    return [
        Opening(timing),
        keras.callbacks.ProgbarLogger(),
        tests,
        facts,
        history,
        *watching,
        keras.callbacks.ModelCheckpoint(run.checkpoint_pattern, save_weights_only=True),
        progress,
        room,
    ]
