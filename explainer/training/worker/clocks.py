"""The clocks of a run."""

import time


class Timing:
    """Where the time of a run goes, in seconds; each moment counts once.

    Attributes:
        training: Of each epoch done, without evaluation, callbacks and saving.
        testing: Of all evaluations, on validation and on test images.
        overhead: Of callbacks, progress and saving.
        paused: Of pauses; in none of the others.

    Args:
        earlier: Seconds of training that were done before, by an earlier process.
    """

    def __init__(self, earlier: float = 0.0) -> None:
        self._earlier = earlier
        self.training: list[float] = []
        self.paused = 0.0
        self.testing = 0.0
        self.overhead = 0.0
        self._epoch_began: float | None = None
        self._validation_began = 0.0
        self._tested_before = 0.0
        self._callbacks_began: float | None = None

    @property
    def testing_of_epoch(self) -> float:
        """Evaluations since the epoch began."""
        return self.testing - self._tested_before

    def begin_epoch(self) -> None:
        """Training begins."""
        self._epoch_began = time.perf_counter()
        self._tested_before = self.testing

    def begin_validation(self) -> None:
        """Keras begins to evaluate the validation images, before it ends the epoch."""
        self.end_epoch()
        self._validation_began = time.perf_counter()

    def end_validation(self) -> None:
        """Keras has evaluated the validation images."""
        self.testing += time.perf_counter() - self._validation_began

    def end_epoch(self) -> None:
        """Training ends; only the first call of an epoch counts."""
        if self._epoch_began is None:
            return
        self.training.append(self.training_so_far() - self._earlier - sum(self.training))
        self._epoch_began = None

    def training_so_far(self) -> float:
        """Training of all epochs, the current one and those of earlier processes included."""
        # While callbacks run, nothing is learned.
        now = time.perf_counter() if self._callbacks_began is None else self._callbacks_began
        current = 0.0 if self._epoch_began is None else now - self._epoch_began
        return self._earlier + sum(self.training) + current

    def begin_overhead(self) -> None:
        """Callbacks begin."""
        self._callbacks_began = time.perf_counter()

    def end_overhead(self) -> None:
        """Callbacks end; within an epoch, its training goes on."""
        if self._callbacks_began is None:
            return
        seconds = time.perf_counter() - self._callbacks_began
        self._callbacks_began = None
        self.overhead += seconds
        self._leave_out_of_epoch(seconds)

    def add_pause(self, seconds: float) -> None:
        """Counts a pause within an epoch's callbacks, which is neither training nor overhead."""
        self.paused += seconds
        self._leave_out_of_callbacks(seconds)
        self._leave_out_of_epoch(seconds)

    def add_testing(self, seconds: float) -> None:
        """Counts an evaluation, which is no overhead."""
        self.testing += seconds
        self._leave_out_of_callbacks(seconds)

    def _leave_out_of_callbacks(self, seconds: float) -> None:
        if self._callbacks_began is not None:
            self._callbacks_began += seconds

    def _leave_out_of_epoch(self, seconds: float) -> None:
        if self._epoch_began is not None:
            self._epoch_began += seconds
