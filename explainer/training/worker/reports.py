"""What a run reports while it trains, to `progress.jsonl`, and the wishes that it hears meanwhile."""

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
    """Notes, at the end of each epoch, the learning rate and how many filters are silent."""

    def __init__(self, probe: SilenceProbe) -> None:
        super().__init__()
        self._probe = probe
        self.silent_filters: tuple[int, ...] = ()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Adds `learning_rate`, Keras's own name for it, to the epoch's logs."""
        self.silent_filters = self._probe.count()
        if logs is not None:
            logs["learning_rate"] = float(self.model.optimizer.learning_rate)


class ProgressWriter(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """The last callback: reports to `progress.jsonl` and hears the wishes to pause and to stop.

    A record every quarter of a second, and one for the last batch of an epoch: the file does not grow with the speed
    of the machine, and most batches cost a comparison. In a long run they are rarer, at most `MOST_RECORDS` of it.

    Args:
        timing: The clocks; overhead is counted here.

    Attributes:
        why_stopped: `None` unless it was stopped before its end; empty if its visitor wished so.
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
        """Begins an epoch's curves."""
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
            self._hear_wishes()
            self._stop_if_due()
        self._timing.end_overhead()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Writes the epoch down: from now on its checkpoint counts."""
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
        # Rather than after one more batch.
        self._stop_if_due()
        self._timing.end_overhead()

    def _lines(self) -> tuple[str, ...]:
        lines = self._printed.take()
        if self._batch == self._recipe.batches:
            return lines
        # Keras ends the bar of a stopped epoch as if all batches had been done.
        return (*lines[:-1], self._line)

    def _hear_wishes(self) -> None:
        began = time.perf_counter()
        while self._run.pause_path.exists() and not self._run.stop_path.exists():
            time.sleep(PAUSE_LOOK_SECONDS)
            self._timing.add_pause(time.perf_counter() - began)
            began = time.perf_counter()

    def _stop_if_due(self) -> None:
        """Stops it after a wish or its time, unless it has just come to its end."""
        if self.why_stopped is not None or (self._epoch, self._batch) == (self._epochs, self._recipe.batches):
            return
        if self._run.stop_path.exists():
            self.why_stopped = self._wish()
        elif self._time_limit.is_over:
            self.why_stopped = TIME_LIMIT
        else:
            return
        if self._last_record != self._batch:
            self._write_batch()
        self.model.stop_training = True

    def _wish(self) -> str:
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
        """Takes the mean since the last point out of Keras's running means, which weigh every image alike."""
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
                # NumPy's, unlike Python's `max`, keep what is not a number.
                interval_loss=float(np.maximum((loss * images - last_loss * last_images) / new, 0.0)),
                interval_accuracy=float(np.clip((accuracy * images - last_accuracy * last_images) / new, 0.0, 1.0)),
            )
        )
