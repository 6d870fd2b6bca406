"""Limits that stop an attempt before its last epoch: its duration, and the space on the disk."""

import time

import keras

from explainer.training.limits.kept_checkpoints import thin
from explainer.training.limits.quotas import Quotas
from explainer.training.limits.sizes import checkpoint_bytes
from explainer.training.store.records import ROOM_FULL, Limits, Request
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from explainer.training.worker.clocks import Timing


class TimeLimit:
    """The maximum duration of an attempt without pauses. A run that it stops keeps its weights and can be resumed.

    Args:
        seconds: The maximum duration from now on.
    """

    def __init__(self, seconds: float, timing: Timing) -> None:
        self._seconds = seconds
        self._timing = timing
        self._began = time.perf_counter()

    @property
    def is_over(self) -> bool:
        """Whether the duration is exceeded."""
        return time.perf_counter() - self._began - self._timing.paused > self._seconds


class RoomForCheckpoints(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """Deletes superfluous checkpoints after each epoch, and stops the run if the next one does not fit on the disk.

    Args:
        run: The run; the epoch must already be recorded.
        timing: Counts the time as overhead.
    """

    def __init__(self, run: Run, request: Request, limits: Limits, timing: Timing, epochs: int) -> None:
        super().__init__()
        self._run = run
        self._request = request
        self._limits = limits
        self._timing = timing
        self._epochs = epochs
        self._room = Quotas(RunStore(run.directory.parent))
        self.reason: str | None = None

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Deletes checkpoints, then checks whether the next one fits."""
        self._timing.begin_overhead()
        thin(self._run)
        next_one = checkpoint_bytes(self._request.config, self._request.recipe.optimizer)
        if epoch + 1 < self._epochs and not self.model.stop_training and not self.fits(next_one):
            self.reason = ROOM_FULL
            self.model.stop_training = True
        self._timing.end_overhead()

    def fits(self, more: int) -> bool:
        """Whether `more` further bytes may be written."""
        return self._room.fits(self._request, more, self._limits)
