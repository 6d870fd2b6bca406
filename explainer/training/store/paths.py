"""The paths of a run's files. This module imports little, because a worker needs it before it loads TensorFlow.

A run that is continued after its end gets another *attempt*. The first is attempt 0, and `more-N.json` starts
attempt N. Each attempt has its own requests to stop and pause, claims, owner, exit and result, so those of an
earlier attempt are never overwritten.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

OWN_DIGITS = "own-digits.npz"
"""The file name of the visitor's own digits, also when they are downloaded."""


BATCHES = (1, 2, 4, 8, 16, 24, 32, 48, 64, 96, 128, 256, 512)
"""The batches of the first epoch after which weights are saved; they are dense at the start, where most changes."""


def epoch_path(directory: Path, epoch: int) -> Path:
    """Path of the weights after an epoch; epoch 0 is before training."""
    return directory / f"epoch-{epoch:02d}.weights.h5"


def batch_path(directory: Path, batch: int) -> Path:
    """Path of the weights after a batch of the first epoch, from 1."""
    return directory / f"batch-{batch:04d}.weights.h5"


class _File:
    """Descriptor of a file's path in the run's directory; with `of_attempt`, each attempt has its own file."""

    def __init__(self, name: str, *, of_attempt: bool = False) -> None:
        self._name = name
        self._of_attempt = of_attempt

    def __get__(self, run: RunPaths, owner: type[RunPaths]) -> Path:
        return run.of_attempt(self._name) if self._of_attempt else run.directory / self._name


@dataclass(frozen=True)
class RunPaths:
    """The directory of a run, and the paths of its files.

    Attributes:
        pinned: The attempt whose files the paths refer to; `None` for the newest one at each access.
    """

    directory: Path
    pinned: int | None = None

    @property
    def id(self) -> str:
        """The run's id."""
        return self.directory.name

    @property
    def attempt(self) -> int:
        """The attempt whose files the paths refer to, from 0."""
        if self.pinned is not None:
            return self.pinned
        newest = 0
        while self.more_path(newest + 1).exists():
            newest += 1
        return newest

    def at_present(self) -> Self:
        """Returns the same run, pinned to the attempt that is the newest now."""
        return self if self.pinned is not None else replace(self, pinned=self.attempt)

    def more_path(self, attempt: int) -> Path:
        """The request that starts an attempt, from 1: `records.More`."""
        return self.directory / f"more-{attempt}.json"

    def of_attempt(self, name: str) -> Path:
        """Path of a file that each attempt has separately."""
        attempt = self.attempt
        return self.directory / (f"more-{attempt}.{name}" if attempt else name)

    request_path = _File("request.json")
    """`records.Request`."""
    limits_path = _File("limits.json")
    """The worker's limits of time and disk space: `records.Limits`."""
    own_digits_path = _File(OWN_DIGITS)
    """The visitor's own digits that the run trains on: a copy made with the request."""
    name_path = _File("name.json")
    """The visitor's name for the run: `names.RunName`."""
    log_path = _File("worker.log")
    """Log messages of the worker and of TensorFlow."""
    progress_path = _File("progress.jsonl")
    """Training progress, one record per line: `records.AnyRecord`."""
    live_path = _File("live.json")
    """The newest snapshot of kernels and prediction, see `worker.snapshots`."""
    history_path = _File("history.csv")
    """Keras's `CSVLogger` file."""
    model_path = _File("model.keras")
    """The trained model."""
    partial_model_path = _File(".partial.keras")
    """The trained model while it is being saved."""
    reserve_path = _File("reserve")
    """Reserved disk space, freed before the result is written, so that a full disk can be reported."""

    stop_path = _File("stop", of_attempt=True)
    """The request to stop; its text is the reason, or empty if the visitor asked."""
    pause_path = _File("pause", of_attempt=True)
    """The request to pause; deleted to resume."""
    worker_path = _File("worker.json", of_attempt=True)
    """The worker process: `owners.Owner`; touched as a heartbeat."""
    preparing_path = _File("preparing.txt", of_attempt=True)
    """The start time of each step before the first batch, see `preparing`."""
    exit_path = _File("exit.json", of_attempt=True)
    """How the worker process ended: `records.Exit`."""
    result_path = _File("result.json", of_attempt=True)
    """How the attempt ended: `records.Result`."""

    @property
    def checkpoint_pattern(self) -> str:
        """Path template for `ModelCheckpoint`, which fills in `{epoch:02d}`."""
        folder = str(self.directory).replace("{", "{{").replace("}", "}}")
        return f"{folder}{os.sep}epoch-{{epoch:02d}}.weights.h5"

    def checkpoint_path(self, epoch: int) -> Path:
        """Path of the weights after an epoch; epoch 0 is before training."""
        return epoch_path(self.directory, epoch)

    def claim_path(self, number: int) -> Path:
        """The process that starts the worker: `owners.Owner`. Claims count from 1; the last one is valid."""
        return self.of_attempt(f"claim-{number}.json")
