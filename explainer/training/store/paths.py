"""The names of a run's files. Light on purpose: a worker needs one before it loads TensorFlow.

A run that goes on after it has ended gets another *sitting*: its first is sitting 0, and `more-N.json` begins
sitting N. Wishes, claims, owner, exit and result belong to a sitting, so nothing of an earlier one is ever
written again.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

OWN_DIGITS = "own-digits.npz"
"""What the file of one's own digits is called, also where it is taken home."""


@dataclass(frozen=True)
class RunPaths:
    """One run's directory; the only place that knows the names of its files.

    Attributes:
        pinned: The sitting whose files are meant; `None` for the newest sitting, whenever it is asked for.
    """

    directory: Path
    pinned: int | None = None

    @property
    def id(self) -> str:
        """The run's id."""
        return self.directory.name

    @property
    def sitting(self) -> int:
        """The sitting whose files are meant, from 0."""
        if self.pinned is not None:
            return self.pinned
        newest = 0
        while self.more_path(newest + 1).exists():
            newest += 1
        return newest

    def at_present(self) -> Self:
        """The same run, held to the sitting that is the newest now."""
        return self if self.pinned is not None else replace(self, pinned=self.sitting)

    def more_path(self, sitting: int) -> Path:
        """That the run is to go on, and up to which epoch; it begins a sitting from 1 on."""
        return self.directory / f"more-{sitting}.json"

    def _of_sitting(self, name: str) -> Path:
        sitting = self.sitting
        return self.directory / (f"more-{sitting}.{name}" if sitting else name)

    @property
    def request_path(self) -> Path:
        """What was asked for."""
        return self.directory / "request.json"

    @property
    def stop_path(self) -> Path:
        """The wish to stop; its text is empty or says why."""
        return self._of_sitting("stop")

    @property
    def pause_path(self) -> Path:
        """The wish to pause, while it is there."""
        return self._of_sitting("pause")

    @property
    def limits_path(self) -> Path:
        """What its worker may take."""
        return self.directory / "limits.json"

    @property
    def own_digits_path(self) -> Path:
        """The digits of its visitor's own that it learns from, as they were when it was asked for."""
        return self.directory / OWN_DIGITS

    @property
    def name_path(self) -> Path:
        """What its visitor calls it."""
        return self.directory / "name.json"

    @property
    def worker_path(self) -> Path:
        """Who trains; touched as a heartbeat."""
        return self._of_sitting("worker.json")

    @property
    def exit_path(self) -> Path:
        """That the worker process ended, and how."""
        return self._of_sitting("exit.json")

    @property
    def log_path(self) -> Path:
        """What the worker and TensorFlow had to say."""
        return self.directory / "worker.log"

    @property
    def progress_path(self) -> Path:
        """A line for each piece of news."""
        return self.directory / "progress.jsonl"

    @property
    def live_path(self) -> Path:
        """What the network looks like at this moment, see `snapshots`."""
        return self.directory / "live.json"

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
        return self._of_sitting("result.json")

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
        return self._of_sitting(f"claim-{attempt}.json")
