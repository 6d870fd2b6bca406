"""What ends an attempt before its last epoch though nobody asked for it: its time, and the room on the disk."""

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
    """The time that an attempt may take, pauses apart. What it has learned by then is kept, and it can go on.

    Args:
        seconds: The longest time, from now on.
    """

    def __init__(self, seconds: float, timing: Timing) -> None:
        self._seconds = seconds
        self._timing = timing
        self._began = time.perf_counter()

    @property
    def is_over(self) -> bool:
        """Whether it has passed."""
        return time.perf_counter() - self._began - self._timing.paused > self._seconds


class RoomForCheckpoints(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """After each epoch gives up the checkpoints that the rule does not keep, and stops where the next has no room.

    Args:
        run: The run; its epoch must be written down by then.
        timing: Its time is counted here, as overhead.
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
        """Makes the run smaller, then looks whether it may grow again."""
        self._timing.begin_overhead()
        thin(self._run)
        next_one = checkpoint_bytes(self._request.config, self._request.recipe.optimizer)
        if epoch + 1 < self._epochs and not self.model.stop_training and not self.fits(next_one):
            self.reason = ROOM_FULL
            self.model.stop_training = True
        self._timing.end_overhead()

    def fits(self, more: int) -> bool:
        """Whether so many bytes more may be written."""
        return self._room.fits(self._request, more, self._limits)
