"""Time measurements of a run."""

import time


class Timing:
    """Divides the time of a run, in seconds, into training, testing, overhead and pauses, without overlap.

    Attributes:
        training: For each completed epoch, without evaluation, callbacks and saving.
        testing: All evaluations, of validation and of test images.
        overhead: Callbacks, progress records and saving.
        paused: Pauses.

    Args:
        earlier: Training time of earlier processes of the run.
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
        """The time of evaluations since the epoch began."""
        return self.testing - self._tested_before

    def begin_epoch(self) -> None:
        """Marks the start of an epoch's training."""
        self._epoch_began = time.perf_counter()
        self._tested_before = self.testing

    def begin_validation(self) -> None:
        """Marks the start of the validation, which Keras runs before it ends the epoch."""
        self.end_epoch()
        self._validation_began = time.perf_counter()

    def end_validation(self) -> None:
        """Marks the end of the validation."""
        self.testing += time.perf_counter() - self._validation_began

    def end_epoch(self) -> None:
        """Marks the end of an epoch's training; further calls in the same epoch have no effect."""
        if self._epoch_began is None:
            return
        self.training.append(self.training_so_far() - self._earlier - sum(self.training))
        self._epoch_began = None

    def training_so_far(self) -> float:
        """The training time of all epochs, including the current one and those of earlier processes."""
        # The time of callbacks does not count.
        now = time.perf_counter() if self._callbacks_began is None else self._callbacks_began
        current = 0.0 if self._epoch_began is None else now - self._epoch_began
        return self._earlier + sum(self.training) + current

    def begin_overhead(self) -> None:
        """Marks the start of callbacks."""
        self._callbacks_began = time.perf_counter()

    def end_overhead(self) -> None:
        """Marks the end of callbacks; within an epoch, training continues."""
        if self._callbacks_began is None:
            return
        seconds = time.perf_counter() - self._callbacks_began
        self._callbacks_began = None
        self.overhead += seconds
        self._leave_out_of_epoch(seconds)

    def add_pause(self, seconds: float) -> None:
        """Adds a pause within an epoch's callbacks, which is neither training nor overhead."""
        self.paused += seconds
        self._leave_out_of_callbacks(seconds)
        self._leave_out_of_epoch(seconds)

    def add_testing(self, seconds: float) -> None:
        """Adds an evaluation within callbacks, which is not overhead."""
        self.testing += seconds
        self._leave_out_of_callbacks(seconds)

    def _leave_out_of_callbacks(self, seconds: float) -> None:
        if self._callbacks_began is not None:
            self._callbacks_began += seconds

    def _leave_out_of_epoch(self, seconds: float) -> None:
        if self._epoch_began is not None:
            self._epoch_began += seconds
