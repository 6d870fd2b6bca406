"""What a page shows of a run, cheap enough to ask for twice a second.

A call reads what was appended to `progress.jsonl` since the call before, and looks at a handful of small files:
about half a millisecond (measured with 235 points, while the machine was training).
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path

from explainer.errors import ExplainerError
from explainer.network import NetworkConfig
from explainer.training.recipes.recipe import Recipe
from explainer.training.store.files import read_complete_lines
from explainer.training.store.owners import owned_since
from explainer.training.store.progress import parse_progress, seconds_of
from explainer.training.store.records import BatchRecord, CurvePoint, EpochRecord, Request, Result, ResumedRecord
from explainer.training.store.run import Run
from explainer.training.store.states import ACTIVE, State, read_state, state_and_result

__all__ = ["ACTIVE", "RunStatus", "State", "StatusReader", "read_state", "read_status"]

RATE_WINDOW_SECONDS = 5.0
REMEMBERED_RUNS = 64


@dataclass(frozen=True)
class RunStatus:
    """One look at a run.

    Attributes:
        run_id: The run's id.
        state: `"unreadable"` for a run whose files are damaged; the other fields are then empty.
        request: What was asked for, `None` if unreadable.
        epochs_asked: Up to which epoch it is to be trained if more was asked for since; see `epochs`.
        asked: When it was asked for, or to go on, in seconds since 1970.
        started: When the worker began, likewise.
        ended: When it ended, likewise.
        epoch: The epoch being trained, from 1; 0 before.
        batch: Batches done in it.
        is_testing: Whether the epoch is trained and the test images are being evaluated.
        seconds: Time spent training so far, without evaluations and saving.
        images_per_second: Over the last seconds of training, `None` while unknown.
        seconds_left: Expected until the end, evaluations included, `None` while unknown.
        points: The curves.
        epochs_done: The end of each epoch so far, epoch 0 included.
        resumed: From which epoch it went on, each time it did.
        lines: Keras's own lines; the last one moves while an epoch is trained.
        result: How it ended, `None` before.
        reason: Why it failed, or `None`.
    """

    run_id: str
    state: State
    request: Request | None = None
    epochs_asked: int | None = None
    asked: float = 0.0
    started: float | None = None
    ended: float | None = None
    epoch: int = 0
    batch: int = 0
    is_testing: bool = False
    seconds: float = 0.0
    images_per_second: float | None = None
    seconds_left: float | None = None
    points: tuple[CurvePoint, ...] = ()
    epochs_done: tuple[EpochRecord, ...] = ()
    resumed: tuple[int, ...] = ()
    lines: tuple[str, ...] = ()
    result: Result | None = None
    reason: str | None = None

    @property
    def is_active(self) -> bool:
        """Whether anything is still to come."""
        return self.state in ACTIVE

    @property
    def config(self) -> NetworkConfig | None:
        """The network."""
        return self.request.config if self.request else None

    @property
    def recipe(self) -> Recipe | None:
        """How it is trained."""
        return self.request.recipe if self.request else None

    @property
    def created(self) -> float | None:
        """When it was asked for, in seconds since 1970."""
        return self.request.created if self.request else None

    @property
    def epochs(self) -> int:
        """Up to which epoch it is to be trained: the recipe's, or more if more was asked for since."""
        return self.epochs_asked or (self.recipe.epochs if self.recipe else 0)

    @property
    def recipe_so_far(self) -> Recipe | None:
        """How it is trained, with the epochs that were asked for since."""
        return self.recipe.model_copy(update={"epochs": self.epochs}) if self.recipe else None

    @property
    def took(self) -> float:
        """How long it was trained, evaluations and all else included, in seconds; of a run that went on, all epochs."""
        if self.resumed:
            return seconds_of(self.epochs_done)
        return self.result.seconds if self.result and self.result.seconds else self.seconds

    @property
    def batches(self) -> int:
        """Batches of one epoch."""
        return self.recipe.batches if self.recipe else 0

    @property
    def epoch_fraction(self) -> float:
        """How much of the epoch is done, 0 to 1."""
        return self.batch / self.batches if self.batches else 0.0

    @property
    def fraction(self) -> float:
        """How much of all epochs is done, 0 to 1."""
        return (max(self.epoch - 1, 0) + self.epoch_fraction) / self.epochs if self.epochs else 0.0

    @property
    def loss(self) -> float | None:
        """Keras's running mean in the current epoch."""
        return self.points[-1].loss if self.points else None

    @property
    def accuracy(self) -> float | None:
        """The same of the accuracy, 0 to 1."""
        return self.points[-1].accuracy if self.points else None

    @property
    def learned(self) -> EpochRecord | None:
        """The last epoch that left weights; epoch 0 is before training."""
        return self.epochs_done[-1] if self.epochs_done else None

    @property
    def whole_epochs(self) -> int:
        """The last epoch that was trained to its end, from 1; 0 if none was."""
        return max((record.epoch for record in self.epochs_done if record.batches == self.batches), default=0)

    @property
    def test_accuracy(self) -> float | None:
        """On the 10,000 test images at the end, 0 to 1, `None` before."""
        return self.result.test_accuracy if self.result else None


@dataclass
class _Progress:
    """What was read of one `progress.jsonl` so far."""

    offset: int = 0
    points: list[CurvePoint] = field(default_factory=list)
    epochs_done: list[EpochRecord] = field(default_factory=list)
    resumed: list[int] = field(default_factory=list)
    recent: list[tuple[float, int]] = field(default_factory=list)
    latest: BatchRecord | None = None

    def read(self, path: Path, recipe: Recipe) -> None:
        try:
            lines, self.offset = read_complete_lines(path, self.offset)
        except OSError:
            return
        for record in parse_progress(lines):
            if isinstance(record, BatchRecord):
                self._add_batch(record, recipe)
            elif isinstance(record, EpochRecord):
                self.epochs_done.append(record)
            else:
                self._go_on_after(record)

    def _add_batch(self, record: BatchRecord, recipe: Recipe) -> None:
        self.latest = record
        self.points.extend(record.points)
        images = (record.epoch - 1) * recipe.training_images + recipe.images_after(record.batch)
        self.recent.append((record.seconds, images))
        while record.seconds - self.recent[0][0] > RATE_WINDOW_SECONDS and len(self.recent) > 2:
            self.recent.pop(0)

    def _go_on_after(self, record: ResumedRecord) -> None:
        self.points = [point for point in self.points if point.epoch <= record.epoch]
        self.epochs_done = [done for done in self.epochs_done if done.epoch <= record.epoch]
        self.resumed.append(record.epoch)
        self.recent.clear()
        self.latest = None

    @property
    def lines(self) -> tuple[str, ...]:
        """What Keras has printed, the line that still moves included."""
        return (*(line for record in self.epochs_done for line in record.lines), *self.moving_line)

    @property
    def moving_line(self) -> tuple[str, ...]:
        """What Keras shows of the epoch that has not ended yet."""
        latest = self.latest
        if latest is None or self._has_ended(latest.epoch) or not latest.line:
            return ()
        return (latest.line,)

    @property
    def is_testing(self) -> bool:
        latest = self.latest
        return latest is not None and not self._has_ended(latest.epoch)

    def _has_ended(self, epoch: int) -> bool:
        return bool(self.epochs_done) and self.epochs_done[-1].epoch >= epoch

    def images_per_second(self) -> float | None:
        if len(self.recent) < 2:
            return None
        (first_seconds, first_images), (last_seconds, last_images) = self.recent[0], self.recent[-1]
        elapsed = last_seconds - first_seconds
        return (last_images - first_images) / elapsed if elapsed > 0 else None

    def seconds_left(self, recipe: Recipe, epochs: int) -> float | None:
        rate = self.images_per_second()
        if rate is None or rate <= 0:
            return None
        images = epochs * recipe.training_images - self.recent[-1][1]
        trained = [record for record in self.epochs_done if record.epoch > 0]
        testing = max((record.test_seconds for record in trained), default=0.0)
        return images / rate + testing * (epochs - len(trained))


class StatusReader:
    """Remembers how far it has read of each run; safe to share between threads.

    Args:
        capacity: How many runs are remembered.
    """

    def __init__(self, capacity: int = REMEMBERED_RUNS) -> None:
        self._capacity = capacity
        self._progress: OrderedDict[Path, _Progress] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, run: Run) -> RunStatus:
        """Looks at a run.

        Args:
            run: The run.

        Returns:
            Its status; a damaged run gives one of state `"unreadable"` rather than an error.
        """
        try:
            present = run.at_present()
            request = present.request()
            state, result = state_and_result(present)
        except ExplainerError:
            return RunStatus(run_id=run.id, state="unreadable")
        with self._lock:
            progress = self._remembered(run)
            progress.read(run.progress_path, request.recipe)
            return _status(present, request, state, result, progress)

    def _remembered(self, run: Run) -> _Progress:
        progress = self._progress.setdefault(run.directory, _Progress())
        self._progress.move_to_end(run.directory)
        while len(self._progress) > self._capacity:
            self._progress.popitem(last=False)
        return progress


_reader = StatusReader()


def read_status(run: Run) -> RunStatus:
    """Looks at a run, with a reader that the whole process shares; see `StatusReader.read`."""
    return _reader.read(run)


def _status(run: Run, request: Request, state: State, result: Result | None, progress: _Progress) -> RunStatus:
    more, recipe, latest = run.more(), request.recipe, progress.latest
    epochs = more.epochs if more else recipe.epochs
    is_running = state == "running"
    # A run that has just gone on is where its last epoch ended.
    epoch = latest.epoch if latest else max((done.epoch for done in progress.epochs_done), default=0)
    batch = latest.batch if latest else recipe.batches if epoch else 0
    return RunStatus(
        run_id=run.id,
        state=state,
        request=request,
        epochs_asked=more.epochs if more else None,
        asked=more.asked if more else request.created,
        started=owned_since(run.worker_path),
        ended=result.ended if result else None,
        epoch=epoch,
        batch=batch,
        is_testing=is_running and latest is not None and latest.batch == recipe.batches and progress.is_testing,
        seconds=latest.seconds if latest else sum(done.training_seconds for done in progress.epochs_done),
        images_per_second=progress.images_per_second(),
        seconds_left=progress.seconds_left(recipe, epochs) if is_running else None,
        points=tuple(progress.points),
        epochs_done=tuple(progress.epochs_done),
        resumed=tuple(progress.resumed),
        lines=progress.lines,
        result=result,
        reason=result.reason if result else None,
    )
