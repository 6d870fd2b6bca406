"""The names of a run's files. Light on purpose: a worker needs one before it loads TensorFlow."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class RunPaths:
    """One run's directory; the only place that knows the names of its files."""

    directory: Path

    @property
    def id(self) -> str:
        """The run's id."""
        return self.directory.name

    @property
    def request_path(self) -> Path:
        """What was asked for."""
        return self.directory / "request.json"

    @property
    def stop_path(self) -> Path:
        """The wish to stop: its existence is all that counts."""
        return self.directory / "stop"

    @property
    def name_path(self) -> Path:
        """What its visitor calls it."""
        return self.directory / "name.json"

    @property
    def worker_path(self) -> Path:
        """Who trains; touched as a heartbeat."""
        return self.directory / "worker.json"

    @property
    def exit_path(self) -> Path:
        """That the worker process ended, and how."""
        return self.directory / "exit.json"

    @property
    def log_path(self) -> Path:
        """What the worker and TensorFlow had to say."""
        return self.directory / "worker.log"

    @property
    def progress_path(self) -> Path:
        """A line for each piece of news."""
        return self.directory / "progress.jsonl"

    @property
    def history_path(self) -> Path:
        """Keras's `CSVLogger` file."""
        return self.directory / "history.csv"

    @property
    def model_path(self) -> Path:
        """The trained model."""
        return self.directory / "model.keras"

    @property
    def partial_model_path(self) -> Path:
        """The trained model while it is being saved."""
        return self.directory / ".partial.keras"

    @property
    def result_path(self) -> Path:
        """How it ended."""
        return self.directory / "result.json"

    @property
    def reserve_path(self) -> Path:
        """Room on the disk that is given up so that a full disk can still be reported."""
        return self.directory / "reserve"

    @property
    def checkpoint_pattern(self) -> str:
        """Path of the checkpoints for `ModelCheckpoint`, which fills in `{epoch:02d}`."""
        folder = str(self.directory).replace("{", "{{").replace("}", "}}")
        return f"{folder}{os.sep}epoch-{{epoch:02d}}.weights.h5"

    def checkpoint_path(self, epoch: int) -> Path:
        """The weights after an epoch; 0 is before training."""
        return self.directory / f"epoch-{epoch:02d}.weights.h5"

    def claim_path(self, attempt: int) -> Path:
        """Who starts, or has started, the worker."""
        return self.directory / f"claim-{attempt}.json"
