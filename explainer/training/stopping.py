"""What ends a sitting before its last epoch though nobody asked for it: its time, and the room on the disk."""

from __future__ import annotations

import time

import keras

from explainer.training.records import ROOM_FULL, TIME_LIMIT, Limits, Request
from explainer.training.room import Room
from explainer.training.run import Run
from explainer.training.sizes import checkpoint_bytes
from explainer.training.store import RunStore
from explainer.training.thinning import thin
from explainer.training.timing import Timing


class TimeLimit(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """Stops a sitting after the batch at which its time is over. What it has learned is kept, and it can go on.

    Args:
        seconds: The longest time, pauses apart.
        timing: Knows the pauses.
        end: The last epoch, from 1, and the number of its last batch: who has come so far is not stopped.
    """

    def __init__(self, seconds: float, timing: Timing, end: tuple[int, int]) -> None:
        super().__init__()
        self._seconds = seconds
        self._timing = timing
        self._end = end
        self._began = time.perf_counter()
        self._epoch = 0
        self.reason: str | None = None

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Notes the epoch."""
        self._epoch = epoch + 1

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Stops it within an epoch."""
        self._look((self._epoch, batch + 1))

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Stops it after an epoch's evaluations, rather than after one more batch."""
        self._look((self._epoch, self._end[1]))

    def _look(self, place: tuple[int, int]) -> None:
        is_over = time.perf_counter() - self._began - self._timing.paused > self._seconds
        if is_over and place != self._end and not self.model.stop_training:
            self.reason = TIME_LIMIT
            self.model.stop_training = True


class RoomForCheckpoints(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """After each epoch gives up the checkpoints that the rule does not keep, and stops where the next has no room.

    Args:
        run: The run; its epoch must be written down by then.
        request: What was asked for.
        limits: How much room there is.
        timing: Its time is counted here, as overhead.
        epochs: Up to which epoch it trains.
    """

    def __init__(self, run: Run, request: Request, limits: Limits, timing: Timing, epochs: int) -> None:
        super().__init__()
        self._run = run
        self._request = request
        self._limits = limits
        self._timing = timing
        self._epochs = epochs
        self._room = Room(RunStore(run.directory.parent))
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
