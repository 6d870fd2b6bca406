"""The names of a run's files. Light on purpose: a worker needs one before it loads TensorFlow.

A run that goes on after it has ended gets another *attempt*: its first is attempt 0, and `more-N.json` begins
attempt N. Wishes, claims, owner, exit and result belong to an attempt, so nothing of an earlier one is ever
written again.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

OWN_DIGITS = "own-digits.npz"
"""What the file of one's own digits is called, also where it is taken home."""


BATCHES = (1, 2, 4, 8, 16, 24, 32, 48, 64, 96, 128, 256, 512)
"""After which batches of the first epoch the weights are kept: most of what is to be seen happens early."""


def epoch_path(directory: Path, epoch: int) -> Path:
    """The weights after an epoch; 0 is before training."""
    return directory / f"epoch-{epoch:02d}.weights.h5"


def batch_path(directory: Path, batch: int) -> Path:
    """The weights after a batch of the first epoch."""
    return directory / f"batch-{batch:04d}.weights.h5"


class _File:
    """A file in a run's directory, or one of its own for each attempt."""

    def __init__(self, name: str, *, of_attempt: bool = False) -> None:
        self._name = name
        self._of_attempt = of_attempt

    def __get__(self, run: RunPaths, owner: type[RunPaths]) -> Path:
        return run.of_attempt(self._name) if self._of_attempt else run.directory / self._name


@dataclass(frozen=True)
class RunPaths:
    """One run's directory; the only place that knows the names of its files.

    Attributes:
        pinned: The attempt whose files are meant; `None` for the newest attempt, whenever it is asked for.
    """

    directory: Path
    pinned: int | None = None

    @property
    def id(self) -> str:
        """The run's id."""
        return self.directory.name

    @property
    def attempt(self) -> int:
        """The attempt whose files are meant, from 0."""
        if self.pinned is not None:
            return self.pinned
        newest = 0
        while self.more_path(newest + 1).exists():
            newest += 1
        return newest

    def at_present(self) -> Self:
        """The same run, held to the attempt that is the newest now."""
        return self if self.pinned is not None else replace(self, pinned=self.attempt)

    def more_path(self, attempt: int) -> Path:
        """That the run is to go on, and up to which epoch; it begins an attempt from 1 on."""
        return self.directory / f"more-{attempt}.json"

    def of_attempt(self, name: str) -> Path:
        """A file of which each attempt has its own."""
        attempt = self.attempt
        return self.directory / (f"more-{attempt}.{name}" if attempt else name)

    request_path = _File("request.json")
    """What was asked for."""
    limits_path = _File("limits.json")
    """What its worker may take."""
    own_digits_path = _File(OWN_DIGITS)
    """The digits of its visitor's own that it learns from, as they were when it was asked for."""
    name_path = _File("name.json")
    """What its visitor calls it."""
    log_path = _File("worker.log")
    """What the worker and TensorFlow had to say."""
    progress_path = _File("progress.jsonl")
    """A line for each piece of news."""
    live_path = _File("live.json")
    """What the network looks like at this moment, see `snapshots`."""
    history_path = _File("history.csv")
    """Keras's `CSVLogger` file."""
    model_path = _File("model.keras")
    """The trained model."""
    partial_model_path = _File(".partial.keras")
    """The trained model while it is being saved."""
    reserve_path = _File("reserve")
    """Room on the disk that is given up so that a full disk can still be reported."""

    stop_path = _File("stop", of_attempt=True)
    """The wish to stop; its text is empty or says why."""
    pause_path = _File("pause", of_attempt=True)
    """The wish to pause, while it is there."""
    worker_path = _File("worker.json", of_attempt=True)
    """Who trains; touched as a heartbeat."""
    preparing_path = _File("preparing.txt", of_attempt=True)
    """When each step before the first batch began, see `preparing`."""
    exit_path = _File("exit.json", of_attempt=True)
    """That the worker process ended, and how."""
    result_path = _File("result.json", of_attempt=True)
    """How it ended."""

    @property
    def checkpoint_pattern(self) -> str:
        """Path of the checkpoints for `ModelCheckpoint`, which fills in `{epoch:02d}`."""
        folder = str(self.directory).replace("{", "{{").replace("}", "}}")
        return f"{folder}{os.sep}epoch-{{epoch:02d}}.weights.h5"

    def checkpoint_path(self, epoch: int) -> Path:
        """The weights after an epoch; 0 is before training."""
        return epoch_path(self.directory, epoch)

    def claim_path(self, number: int) -> Path:
        """Who starts, or has started, the worker."""
        return self.of_attempt(f"claim-{number}.json")
