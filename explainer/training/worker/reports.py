"""Callbacks that write progress to `progress.jsonl` and obey requests to pause and stop."""

import time

import keras
import numpy as np

from explainer.training.limits.sizes import MOST_RECORDS
from explainer.training.recipes.recipe import Recipe
from explainer.training.store.progress import append_record
from explainer.training.store.records import TIME_LIMIT, BatchRecord, CurvePoint, EpochRecord
from explainer.training.store.run import Run
from explainer.training.worker.clocks import Timing
from explainer.training.worker.printed_lines import KerasLines
from explainer.training.worker.silent_filters import SilenceProbe
from explainer.training.worker.time_limit import TimeLimit

RECORD_SECONDS = 0.25
PAUSE_LOOK_SECONDS = 0.2


class EpochFacts(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """Records the learning rate and the number of silent filters at the end of each epoch."""

    def __init__(self, probe: SilenceProbe) -> None:
        super().__init__()
        self._probe = probe
        self.silent_filters: tuple[int, ...] = ()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Adds `learning_rate`, the key that Keras uses, to the epoch's logs."""
        self.silent_filters = self._probe.count()
        if logs is not None:
            logs["learning_rate"] = float(self.model.optimizer.learning_rate)


class ProgressWriter(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """The last callback: writes `progress.jsonl` and obeys requests to pause and stop.

    It writes a record every quarter of a second, and one for the last batch of an epoch. Therefore the file's size does
    not depend on the machine's speed, and most batches only compare two numbers. In a long run records are rarer, at
    most `MOST_RECORDS` in all.

    Args:
        timing: Counts the overhead.

    Attributes:
        why_stopped: `None` unless the run was stopped before its end; `""` if the visitor stopped it.
    """

    def __init__(
        self,
        run: Run,
        recipe: Recipe,
        printed: KerasLines,
        timing: Timing,
        facts: EpochFacts,
        epochs: int,
        time_limit: TimeLimit,
    ) -> None:
        super().__init__()
        self._time_limit = time_limit
        self._epochs = epochs
        self._facts = facts
        self._run = run
        self._recipe = recipe
        self._printed = printed
        self._timing = timing
        self._epoch = 0
        self._batch = 0
        self._logs: dict[str, float] = {}
        self._points: list[CurvePoint] = []
        self._last_point = (0, 0.0, 0.0)
        self._last_look = 0.0
        self._last_record = 0
        self._distance = -(-epochs * recipe.batches // MOST_RECORDS)
        self._line = ""
        self.why_stopped: str | None = None

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Starts an epoch's curves."""
        self._epoch, self._batch = epoch + 1, 0
        self._last_record = 0
        self._last_point = (0, 0.0, 0.0)

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Adds a point to the curves and writes a record, if either is due."""
        self._batch = batch + 1
        self._logs = logs or {}
        is_last = self._batch == self._recipe.batches
        if is_last or self._batch % self._recipe.interval == 0:
            self._add_point()
        now = time.perf_counter()
        if is_last or now - self._last_look >= RECORD_SECONDS:
            self._last_look = now
            if is_last or self._batch - self._last_record >= self._distance:
                self._last_record = self._batch
                self._write_batch()
            self._pause_if_requested()
            self._stop_if_due()
        self._timing.end_overhead()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Records the epoch; only then its checkpoint is used."""
        ended = logs or {}
        append_record(
            self._run.progress_path,
            EpochRecord(
                epoch=self._epoch,
                batches=self._batch,
                loss=ended.get("loss"),
                accuracy=ended.get("accuracy"),
                val_loss=ended.get("val_loss"),
                val_accuracy=ended.get("val_accuracy"),
                test_loss=ended.get("test_loss"),
                test_accuracy=ended.get("test_accuracy"),
                learning_rate=ended.get("learning_rate"),
                silent_filters=self._facts.silent_filters,
                training_seconds=self._timing.training[-1],
                test_seconds=self._timing.testing_of_epoch,
                lines=self._lines(),
            ),
        )
        # Here, too, since the next check would be after another batch.
        self._stop_if_due()
        self._timing.end_overhead()

    def _lines(self) -> tuple[str, ...]:
        lines = self._printed.take()
        if self._batch == self._recipe.batches:
            return lines
        # Keras finishes the progress bar of a stopped epoch as if all batches were done.
        return (*lines[:-1], self._line)

    def _pause_if_requested(self) -> None:
        began = time.perf_counter()
        while self._run.pause_path.exists() and not self._run.stop_path.exists():
            time.sleep(PAUSE_LOOK_SECONDS)
            self._timing.add_pause(time.perf_counter() - began)
            began = time.perf_counter()

    def _stop_if_due(self) -> None:
        """Stops the run if requested or after its time limit, unless this was the last batch."""
        if self.why_stopped is not None or (self._epoch, self._batch) == (self._epochs, self._recipe.batches):
            return
        if self._run.stop_path.exists():
            self.why_stopped = self._stop_reason()
        elif self._time_limit.is_over:
            self.why_stopped = TIME_LIMIT
        else:
            return
        if self._last_record != self._batch:
            self._write_batch()
        self.model.stop_training = True

    def _stop_reason(self) -> str:
        try:
            return self._run.stop_path.read_text(encoding="utf-8")
        except OSError:
            return ""

    def _write_batch(self) -> None:
        self._line = self._printed.current
        append_record(
            self._run.progress_path,
            BatchRecord(
                epoch=self._epoch,
                batch=self._batch,
                loss=self._logs["loss"],
                accuracy=self._logs["accuracy"],
                seconds=self._timing.training_so_far(),
                points=tuple(self._points),
                line=self._line,
            ),
        )
        self._points.clear()

    def _add_point(self) -> None:
        """Computes the mean since the last point from Keras's running means, in which all images have equal weight."""
        images = self._recipe.images_after(self._batch)
        loss, accuracy = self._logs["loss"], self._logs["accuracy"]
        last_images, last_loss, last_accuracy = self._last_point
        new = images - last_images
        if new == 0:
            return
        self._last_point = (images, loss, accuracy)
        self._points.append(
            CurvePoint(
                epoch=self._epoch,
                batch=self._batch,
                loss=loss,
                accuracy=accuracy,
                # NumPy's functions, unlike Python's `max`, preserve NaN.
                interval_loss=float(np.maximum((loss * images - last_loss * last_images) / new, 0.0)),
                interval_accuracy=float(np.clip((accuracy * images - last_accuracy * last_images) / new, 0.0, 1.0)),
            )
        )
